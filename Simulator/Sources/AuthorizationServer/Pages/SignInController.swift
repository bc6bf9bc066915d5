import HTTPTypes
import Hummingbird

/// GET and POST /login: the user pool's own sign-in.
struct SignInController<Store: AuthorizationStore>: Sendable {
    let sessions: PageSessions<Store>
    let userCode: UserCodeFormat

    var routes: RouteCollection<ServerRequestContext> {
        let routes = RouteCollection(context: ServerRequestContext.self)
        routes.get("login") { request, _ in try await show(request) }
        routes.post("login") { request, context in try await signIn(request, context) }
        return routes
    }

    private var text: PageText { sessions.pages.text }

    private func show(_ request: Request) async throws -> Response {
        let query = try? FormParameters((request.uri.query ?? "").utf8)
        let path = ReturnPath(parameter: query?["return"], userCode)
        if try await sessions.user(of: request) != nil { return sessions.redirect(to: path.text) }
        return try form(request, path)
    }

    private func signIn(
        _ request: Request, _ context: ServerRequestContext
    ) async throws -> Response {
        guard let parameters = try await sessions.form(request),
            let visitor = SessionCookie.visitor.value(in: request),
            sessions.tokens.isValid(
                parameters["form_token"], for: .signIn, session: visitor)
        else { return try sessions.stale(nil) }
        let path = ReturnPath(parameter: parameters["return"], userCode)
        let username = parameters["username"] ?? ""
        let outcome = try await sessions.signIn.signIn(
            username: username, password: parameters["password"] ?? "",
            address: context.addressKey)
        switch outcome {
        case .wrong:
            return try form(
                request, path, username: username, error: text.signInWrong, status: .forbidden)
        case .blocked(let until):
            let wait = until - sessions.signIn.clock.nowMilliseconds()
            return try form(
                request, path, username: username,
                error: PageText.fill(text.signInBlocked, ["wait": PageTime.wait(wait)]),
                status: .tooManyRequests)
        case .busy:
            return try form(
                request, path, username: username, error: text.signInBusy,
                status: .serviceUnavailable)
        case .signedIn(let sessionID, let stage):
            // The session of before, if any, ends here: a browser has one.
            if let old = SessionCookie.session.value(in: request) {
                try await sessions.signIn.signOut(sessionID: old)
            }
            var response = sessions.goOn(sessionID, stage, to: path)
            SessionCookie.visitor.clear(in: &response)
            return response
        }
    }

    private func form(
        _ request: Request, _ path: ReturnPath, username: String = "", error: String? = nil,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        var random = SystemRandomNumberGenerator()
        let kept = SessionCookie.visitor.value(in: request)
        let visitor = kept ?? RandomText.base64URL(bytes: 32, using: &random)
        var values: [String: Any] = [
            "formToken": sessions.tokens.token(for: .signIn, session: visitor),
            "returnPath": path.text, "username": username,
        ]
        if let error { values["error"] = error }
        var response = try sessions.pages.render(
            "sign-in", title: text.signInTitle, values, status: status)
        if kept == nil { SessionCookie.visitor.set(visitor, in: &response) }
        return response
    }
}

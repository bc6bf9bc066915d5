import HTTPTypes
import Hummingbird

/// GET and POST /login/code: the code of the second factor, after the password.
struct SecondFactorSignInController<Store: AuthorizationStore>: Sendable {
    let sessions: PageSessions<Store>
    let secondFactors: SecondFactors<Store>
    let userCode: UserCodeFormat

    var routes: RouteCollection<ServerRequestContext> {
        let routes = RouteCollection(context: ServerRequestContext.self)
        routes.get("login/code") { request, _ in try await show(request) }
        routes.post("login/code") { request, _ in try await enter(request) }
        return routes
    }

    private var text: PageText { sessions.pages.text }

    private func show(_ request: Request) async throws -> Response {
        let query = try? FormParameters((request.uri.query ?? "").utf8)
        let path = ReturnPath(parameter: query?["return"], userCode)
        guard let user = try await sessions.user(of: request, at: .secondFactor) else {
            return sessions.redirect(to: path.signInPath)
        }
        return try form(user, path)
    }

    private func enter(_ request: Request) async throws -> Response {
        guard let parameters = try await sessions.form(request),
            let user = try await sessions.user(of: request, at: .secondFactor),
            sessions.tokens.isValid(
                parameters["form_token"], for: .secondFactorCode, session: user.sessionID)
        else { return try sessions.stale(nil) }
        let path = ReturnPath(parameter: parameters["return"], userCode)
        let verdict = try await secondFactors.verify(
            parameters["code"] ?? "", subject: user.session.subject)
        if let refusal = sessions.refusal(verdict) {
            return try form(user, path, error: refusal.text, status: refusal.status)
        }
        guard let next = try await sessions.signIn.passSecondFactor(user) else {
            return try sessions.stale(nil)
        }
        return sessions.goOn(next.sessionID, next.stage, to: path)
    }

    private func form(
        _ user: SignedInUser, _ path: ReturnPath, error: String? = nil,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        var values: [String: Any] = [
            "formToken": sessions.tokens.token(for: .secondFactorCode, session: user.sessionID),
            "returnPath": path.text,
        ]
        if let error { values["error"] = error }
        return try sessions.pages.render(
            "second-factor-code", title: text.account.codeTitle, values, status: status)
    }
}

import HTTPTypes
import Hummingbird

/// GET and POST /login/password: a password of the user's own in the place of the first one, before
/// any other page opens.
struct FirstPasswordController<Store: AuthorizationStore>: Sendable {
    let sessions: PageSessions<Store>
    let passwords: PasswordChange<Store>
    let userCode: UserCodeFormat

    var routes: RouteCollection<ServerRequestContext> {
        let routes = RouteCollection(context: ServerRequestContext.self)
        routes.get("login/password") { request, _ in try await show(request) }
        routes.post("login/password") { request, _ in try await change(request) }
        return routes
    }

    private var text: AccountText { sessions.pages.text.account }

    private func show(_ request: Request) async throws -> Response {
        let query = try? FormParameters((request.uri.query ?? "").utf8)
        let path = ReturnPath(parameter: query?["return"], userCode)
        guard let user = try await sessions.user(of: request, at: .newPassword) else {
            return sessions.redirect(to: path.signInPath)
        }
        return try form(user, path)
    }

    private func change(_ request: Request) async throws -> Response {
        guard let parameters = try await sessions.form(request),
            let signedIn = try await sessions.user(of: request, at: .newPassword),
            sessions.tokens.isValid(
                parameters["form_token"], for: .firstPassword, session: signedIn.sessionID),
            let user = try await passwords.store.user(username: signedIn.session.username)
        else { return try sessions.stale(nil) }
        let path = ReturnPath(parameter: parameters["return"], userCode)
        let outcome = try await passwords.change(
            user,
            to: .init(
                password: parameters["new_password"] ?? "",
                repeated: parameters["repeated_password"] ?? ""))
        if let refusal = sessions.refusal(outcome) {
            return try form(signedIn, path, error: refusal.text, status: refusal.status)
        }
        return sessions.goOn(try await sessions.signIn.beginAnew(user), .complete, to: path)
    }

    private func form(
        _ user: SignedInUser, _ path: ReturnPath, error: String? = nil,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        var values: [String: Any] = [
            "action": "/login/password", "lead": text.firstPasswordLead,
            "formToken": sessions.tokens.token(for: .firstPassword, session: user.sessionID),
            "returnPath": path.text, "username": user.session.username,
        ]
        if let error { values["error"] = error }
        return try sessions.pages.render(
            "new-password", title: text.firstPasswordTitle, values, status: status)
    }
}

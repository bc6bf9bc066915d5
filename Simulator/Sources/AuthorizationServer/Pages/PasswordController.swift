import HTTPTypes
import Hummingbird

/// GET and POST /account/password: a signed-in user changes the password.
struct PasswordController<Store: AuthorizationStore>: Sendable {
    let account: AccountPage<Store>
    let passwords: PasswordChange<Store>

    var routes: RouteCollection<ServerRequestContext> {
        let routes = RouteCollection(context: ServerRequestContext.self)
        routes.get("account/password") { request, _ in
            try await account.open(request) { user in try form(user) }
        }
        routes.post("account/password") { request, context in
            try await account.submit(request, .password) { user, parameters in
                try await change(user, parameters, context)
            }
        }
        return routes
    }

    private var sessions: PageSessions<Store> { account.sessions }

    private func change(
        _ signedIn: SignedInUser, _ parameters: FormParameters, _ context: ServerRequestContext
    ) async throws -> Response {
        let verdict = try await account.check(
            parameters["current_password"] ?? "", of: signedIn, context)
        guard case .right(let user) = verdict else {
            return try form(signedIn, sessions.refusal(verdict))
        }
        let outcome = try await passwords.change(
            user,
            to: .init(
                password: parameters["new_password"] ?? "",
                repeated: parameters["repeated_password"] ?? ""))
        if let refusal = sessions.refusal(outcome) { return try form(signedIn, refusal) }
        let id = try await sessions.signIn.beginAnew(user)
        guard let begun = try await sessions.signIn.user(sessionID: id) else {
            return try sessions.stale(nil)
        }
        var response = try await account.show(
            begun, notice: sessions.pages.text.account.passwordChanged)
        SessionCookie.session.set(id, in: &response)
        return response
    }

    private func form(
        _ user: SignedInUser, _ refusal: (text: String, status: HTTPResponse.Status)? = nil
    ) throws -> Response {
        let text = sessions.pages.text.account
        var values: [String: Any] = [
            "action": "/account/password", "lead": text.passwordLead, "asksCurrent": true,
            "formToken": sessions.tokens.token(for: .password, session: user.sessionID),
            "username": user.session.username, "isAccount": true,
        ]
        if let refusal { values["error"] = refusal.text }
        return try sessions.pages.render(
            "new-password", title: text.passwordTitle, account: sessions.account(user), values,
            status: refusal?.status ?? .ok)
    }
}

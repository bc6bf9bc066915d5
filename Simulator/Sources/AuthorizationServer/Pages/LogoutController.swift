import HTTPTypes
import Hummingbird

/// GET and POST /logout, in the shape of a Cognito user pool's: `client_id` and `logout_uri`.
///
/// GET only asks. If it signed out, any page with an image of this address could do so; the button
/// of the page it shows carries a token of the session.
struct LogoutController<Store: AuthorizationStore>: Sendable {
    let sessions: PageSessions<Store>
    let clients: Store

    var routes: RouteCollection<ServerRequestContext> {
        let routes = RouteCollection(context: ServerRequestContext.self)
        routes.get("logout") { request, _ in try await ask(request) }
        routes.post("logout") { request, _ in try await signOut(request) }
        return routes
    }

    private var text: PageText { sessions.pages.text }

    /// Where the browser goes afterwards.
    private enum Destination {
        case signIn
        /// A URI that the client registered.
        case client(id: String, uri: String)
        /// A URI that nobody registered: an open redirector is what a phisher looks for.
        case refused
    }

    private func ask(_ request: Request) async throws -> Response {
        let query = try? FormParameters((request.uri.query ?? "").utf8)
        let destination = try await destination(query ?? FormParameters())
        if case .refused = destination { return try refused() }
        guard let user = try await sessions.user(of: request) else { return leave(to: destination) }
        var values: [String: Any] = [
            "formToken": sessions.tokens.token(for: .signOut, session: user.sessionID),
            "username": user.session.username,
        ]
        var actions: [String] = []
        if case .client(let id, let uri) = destination {
            values["client"] = ["id": id, "uri": uri]
            actions = [RedirectURI.formActionSource(of: uri)]
        }
        var response = try sessions.pages.render("sign-out", title: text.signOutTitle, values)
        response.headers[.contentSecurityPolicy] = SecurityHeaders.policy(formActions: actions)
        return response
    }

    private func signOut(_ request: Request) async throws -> Response {
        let user = try await sessions.user(of: request)
        guard let parameters = try await sessions.form(request), let user,
            sessions.tokens.isValid(
                parameters["form_token"], for: .signOut, session: user.sessionID)
        else { return try sessions.stale(user) }
        let destination = try await destination(parameters)
        if case .refused = destination { return try refused() }
        try await sessions.signIn.signOut(sessionID: user.sessionID)
        var response = leave(to: destination)
        SessionCookie.session.clear(in: &response)
        return response
    }

    private func destination(_ parameters: FormParameters) async throws -> Destination {
        guard let uri = parameters["logout_uri"] else { return .signIn }
        guard let id = parameters["client_id"], let client = try await clients.client(id: id),
            client.logoutURIs.contains(where: { $0.text == uri })
        else { return .refused }
        return .client(id: id, uri: uri)
    }

    private func leave(to destination: Destination) -> Response {
        if case .client(_, let uri) = destination { return sessions.redirect(to: uri) }
        return sessions.redirect(to: "/login")
    }

    private func refused() throws -> Response {
        try sessions.pages.message(
            title: text.refusedTitle, text.refusedText, status: .badRequest)
    }
}

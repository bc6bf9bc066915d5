import HTTPTypes
import Hummingbird

/// GET and POST /oauth2/authorize: the authorization code flow with PKCE (RFC 6749 §4.1, RFC 7636).
///
/// The user is asked each time, for every client: a client on a device or in a browser cannot prove
/// that it is the one that was allowed before (OWASP ASVS 10.7.1).
struct AuthorizationController<Store: AuthorizationStore>: Sendable {
    let sessions: PageSessions<Store>
    let codes: AuthorizationCodes<Store>
    let clients: Store

    var routes: RouteCollection<ServerRequestContext> {
        let routes = RouteCollection(context: ServerRequestContext.self)
        routes.get("oauth2/authorize") { request, _ in try await show(request) }
        routes.post("oauth2/authorize") { request, _ in try await decide(request) }
        return routes
    }

    private var text: PageText { sessions.pages.text }

    private func show(_ request: Request) async throws -> Response {
        guard let query = AuthorizationQuery(request.uri.query ?? ""),
            let target = try await target(query)
        else { return try refused() }
        let asked: AuthorizationRequest
        do throws(OAuthError) {
            asked = try AuthorizationRequest(query, target)
        } catch {
            return answer(error, target)
        }
        let user = try await sessions.user(of: request)
        // OpenID Connect Core §3.1.2.1: `none` asks for an answer without a page, and there is none
        // without consent.
        if query["prompt"] == "none" {
            return answer(user == nil ? .loginRequired : .consentRequired, target)
        }
        guard let user else { return sessions.redirect(to: ReturnPath(query).signInPath) }
        return try consent(query, asked, target, user)
    }

    private func decide(_ request: Request) async throws -> Response {
        let parameters = try await sessions.form(request)
        let user = try await sessions.user(of: request)
        guard let parameters else { return try sessions.stale(user) }
        guard let query = AuthorizationQuery(parameters["query"] ?? ""),
            let target = try await target(query)
        else { return try refused() }
        guard let user else { return sessions.redirect(to: ReturnPath(query).signInPath) }
        guard
            sessions.tokens.isValid(
                parameters["form_token"], for: .consent(request: query.text),
                session: user.sessionID),
            let verdict = parameters["decision"].flatMap(GrantDecision.Verdict.init)
        else { return try sessions.stale(user) }
        let asked: AuthorizationRequest
        do throws(OAuthError) {
            // Read again: what the client may do can have changed while the page was open.
            asked = try AuthorizationRequest(query, target)
        } catch {
            return answer(error, target)
        }
        guard verdict == .approve else { return answer(.accessDenied, target) }
        let code = try await codes.issue(asked, allowedBy: user.session)
        return redirect(to: target, [("code", code)])
    }

    /// nil when nobody can be told by redirect: the client or its redirect URI is unknown.
    private func target(_ query: AuthorizationQuery) async throws -> AuthorizationTarget? {
        guard let id = query["client_id"], let client = try await clients.client(id: id) else {
            return nil
        }
        return AuthorizationTarget(query, client: client)
    }

    private func refused() throws -> Response {
        try sessions.pages.message(
            title: text.refusedTitle, text.refusedText, status: .badRequest)
    }

    private func answer(_ error: OAuthError, _ target: AuthorizationTarget) -> Response {
        var members = [(name: "error", value: error.code)]
        if let text = error.text { members.append(("error_description", text)) }
        return redirect(to: target, members)
    }

    private func redirect(
        to target: AuthorizationTarget, _ members: [(name: String, value: String)]
    ) -> Response {
        sessions.redirect(to: target.location(members, issuer: sessions.origin.issuer))
    }

    private func consent(
        _ query: AuthorizationQuery, _ asked: AuthorizationRequest,
        _ target: AuthorizationTarget, _ user: SignedInUser
    ) throws -> Response {
        let destination = RedirectURI.formActionSource(of: target.redirectURI)
        let scopes = asked.scope.tokens.map { text.scopes[$0] ?? $0 }
        var response = try sessions.pages.render(
            "consent", title: PageText.fill(text.consentTitle, ["client": target.client.name]),
            account: sessions.account(user),
            [
                "scopes": scopes, "hasScopes": !scopes.isEmpty,
                "username": user.session.username, "destination": destination,
                "query": query.text,
                "formToken": sessions.tokens.token(
                    for: .consent(request: query.text), session: user.sessionID),
            ])
        response.headers[.contentSecurityPolicy] = SecurityHeaders.policy(
            formActions: [destination])
        return response
    }
}

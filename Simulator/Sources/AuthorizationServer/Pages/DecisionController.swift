import HTTPTypes
import Hummingbird

/// POST /device/decision: Authorize or Decline on the confirmation page.
///
/// The form names the request by the keyed hash of its user code and carries a token for this
/// session and this request, so it can only be sent from that page.
struct DecisionController<Store: AuthorizationStore>: Sendable {
    let sessions: PageSessions<Store>
    let grants: DeviceGrants<Store>
    let clients: Store

    var routes: RouteCollection<ServerRequestContext> {
        let routes = RouteCollection(context: ServerRequestContext.self)
        routes.post("device/decision") { request, context in try await decide(request, context) }
        return routes
    }

    private var text: PageText { sessions.pages.text }

    private func decide(
        _ request: Request, _ context: ServerRequestContext
    ) async throws -> Response {
        let parameters = try await sessions.form(request)
        guard let user = try await sessions.user(of: request) else {
            return sessions.redirect(
                to: ReturnPath(userCode: nil, grants.settings.userCode)
                    .signInPath)
        }
        guard let parameters, let named = parameters["request"],
            let verdict = parameters["decision"].flatMap(GrantDecision.Verdict.init),
            let hash = Base64URL.decode(named).flatMap({ CodeHash(stored: $0) }),
            sessions.tokens.isValid(
                parameters["form_token"], for: .decision(request: named), session: user.sessionID)
        else { return try sessions.stale(user) }

        let decision = GrantDecision(
            verdict: verdict, subject: user.session.subject, username: user.session.username,
            authenticatedAtMilliseconds: user.session.authenticatedAtMilliseconds,
            decidedAtMilliseconds: grants.clock.nowMilliseconds(), address: context.address)
        // The browser may have changed its network since the page was shown.
        if verdict == .approve, grants.settings.networkMismatch == .refuse,
            let grant = try await clients.grant(userCodeHash: hash),
            Network(of: grant.requestAddress) != Network(of: context.address)
        {
            GrantAudit.otherNetwork(grant, user, context)
            return try sessions.otherNetwork(user)
        }
        let grant: DeviceGrant
        switch try await grants.decide(userCodeHash: hash, decision) {
        case .recorded(let recorded):
            grant = recorded
            GrantAudit.decided(grant, decision, context)
        case .recordedBefore(let recorded):
            grant = recorded
        case .closed:
            return try sessions.pages.message(
                title: text.closedTitle, text.closedText, link: text.startAgain,
                account: sessions.account(user), status: .conflict)
        }
        let name = try await clients.client(id: grant.clientID)?.name ?? grant.clientID
        switch verdict {
        case .approve:
            return try sessions.pages.message(
                title: PageText.fill(text.approvedTitle, ["client": name]), text.approvedText,
                isSuccess: true, account: sessions.account(user))
        case .deny:
            return try sessions.pages.message(
                title: text.declinedTitle, text.declinedText, account: sessions.account(user))
        }
    }
}

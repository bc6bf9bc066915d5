import HTTPTypes
import Hummingbird

/// GET and POST /device: the page where a user types the code (RFC 8628 §3.3).
///
/// GET never changes anything, whatever its parameters; the code in `verification_uri_complete`
/// only fills the field in (§3.3.1, §5.4).
struct DeviceController<Store: AuthorizationStore>: Sendable {
    let sessions: PageSessions<Store>
    let grants: DeviceGrants<Store>
    let clients: Store

    var routes: RouteCollection<ServerRequestContext> {
        let routes = RouteCollection(context: ServerRequestContext.self)
        routes.get("device") { request, _ in try await show(request) }
        routes.post("device") { request, context in try await enter(request, context) }
        routes.get("") { _, _ in sessions.redirect(to: "/device") }
        return routes
    }

    private var text: PageText { sessions.pages.text }

    private func show(_ request: Request) async throws -> Response {
        let query = try? FormParameters((request.uri.query ?? "").utf8)
        let path = ReturnPath(userCode: query?["user_code"], grants.settings.userCode)
        guard let user = try await sessions.user(of: request) else {
            return sessions.redirect(to: path.signInPath)
        }
        return try form(user, userCode: path.userCode)
    }

    private func enter(
        _ request: Request, _ context: ServerRequestContext
    ) async throws -> Response {
        let parameters = try await sessions.form(request)
        let typed = parameters?["user_code"] ?? ""
        guard let user = try await sessions.user(of: request) else {
            let path = ReturnPath(userCode: typed, grants.settings.userCode)
            return sessions.redirect(to: path.signInPath)
        }
        guard let parameters,
            sessions.tokens.isValid(
                parameters["form_token"], for: .code, session: user.sessionID)
        else { return try sessions.stale(user) }

        // RFC 8628 §5.1: counted before the code is looked at, malformed ones too, and taken back
        // for a right one.
        let now = grants.clock.nowMilliseconds()
        let attempts = CodeAttempts(limits: AttemptLimits(store: clients), grants.settings)
        let verdict = try await attempts.attempt(user, addressKey: context.addressKey, at: now)
        if case .refused(let until) = verdict {
            let wait = PageTime.wait(until - now)
            return try form(
                user, error: PageText.fill(text.codeBlocked, ["wait": wait]),
                status: .tooManyRequests)
        }
        let outcome = try await grants.claim(typedCode: typed, by: user.session.subject)
        if case .ended(let grant) = outcome { GrantAudit.codeSentAround(grant, context) }
        guard case .claimed(let grant) = outcome,
            let client = try await clients.client(id: grant.clientID),
            let code = grants.settings.userCode.parse(typed)
        else {
            // RFC 8628 §5.1, one answer for wrong, expired, used and foreign codes.
            return try form(user, error: text.codeWrong, status: .unprocessableContent)
        }
        try await attempts.takeBack(user, addressKey: context.addressKey)
        let isOtherNetwork = Network(of: grant.requestAddress) != Network(of: context.address)
        if isOtherNetwork {
            GrantAudit.otherNetwork(grant, user, context)
            if grants.settings.networkMismatch == .refuse {
                return try sessions.otherNetwork(user)
            }
        }
        return try confirmation(
            user, grant, client, shown: grants.settings.userCode.display(code),
            isOtherNetwork: isOtherNetwork, at: now)
    }

    private func form(
        _ user: SignedInUser, userCode: String? = nil, error: String? = nil,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        var values: [String: Any] = [
            "formToken": sessions.tokens.token(for: .code, session: user.sessionID),
            // RFC 8628 §3.3.1: a code that came with the address is to be compared.
            "lead": userCode == nil ? text.codeLead : text.codeCompare,
        ]
        if let userCode { values["userCode"] = userCode }
        if let error { values["error"] = error }
        return try sessions.pages.render(
            "code", title: text.codeTitle, account: sessions.account(user), values, status: status)
    }

    /// RFC 8628 §5.4: what is asked, by which device, when and from where, and that the code must
    /// be on a device in hand.
    private func confirmation(
        _ user: SignedInUser, _ grant: DeviceGrant, _ client: Client, shown: String,
        isOtherNetwork: Bool, at now: Int64
    ) throws -> Response {
        let request = Base64URL.encode(grant.userCodeHash.bytes)
        let scopes = grant.scope.tokens.map { text.scopes[$0] ?? $0 }
        return try sessions.pages.render(
            "confirm", title: PageText.fill(text.confirmTitle, ["client": client.name]),
            account: sessions.account(user),
            [
                "userCode": shown, "clientName": client.name, "scopes": scopes,
                "hasScopes": !scopes.isEmpty, "username": user.session.username,
                "requestedAt": PageTime.text(grant.createdAtMilliseconds, now: now, text),
                "requestAddress": grant.requestAddress, "request": request,
                "isOtherNetwork": isOtherNetwork,
                "formToken": sessions.tokens.token(
                    for: .decision(request: request), session: user.sessionID),
            ])
    }
}

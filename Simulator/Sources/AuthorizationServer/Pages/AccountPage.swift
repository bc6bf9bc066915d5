import HTTPTypes
import Hummingbird

/// The account page, and what every page of the account begins with.
struct AccountPage<Store: AuthorizationStore>: Sendable {
    let sessions: PageSessions<Store>
    let secondFactors: SecondFactors<Store>
    let store: Store
    let clock: ServerClock

    private var text: AccountText { sessions.pages.text.account }

    /// A page of a signed-in user; anybody else is sent to the sign-in.
    func open(
        _ request: Request, _ page: (SignedInUser) async throws -> Response
    ) async throws -> Response {
        guard let user = try await sessions.user(of: request) else {
            return sessions.redirect(to: "/login")
        }
        return try await page(user)
    }

    /// A form of a signed-in user, if it is this session's own.
    func submit(
        _ request: Request, _ purpose: FormTokens.Purpose,
        _ action: (SignedInUser, FormParameters) async throws -> Response
    ) async throws -> Response {
        try await submit(request, { _ in purpose }, action)
    }

    /// The same for a form whose purpose is named in one of its fields.
    func submit(
        _ request: Request, _ purpose: (FormParameters) -> FormTokens.Purpose,
        _ action: (SignedInUser, FormParameters) async throws -> Response
    ) async throws -> Response {
        let parameters = try await sessions.form(request)
        let user = try await sessions.user(of: request)
        guard let parameters, let user,
            sessions.tokens.isValid(
                parameters["form_token"], for: purpose(parameters), session: user.sessionID)
        else { return try sessions.stale(user) }
        return try await action(user, parameters)
    }

    /// The user's password once more, before what a borrowed browser must not do (OWASP ASVS 7.5.1).
    func check(
        _ password: String, of user: SignedInUser, _ context: ServerRequestContext
    ) async throws -> PasswordCheck<Store>.Verdict {
        try await PasswordCheck(store: store, hasher: sessions.signIn.hasher).check(
            username: user.session.username, password: password, address: context.addressKey,
            at: clock.nowMilliseconds())
    }

    func show(
        _ user: SignedInUser, notice: String? = nil,
        refusal: (text: String, status: HTTPResponse.Status)? = nil
    ) async throws -> Response {
        func token(_ purpose: FormTokens.Purpose) -> String {
            sessions.tokens.token(for: purpose, session: user.sessionID)
        }
        let subject = user.session.subject
        let hasSecondFactor = try await secondFactors.isActive(subject: subject)
        var devices: [[String: Any]] = []
        for family in try await store.refreshFamilies(
            subject: subject, at: clock.nowMilliseconds())
        {
            devices.append(
                try await device(family, token(.revocation(device: family.id))))
        }
        var values: [String: Any] = [
            "devices": devices, "hasDevices": !devices.isEmpty,
            "hasSecondFactor": hasSecondFactor, "secondFactorToken": token(.secondFactor),
            "secondFactorAction": hasSecondFactor ? "remove" : "start",
            "signOutEverywhereToken": token(.signOutEverywhere),
            "username": user.session.username,
        ]
        if let notice { values["notice"] = notice }
        if let refusal { values["error"] = refusal.text }
        return try sessions.pages.render(
            "account", title: text.title, account: sessions.account(user), values,
            status: refusal?.status ?? .ok)
    }

    /// One consent, as the user sees it: who may do what, since when, asked from where.
    private func device(_ family: RefreshFamily, _ token: String) async throws -> [String: Any] {
        let now = clock.nowMilliseconds()
        let pageText = sessions.pages.text
        let name = try await store.client(id: family.clientID)?.name ?? family.clientID
        let since =
            family.approval?.decidedAtMilliseconds ?? family.authenticatedAtMilliseconds
        var values: [String: Any] = [
            "id": family.id, "formToken": token, "name": name,
            "revokeNamed": PageText.fill(text.revokeNamed, ["client": name]),
            "connectedAt": PageTime.text(since, now: now, pageText),
            "lastUsedAt": PageTime.text(family.lastUsedAtMilliseconds, now: now, pageText),
            "scopes": family.scope.tokens.map { pageText.scopes[$0] ?? $0 },
            "hasScopes": !family.scope.tokens.isEmpty,
        ]
        if let approval = family.approval { values["address"] = approval.requestAddress }
        return values
    }
}

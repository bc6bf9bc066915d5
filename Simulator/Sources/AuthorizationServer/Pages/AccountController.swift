import Hummingbird

/// GET /account, and what can be ended there: one device, all sessions.
struct AccountController<Store: AuthorizationStore>: Sendable {
    let account: AccountPage<Store>

    var routes: RouteCollection<ServerRequestContext> {
        let routes = RouteCollection(context: ServerRequestContext.self)
        routes.get("account") { request, _ in
            try await account.open(request) { user in try await account.show(user) }
        }
        routes.post("account/devices/revoke") { request, context in
            try await account.submit(
                request, { .revocation(device: $0["device"] ?? "") }
            ) { user, parameters in
                try await revoke(parameters["device"] ?? "", user, context)
            }
        }
        routes.post("account/sign-out-everywhere") { request, _ in
            try await account.submit(request, .signOutEverywhere) { user, _ in
                try await account.store.deleteSessions(subject: user.session.subject)
                var response = account.sessions.redirect(to: "/login")
                SessionCookie.session.clear(in: &response)
                return response
            }
        }
        return routes
    }

    /// Effective with the write: the next refresh finds it.
    private func revoke(
        _ id: String, _ user: SignedInUser, _ context: ServerRequestContext
    ) async throws -> Response {
        guard let family = try await account.store.refreshFamily(id: id),
            family.subject == user.session.subject
        else { return try account.sessions.stale(user) }
        _ = try await account.store.apply(RefreshWrite.revoke(familyID: id))
        context.logger.notice(
            "device revoked by its user",
            metadata: [
                "audit": "true", "client": .string(family.clientID),
                "subject": .string(family.subject),
            ])
        let text = account.sessions.pages.text.account
        let name = try await account.store.client(id: family.clientID)?.name ?? family.clientID
        return try await account.show(
            user, notice: PageText.fill(text.revoked, ["client": name]))
    }
}

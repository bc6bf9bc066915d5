import HTTPTypes
import Hummingbird
import NIOCore

/// The second factor on the account page: set up with a first code, and turned off. Both ask for the
/// password, or whoever finds an open browser could lock its owner out.
struct SecondFactorController<Store: AuthorizationStore>: Sendable {
    let account: AccountPage<Store>
    /// What the authenticator app calls this server.
    let issuer: String

    private static var path: RouterPath { "account/second-factor" }

    var routes: RouteCollection<ServerRequestContext> {
        let routes = RouteCollection(context: ServerRequestContext.self)
        routes.get(Self.path) { request, _ in
            try await account.open(request) { user in try await form(user) }
        }
        routes.post(Self.path) { request, _ in
            try await account.submit(request, .secondFactor) { user, parameters in
                try await confirm(parameters["code"] ?? "", user)
            }
        }
        routes.post("account/second-factor/start") { request, context in
            try await account.submit(request, .secondFactor) { user, parameters in
                try await start(parameters["password"] ?? "", user, context)
            }
        }
        routes.post("account/second-factor/remove") { request, context in
            try await account.submit(request, .secondFactor) { user, parameters in
                try await remove(parameters["password"] ?? "", user, context)
            }
        }
        routes.get("account/second-factor.svg") { request, _ in
            try await account.open(request) { user in try await picture(user) }
        }
        return routes
    }

    private var sessions: PageSessions<Store> { account.sessions }
    private var text: AccountText { sessions.pages.text.account }

    private func start(
        _ password: String, _ user: SignedInUser, _ context: ServerRequestContext
    ) async throws -> Response {
        let verdict = try await account.check(password, of: user, context)
        guard case .right = verdict else {
            return try await account.show(user, refusal: sessions.refusal(verdict))
        }
        _ = try await account.secondFactors.propose(subject: user.session.subject)
        return sessions.redirect(to: "/account/second-factor")
    }

    private func confirm(_ code: String, _ user: SignedInUser) async throws -> Response {
        let verdict = try await account.secondFactors.confirm(
            code, subject: user.session.subject)
        if let refusal = sessions.refusal(verdict) { return try await form(user, refusal) }
        return try await account.show(user, notice: text.secondFactorAdded)
    }

    private func remove(
        _ password: String, _ user: SignedInUser, _ context: ServerRequestContext
    ) async throws -> Response {
        let verdict = try await account.check(password, of: user, context)
        guard case .right = verdict else {
            return try await account.show(user, refusal: sessions.refusal(verdict))
        }
        try await account.secondFactors.remove(subject: user.session.subject)
        return try await account.show(user, notice: text.secondFactorRemoved)
    }

    /// The secret to be confirmed, as a picture and as text; without one, the account page.
    private func form(
        _ user: SignedInUser, _ refusal: (text: String, status: HTTPResponse.Status)? = nil
    ) async throws -> Response {
        let subject = user.session.subject
        guard let secret = try await account.secondFactors.proposed(subject: subject) else {
            return sessions.redirect(to: "/account")
        }
        var values: [String: Any] = [
            "formToken": sessions.tokens.token(for: .secondFactor, session: user.sessionID),
            "key": Self.grouped(Base32.encode(secret)),
            "hasPicture": QRPicture.svg(of: keyURI(secret, user)) != nil,
        ]
        if let refusal { values["error"] = refusal.text }
        return try sessions.pages.render(
            "second-factor-set-up", title: text.setUpTitle, account: sessions.account(user),
            values, status: refusal?.status ?? .ok)
    }

    private func picture(_ user: SignedInUser) async throws -> Response {
        guard
            let secret = try await account.secondFactors.proposed(
                subject: user.session.subject),
            let svg = QRPicture.svg(of: keyURI(secret, user))
        else { return sessions.redirect(to: "/account") }
        return Response(
            status: .ok, headers: [.contentType: "image/svg+xml"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: svg)))
    }

    private func keyURI(_ secret: [UInt8], _ user: SignedInUser) -> String {
        TimeBasedCode.keyURI(secret: secret, username: user.session.username, issuer: issuer)
    }

    /// Groups of four, as people read keys aloud.
    private static func grouped(_ key: String) -> String {
        var grouped = ""
        for (index, symbol) in key.enumerated() {
            if index > 0 && index % 4 == 0 { grouped.append(" ") }
            grouped.append(symbol)
        }
        return grouped
    }
}

import Crypto
import Hummingbird
import HummingbirdTesting
import Logging

@testable import AuthorizationServer

/// A whole server on a virtual clock with a store in memory, asked without a socket.
struct TestServer: Sendable {
    let store: SQLiteStore
    let clock: TestClock
    let app: App<SQLiteStore>

    static let username = "alice"
    static let password = "correct horse battery"
    static let redirectURI = "https://app.example/back"
    static let secret = "s3cr:et+with%colon and blank"

    /// Made once: they cost a second and say nothing about a test.
    private static let shared = Task {
        var random = SystemRandomNumberGenerator()
        return (
            // Every test at once signs in here.
            hasher: PasswordHasher(queue: 10_000),
            password: try PasswordHash(of: password, using: &random),
            signingKey: try TokenSigningKey.make(),
            sealingKeys: SealingKeys()
        )
    }

    static func make(
        _ settings: [SettingName: String] = [:], store location: StoreLocation = .memory
    ) async throws -> TestServer {
        let shared = try await shared.value
        let clock = TestClock()
        let store = try SQLiteStore(location)
        guard let host = HostName("localhost") else { preconditionFailure("localhost is a name") }
        let app = App(
            store: store, hasher: shared.hasher, serverKey: ServerKey(),
            sealingKeys: shared.sealingKeys,
            signingKeys: TokenSigningKeys([
                .init(key: shared.signingKey, signsFromMilliseconds: 0)
            ]), origin: PublicOrigin(host: host, port: 8443),
            settings: try GrantSettings(settings), clock: clock.clock)
        let server = TestServer(store: store, clock: clock, app: app)
        try await server.register(shared.password)
        return server
    }

    /// Runs `body` with a client that reaches the router.
    func run<Value>(
        logging recorder: LogRecorder? = nil,
        _ body: @Sendable (any TestClientProtocol) async throws -> Value
    ) async throws -> Value {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        if let recorder { logger = Logger(label: "test") { _ in recorder } }
        return try await Application(router: app.router(), logger: logger).test(.router, body)
    }

    /// A browser in which the user signed in a moment ago; nobody typed a password.
    func browser(_ client: any TestClientProtocol, as username: String) async throws -> TestBrowser
    {
        var random = SystemRandomNumberGenerator()
        let id = RandomText.base64URL(bytes: 32, using: &random)
        let now = clock.milliseconds
        try await store.insert(
            Session(
                idHash: CodeHash(ofSecret: id), subject: "sub-of-" + username, username: username,
                authenticatedAtMilliseconds: now, lastUsedAtMilliseconds: now))
        var browser = TestBrowser(client)
        browser.cookies[SessionCookie.session.rawValue] = id
        return browser
    }

    /// Codes that a device somewhere else asked for: without a socket, everybody's own address is
    /// `unknown`.
    func codes(from address: String) async throws -> DeviceGrants<SQLiteStore>.Codes {
        let issuer = TokenIssuer(
            keys: app.signingKeys, origin: app.origin, deviceTokenSet: app.settings.resultTokenSet)
        return try await DeviceGrants(
            store: store, settings: app.settings, issuer: issuer,
            userCodeKey: app.serverKey.derived(for: "user-code"), clock: clock.clock
        ).issue(clientID: "tv", scope: Scope(tokens: ["openid"]), requestAddress: address)
    }

    private func register(_ password: PasswordHash) async throws {
        for name in [Self.username, "bob", "carol"] {
            _ = try await store.insert(
                User(
                    subject: "sub-of-" + name, username: name, passwordHash: password,
                    createdAtMilliseconds: 0))
        }
        var random = SystemRandomNumberGenerator()
        let scope = Scope(tokens: ["openid", "profile", "offline"])
        try await registerCodeFlowClients(scope, using: &random)
        let clients: [(String, String?, [GrantType])] = [
            ("tv", nil, GrantType.allCases), ("other-tv", nil, GrantType.allCases),
            ("box", Self.secret, GrantType.allCases), ("web", nil, [.refreshToken]),
        ]
        for (id, secret, grantTypes) in clients {
            _ = try await store.insert(
                Client(
                    id: id, name: "Living-room TV",
                    secretHash: secret.map { ClientSecretHash(of: $0, using: &random) },
                    grantTypes: grantTypes, scope: scope, createdAtMilliseconds: 0))
        }
    }

    /// `app` on the user's machine, `site` with a secret, and `bound-tv`, which must use DPoP.
    private func registerCodeFlowClients(
        _ scope: Scope, using random: inout SystemRandomNumberGenerator
    ) async throws {
        let uris = [Self.redirectURI, "http://127.0.0.1/back", "com.example.app:/back"]
            .compactMap(RedirectURI.init)
        for (id, secret) in [("app", nil), ("site", Self.secret)] {
            _ = try await store.insert(
                Client(
                    id: id, name: "Photo album",
                    secretHash: secret.map { ClientSecretHash(of: $0, using: &random) },
                    grantTypes: [.authorizationCode, .refreshToken],
                    scope: Scope(tokens: scope.tokens + ["email"]), createdAtMilliseconds: 0,
                    redirectURIs: uris,
                    logoutURIs: ["https://app.example/bye"].compactMap(RedirectURI.init)))
        }
        _ = try await store.insert(
            Client(
                id: "bound-tv", name: "Bound TV", secretHash: nil,
                grantTypes: [.deviceCode, .refreshToken], scope: scope, createdAtMilliseconds: 0,
                requiresDPoP: true))
    }
}

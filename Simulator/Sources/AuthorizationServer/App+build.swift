import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL

/// Wires the server: what it is made of, in the order a request meets it.
struct App<Store: AuthorizationStore>: Sendable {
    let store: Store
    let hasher: PasswordHasher
    let serverKey: ServerKey
    let sealingKeys: SealingKeys
    let signingKeys: TokenSigningKeys
    let origin: PublicOrigin
    let settings: GrantSettings
    let clock: ServerClock
    /// What to answer instead, for tests of devices.
    var script: Script?
    let metrics = PrometheusMetrics()

    /// Every path and its methods, for the 405 of the others.
    static var methods: [String: [HTTPRequest.Method]] {
        [
            "/": [.get, .head],
            "/device_authorization": [.post],
            "/token": [.post],
            "/device": [.get, .head, .post],
            "/device/decision": [.post],
            "/login": [.get, .head, .post],
            "/logout": [.get, .head, .post],
            "/oauth2/authorize": [.get, .head, .post],
            "/oauth2/token": [.post],
            "/oauth2/revoke": [.post],
            "/oauth2/introspect": [.post],
            "/oauth2/userInfo": [.get, .head, .post],
            "/login/code": [.get, .head, .post],
            "/login/password": [.get, .head, .post],
            "/account": [.get, .head],
            "/account/devices/revoke": [.post],
            "/account/sign-out-everywhere": [.post],
            "/account/password": [.get, .head, .post],
            "/account/second-factor": [.get, .head, .post],
            "/account/second-factor/start": [.post],
            "/account/second-factor/remove": [.post],
            "/account/second-factor.svg": [.get, .head],
            "/style.css": [.get, .head],
            "/icon.svg": [.get, .head],
            "/health": [.get, .head],
            "/ready": [.get, .head],
            "/metrics": [.get, .head],
            "/openapi.json": [.get, .head],
            "/.well-known/oauth-authorization-server": [.get, .head],
            "/.well-known/openid-configuration": [.get, .head],
            "/.well-known/jwks.json": [.get, .head],
        ]
    }

    func router() throws -> Router<ServerRequestContext> {
        let pages = try PageRenderer()

        let issuer = TokenIssuer(
            keys: signingKeys, origin: origin, deviceTokenSet: settings.resultTokenSet)
        let grants = DeviceGrants(
            store: store, settings: settings, issuer: issuer,
            userCodeKey: serverKey.derived(for: "user-code"), clock: clock)
        let refreshTokens = RefreshTokens(store: store, issuer: issuer, clock: clock)
        let authorizationCodes = AuthorizationCodes(store: store, issuer: issuer, clock: clock)
        let accessTokens = AccessTokens(
            store: store, keys: signingKeys, origin: origin, clock: clock)
        let proofs = DPoPProofs(
            store: store, nonces: DPoPNonces(key: serverKey.derived(for: "dpop-nonce")),
            origin: origin, clock: clock)

        let authentication = ClientAuthentication(store: store, clock: clock)
        let codes = DeviceAuthorizationController(
            grants: grants, authentication: authentication, origin: origin,
            limits: RequestLimits(clock: clock))
        let sessions = PageSessions(
            signIn: SignIn(store: store, hasher: hasher, clock: clock),
            tokens: FormTokens(key: serverKey.derived(for: "form-token")), pages: pages,
            origin: origin)

        let router = Router(
            context: ServerRequestContext.self, options: .autoGenerateHeadEndpoints)
        router.add(
            middleware: AnswerMiddleware(
                methods: Self.methods, pages: pages, clock: clock,
                metrics: RequestMetrics(metrics)))
        router.addRoutes(codes.routes)
        router.addRoutes(
            TokenController(
                codes: codes, authorizationCodes: authorizationCodes,
                refreshTokens: refreshTokens, proofs: proofs
            ).routes)
        router.addRoutes(
            RevocationController(
                authentication: authentication, accessTokens: accessTokens, store: store
            ).routes)
        router.addRoutes(
            IntrospectionController(
                authentication: authentication, accessTokens: accessTokens, store: store
            ).routes)
        router.addRoutes(UserInfoController(accessTokens: accessTokens, proofs: proofs).routes)
        router.addRoutes(
            AuthorizationController(
                sessions: sessions, codes: authorizationCodes, clients: store
            ).routes)
        router.addRoutes(LogoutController(sessions: sessions, clients: store).routes)
        router.addRoutes(
            MetadataController(origin: origin, keys: signingKeys, clock: clock).routes)
        router.addRoutes(HealthController(store: store).routes)
        router.addRoutes(MetricsController(metrics: metrics).routes)
        router.addRoutes(OpenAPIController(origin: origin).routes)
        router.addRoutes(SignInController(sessions: sessions, userCode: settings.userCode).routes)
        router.addRoutes(
            DeviceController(sessions: sessions, grants: grants, clients: store).routes)
        router.addRoutes(
            DecisionController(sessions: sessions, grants: grants, clients: store).routes)
        router.addRoutes(AssetController().routes)

        let secondFactors = SecondFactors(store: store, sealingKeys: sealingKeys, clock: clock)
        let account = AccountPage(
            sessions: sessions, secondFactors: secondFactors, store: store, clock: clock)
        router.addRoutes(
            SecondFactorSignInController(
                sessions: sessions, secondFactors: secondFactors, userCode: settings.userCode
            ).routes)
        router.addRoutes(
            FirstPasswordController(
                sessions: sessions, passwords: PasswordChange(store: store, hasher: hasher),
                userCode: settings.userCode
            ).routes)
        router.addRoutes(AccountController(account: account).routes)
        router.addRoutes(
            PasswordController(
                account: account, passwords: PasswordChange(store: store, hasher: hasher)
            ).routes)
        router.addRoutes(
            SecondFactorController(account: account, issuer: origin.host.uriText).routes)
        return router
    }

    /// HTTP/1.1 over TLS 1.2 or later. `onBound` hears the real port before any request is read.
    func application(
        certificate: ServingCertificate, address: String, logger: Logger,
        onBound: @escaping @Sendable (Int) -> Void
    ) throws -> Application<ScriptedResponder<RouterResponder<ServerRequestContext>>> {
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: certificate.certificates.chain,
            privateKey: certificate.certificates.privateKey)
        tls.sslContextCallback = certificate.callback
        tls.minimumTLSVersion = .tlsv12
        tls.applicationProtocols = ["http/1.1"]
        // Forward secrecy and AEAD alone, for TLS 1.2 clients; TLS 1.3 has nothing else.
        tls.cipherSuiteValues = [
            .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
            .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        ]
        let http = HTTP1Channel.Configuration(
            idleTimeout: .seconds(Limits.idleConnectionSeconds),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: Limits.headerBytes, maxHeaderListSize: Limits.headerBytes,
                maxHeaderFieldCount: Limits.headerFields))
        let asked = origin.port
        return Application(
            responder: ScriptedResponder(
                try router().buildResponder(), script: script, settings: settings, clock: clock),
            server: try .tls(.http1(configuration: http), tlsConfiguration: tls),
            configuration: ApplicationConfiguration(
                address: .hostname(address, port: asked), serverName: nil),
            onServerRunning: { channel in onBound(channel.localAddress?.port ?? asked) },
            logger: logger)
    }
}

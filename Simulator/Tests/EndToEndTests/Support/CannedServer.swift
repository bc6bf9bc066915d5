import Foundation
import Hummingbird
import HummingbirdTLS
import Logging
import NIOSSL
import Synchronization
import Testing

/// An authorization server that answers what it is told to, over TLS: every secret that a device gets
/// from it is known.
struct CannedServer {
    let port: Int

    var deviceAuthorizationEndpoint: String { "https://localhost:\(port)/codes" }
    var tokenEndpoint: String { "https://localhost:\(port)/tokens" }

    /// The words of a run that signs in here.
    func words(authority: String, state: TemporaryFolder) -> [String] {
        ["run", "--display", "none", "--state", state.path] + clientWords(authority: authority)
    }

    /// The words of a board's client that signs in here.
    func deviceClientWords(authority: String) -> [String] {
        ["--output", "json"] + clientWords(authority: authority)
    }

    private func clientWords(authority: String) -> [String] {
        [
            "--ca", authority, "--client-id", "stick", "--device-authorization-endpoint",
            deviceAuthorizationEndpoint, "--token-endpoint", tokenEndpoint,
        ]
    }

    /// What the token endpoint says, one after the other; the last one for good.
    struct Answer: Sendable, CustomTestStringConvertible {
        var status: Int
        var body: String

        static func error(_ code: String, status: Int = 400) -> Answer {
            Answer(status: status, body: #"{"error":"\#(code)"}"#)
        }

        static let tokens = Answer(
            status: 200,
            body: """
                {"access_token":"\(Secrets.accessToken)","token_type":"Bearer","expires_in":3600,\
                "refresh_token":"\(Secrets.refreshToken)","id_token":"\(Secrets.idToken)"}
                """)

        var testDescription: String { "\(status) \(body.prefix(60))" }
    }

    enum Secrets {
        static let deviceCode = "device-code-GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS"
        static let accessToken = "access-token-2YotnFZFEjr1zCsicMWpAA"
        static let refreshToken = "refresh-token-tGzv3JOkF0XG5Qx2TlKWIA"
        static let idToken = "id-token-eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl"
        static let all = [deviceCode, accessToken, refreshToken, idToken]
    }

    /// Runs a server that shows an embedded server's certificate while `body` does.
    static func with<Value: Sendable>(
        _ state: TemporaryFolder, answers: [Answer],
        _ body: @escaping @Sendable (CannedServer) async throws -> Value
    ) async throws -> Value {
        try await with(ServerIdentity(of: state), answers: answers, body)
    }

    /// Runs a server while `body` does.
    ///
    /// - Parameter verificationURI: What it says to open; nil is a page of its own.
    static func with<Value: Sendable>(
        _ identity: ServerIdentity, answers: [Answer], verificationURI: String? = nil,
        _ body: @escaping @Sendable (CannedServer) async throws -> Value
    ) async throws -> Value {
        var tls = try TLSConfiguration.makeServerConfiguration(
            certificateChain: NIOSSLCertificate.fromPEMFile(identity.chainFile)
                .map { .certificate($0) },
            privateKey: .privateKey(
                NIOSSLPrivateKey(file: identity.keyFile, format: .pem)))
        tls.applicationProtocols = ["http/1.1"]
        let (ports, bound) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router(answers, verificationURI),
            server: try .tls(.http1(), tlsConfiguration: tls),
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                bound.yield(channel.localAddress?.port ?? 0)
                bound.finish()
            }, logger: Logger(label: "canned") { _ in SwiftLogNoOpLogHandler() })
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.runService(gracefulShutdownSignals: []) }
            defer { group.cancelAll() }
            let port = try await within(waitingFor: "the canned server") {
                for await port in ports { return port }
                throw CancellationError()
            }
            return try await body(CannedServer(port: port))
        }
    }

    private static func router(
        _ answers: [Answer], _ verificationURI: String?
    ) -> Router<BasicRequestContext> {
        let polls = Mutex(0)
        let router = Router()
        router.post("codes") { request, _ in
            let uri =
                verificationURI ?? "https://\(request.head.authority ?? "")/device"
            return json(
                200,
                """
                {"device_code":"\(Secrets.deviceCode)","user_code":"WDJB-MJHT","expires_in":600,\
                "verification_uri":"\(uri)","interval":1}
                """)
        }
        router.post("tokens") { _, _ in
            let number = polls.withLock { count in
                defer { count += 1 }
                return count
            }
            let answer = answers[min(number, answers.count - 1)]
            return json(answer.status, answer.body)
        }
        return router
    }

    private static func json(_ status: Int, _ body: String) -> Response {
        Response(
            status: .init(code: status), headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(string: body)))
    }
}

import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTLS
import Logging
import NIOSSL

/// What the polls of the authorization server are measured against: the same libraries answer the
/// same bytes over TLS without looking at anything.
@main
struct BareServer {
    /// Arguments: the PEM files of certificate and key, and the port.
    static func main() async throws {
        let arguments = CommandLine.arguments
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(arguments[1])
                .map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: arguments[2], format: .pem)))
        tls.minimumTLSVersion = .tlsv12
        tls.applicationProtocols = ["http/1.1"]
        let router = Router()
        router.post("token") { _, _ in
            Response(
                status: .badRequest, headers: headers(),
                body: ResponseBody(
                    byteBuffer: ByteBuffer(string: #"{"error":"authorization_pending"}"#)))
        }
        var logger = Logger(label: "bare")
        logger.logLevel = .warning
        try await Application(
            router: router, server: .tls(.http1(), tlsConfiguration: tls),
            configuration: ApplicationConfiguration(
                address: .hostname("127.0.0.1", port: Int(arguments[3]) ?? 0), serverName: nil),
            logger: logger
        ).runService()
    }

    private static func headers() -> HTTPFields {
        var headers: HTTPFields = [
            .contentType: "application/json;charset=UTF-8", .xContentTypeOptions: "nosniff",
            .cacheControl: "no-store",
        ]
        if let pragma { headers[pragma] = "no-cache" }
        return headers
    }

    private static let pragma = HTTPField.Name("Pragma")
}

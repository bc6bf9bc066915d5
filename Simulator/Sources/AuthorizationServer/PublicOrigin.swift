import NIOConcurrencyHelpers

/// The server's own origin, `https://HOST:PORT`. The port is known once the socket is bound, which
/// is before the first request is read.
final class PublicOrigin: Sendable {
    let host: HostName
    private let boundPort: NIOLockedValueBox<Int>

    init(host: HostName, port: Int) {
        self.host = host
        boundPort = NIOLockedValueBox(port)
    }

    func bind(port: Int) {
        boundPort.withLockedValue { $0 = port }
    }

    var port: Int {
        boundPort.withLockedValue { $0 }
    }

    /// RFC 8414 §2: compared as an exact string, so the one place that builds it.
    var issuer: String {
        Self.origin(host.uriText, port)
    }

    /// RFC 8628 §3.3.1: short and memorable.
    var verificationURI: String {
        issuer + "/device"
    }

    /// Whether a browser's Origin header names this server, by any name of its certificate.
    func isOwn(_ origin: String) -> Bool {
        let port = port
        return [host.uriText, "localhost", "127.0.0.1", "[::1]"].contains { name in
            Self.origin(name, port) == origin
        }
    }

    private static func origin(_ host: String, _ port: Int) -> String {
        port == 443 ? "https://\(host)" : "https://\(host):\(port)"
    }
}

import DeviceGrant
import HTTPWire

extension Transport where Self: ~Copyable {
    /// Goes on connecting to the endpoint's host; see ``connect(to:port:security:)``.
    mutating func connect(
        to endpoint: borrowing Endpoint
    ) throws(TransportFailure) -> TransportProgress {
        let port = endpoint.port
        let security: TransportSecurity = endpoint.isPlaintext ? .plaintext : .tls
        return try endpoint.withHost { (host) throws(TransportFailure) in
            try connect(to: host, port: port, security: security)
        }
    }
}

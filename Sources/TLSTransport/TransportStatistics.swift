/// What a transport has done since it was made. Every counter stops at its greatest value.
public struct TransportStatistics: Equatable, Sendable {
    /// TCP connections that came about.
    public internal(set) var connections: UInt32 = 0

    /// TLS handshakes in which the peer's certificate chain was verified.
    public internal(set) var fullHandshakes: UInt32 = 0

    /// TLS handshakes that went on with an earlier session (RFC 5246 §7.3, RFC 5077).
    public internal(set) var resumedHandshakes: UInt32 = 0

    /// Bytes of TCP payload sent, TLS included.
    public internal(set) var bytesSent: UInt32 = 0

    /// Bytes of TCP payload received, TLS included.
    public internal(set) var bytesReceived: UInt32 = 0

    /// Nothing done yet.
    public init() {}
}

extension UInt32 {
    /// Adds `amount`, which is not negative, and stops at the greatest value.
    mutating func count(_ amount: Int = 1) {
        let (sum, overflow) = addingReportingOverflow(UInt32(clamping: amount))
        self = overflow ? .max : sum
    }
}

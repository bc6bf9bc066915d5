import DeviceGrant

/// A connection to one host at a time, in pieces that never block.
///
/// Each call does what can be done at once and says whether to call again. Between two calls the
/// board sleeps in ``Waiting/wait(until:)`` until the transport can go on or the time is up.
public protocol Transport: ~Copyable {
    /// Goes on connecting to `host` and `port`; TLS and the check of the peer's certificate
    /// included, unless `security` is plaintext.
    ///
    /// An open connection to the same host and port is reused: the answer is then `.ready` at
    /// once. A connection to another peer is closed first.
    ///
    /// - Parameters:
    ///   - host: A DNS name in ASCII, or an IP address literal (an IPv6 one without its brackets).
    ///   - port: The TCP port.
    ///   - security: What the connection must be protected by.
    mutating func connect(
        to host: borrowing Span<UInt8>, port: UInt16, security: TransportSecurity
    ) throws(TransportFailure) -> TransportProgress

    /// Sends a prefix of `bytes` and returns its length; 0 means later, never closed.
    mutating func send(_ bytes: borrowing Span<UInt8>) throws(TransportFailure) -> Int

    /// Appends what has arrived to `output`, which has free room.
    mutating func receive(
        into output: inout OutputSpan<UInt8>
    ) throws(TransportFailure) -> TransportReceipt

    /// Closes the connection, if there is one.
    mutating func close()
}

/// How a connection is protected.
public enum TransportSecurity: Equatable, Sendable {
    /// TLS 1.2 or later with a verified peer (RFC 8628 §3.1, BCP 195).
    case tls
    /// Plain TCP; only to loopback, for tests, by an explicit wish.
    case plaintext
}

/// How far ``Transport/connect(to:port:security:)`` got.
public enum TransportProgress: Equatable, Sendable {
    /// The connection is open, its peer verified.
    case ready
    /// Call again after waiting.
    case later
}

/// What ``Transport/receive(into:)`` brought.
public enum TransportReceipt: Equatable, Sendable {
    /// One byte or more was appended.
    case bytes
    /// Nothing has arrived yet.
    case later
    /// The peer has ended the connection in an orderly way; nothing more will come.
    case ended
}

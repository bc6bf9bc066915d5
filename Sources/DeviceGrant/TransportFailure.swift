/// Why a connection could not be made or did not last.
public enum TransportFailure: Error, Equatable, Sendable {
    /// The host name has no address, or is no name.
    case nameNotResolved
    /// No name server answered the question for the host's addresses.
    case nameServiceFailed
    /// No route to the host, or the network is down.
    case unreachable
    /// The host answers, but nothing listens on the port.
    case refused
    /// The peer did not answer within its deadline.
    case timedOut
    /// The peer closed or reset the connection before the answer was complete.
    case closed
    /// The certificate chain does not lead to a pinned root.
    case certificateNotTrusted
    /// The certificate is past its end, or not valid yet, by the device's clock.
    case certificateExpired
    /// The certificate is for another host name or address.
    case certificateNameMismatch
    /// No common protocol version or cipher suite, or the peer broke the protocol.
    case handshakeFailed
    /// The TLS library was refused memory.
    case outOfMemory
    /// The device's own random source failed; nothing secure can be done without it.
    case noEntropy
}

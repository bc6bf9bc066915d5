/// What came of one poll (RFC 8628 §3.5).
public enum PollOutcome: Equatable, Sendable {
    case authorizationPending
    case slowDown
    case granted
    case denied
    case expired
    /// The answer ends the grant with a reason.
    case refusedAnswer(RefusalReason)
    /// No answer, or half of one; the device tries again.
    case networkFailure(TransportFailure)
    /// The server says that it cannot answer now, by this status; the device tries again.
    case serverTrouble(UInt16)
}

/// What came of one poll (RFC 8628 §3.5).
public enum PollOutcome: Equatable, Sendable {
    /// The user has not decided yet.
    case authorizationPending
    /// The same, and the interval is longer from now on.
    case slowDown
    /// The user approved; the tokens are there.
    case granted
    /// The user declined.
    case denied
    /// The codes have expired.
    case expired
    /// The answer ends the grant with a reason.
    case refusedAnswer(RefusalReason)
    /// No answer, or half of one; the device tries again.
    case networkFailure(TransportFailure)
    /// The server says that it cannot answer now, by this status; the device tries again.
    case serverTrouble(UInt16)
}

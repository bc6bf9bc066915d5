/// What a datagram says to a question.
public enum DNSAnswer: Equatable, Sendable {
    /// It does not answer this question: late, or a stranger's. Wait on (RFC 5452 §4).
    case unrelated
    /// It gave this many addresses, 1 or more; 0 of them may have found room.
    case addresses(Int)
    /// The name exists, without addresses of this type (RFC 2308 §2.2).
    case noAddress
    /// The name does not exist (RFC 1035 §4.1.1: code 3).
    case nameUnknown
    /// The server could not or would not answer, with its code (RFC 1035 §4.1.1). Another may; with
    /// code 1 or 4, perhaps the same one in the plain form.
    case serverFailed(code: UInt8)
    /// There is more than one datagram holds, and no address is in the part that came.
    case truncated
    /// An answer to the question that breaks the rules.
    case malformed
}

import HTTPWire

/// How a grant ended.
public enum GrantOutcome: Equatable, Sendable {
    /// The user approved; the tokens are there.
    case granted
    /// The user declined (`access_denied`, RFC 8628 §3.5).
    case denied
    /// The codes ended before the user decided (`expired_token`, or the device's own deadline).
    case expired
    /// The server could not be reached, before there was a code to keep.
    case networkFailure(TransportFailure)
    /// The server answered, and the answer is of no use.
    case refusedAnswer(RefusalReason)
    /// Something did not fit into the memory given to the client.
    case outOfMemory(MemoryShortage)
    /// The user or the device gave up.
    case cancelled
}

/// Why an answer is refused.
public enum RefusalReason: Equatable, Sendable {
    /// The server's `error`, other than those that have an outcome of their own.
    case error(OAuthError)
    /// The answer's status says failure, and its body does not say which.
    case status(UInt16)
    /// The answer is not HTTP as the client takes it.
    case http(HTTPError)
    /// The status says success, but the body is not a JSON object.
    case notJSON
    /// The member is required and absent.
    case missing(AnswerMember)
    /// The member is longer than its buffer; it is never cut.
    case tooLong(AnswerMember)
    /// The member is given twice.
    case duplicate(AnswerMember)
    /// The member is no string.
    case wrongType(AnswerMember)
    /// The member holds what cannot be shown or used safely.
    case unusable(AnswerMember)
}

/// What was too small.
public enum MemoryShortage: Equatable, Sendable {
    /// The TLS library's memory.
    case tls
    /// The buffer that the request is written to; it holds this many bytes.
    case requestBuffer(capacity: Int)
}

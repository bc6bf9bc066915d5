/// What ``HTTPResponseReader/next(in:at:)`` found.
public enum HTTPResponsePart: Equatable, Sendable {
    /// All of the input has been read, and the response goes on: call again with more.
    case incomplete
    /// The final response's head is complete.
    case head(HTTPResponseHead)
    /// The bytes of the input in this range belong to the body.
    case body(Range<Int>)
    /// The response is complete; what is left of the input does not belong to it.
    case end
}

/// What the client needs to know of a response's head.
public struct HTTPResponseHead: Equatable, Sendable {
    /// The status code, 200 to 999. One above 599 is to be taken for a 5xx (RFC 9110 §15).
    public var status: UInt16

    /// The delay that `Retry-After` asks for (RFC 9110 §10.2.3); nil when it is absent, a date, or
    /// not a number. Values above 2^32 - 1 read as that.
    public var retryAfterSeconds: UInt32?

    /// A head with these facts.
    public init(status: UInt16, retryAfterSeconds: UInt32? = nil) {
        self.status = status
        self.retryAfterSeconds = retryAfterSeconds
    }
}

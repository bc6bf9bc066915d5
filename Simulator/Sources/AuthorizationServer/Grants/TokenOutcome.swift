/// What a request for tokens comes to.
enum TokenOutcome: Sendable, Equatable {
    /// The JSON of the answer, byte for byte: the same when it is handed out a second time.
    case granted([UInt8])
    case refused(OAuthError)
}

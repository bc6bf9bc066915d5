/// The user that a demo server makes for its owner.
public struct DemoAccount: Sendable, Equatable {
    public let username: String
    public let password: String
    /// Whether this start made it.
    public let isNew: Bool
}

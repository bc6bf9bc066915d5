/// The user that a demo server makes for its owner.
public struct DemoAccount: Sendable, Equatable {
    /// The name to sign in with.
    public let username: String
    /// Shown to the owner of the machine alone; it stands in a file of the state folder.
    public let password: String
    /// Whether this start made it.
    public let isNew: Bool
}

/// A user's second factor as the store keeps it.
struct SecondFactor: Sendable, Equatable {
    enum State: Sendable {
        /// Shown to the user, who has not typed a code of it yet: sign-in does not ask for it.
        case proposed
        case active
    }

    let subject: String
    let secret: SealedSecret
    let state: State
    /// Step of the latest code that was used; its code and all before it are used up (RFC 6238
    /// §5.2).
    let lastStep: Int64
}

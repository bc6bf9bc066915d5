/// A user code that has the form of one: drawn by `UserCodeFormat.draw` or read by
/// `UserCodeFormat.parse`, so a malformed one cannot be constructed.
struct UserCode: Sendable, Hashable {
    /// Upper case, no separators: the form that is compared and hashed.
    let folded: String
}

/// How far a sign-in is. Only a complete one opens a page beyond its own step.
enum SessionStage: String, Sendable {
    /// The password was right; the code of the second factor is missing.
    case secondFactor = "second-factor"
    /// A first password was right; one of the user's own is missing.
    case newPassword = "new-password"
    case complete
}

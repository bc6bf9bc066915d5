/// Who made a user's password.
public enum PasswordKind: String, Sendable {
    /// The user.
    case own
    /// Somebody else, for the first sign-in: the user has to change it before anything else.
    case first
}

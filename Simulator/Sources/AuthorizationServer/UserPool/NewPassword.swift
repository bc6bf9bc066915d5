/// A password that is good enough to be set.
struct NewPassword: Sendable {
    let text: String

    /// nil when it is too short or too long. Nothing else is asked: rules about kinds of characters
    /// make passwords worse (NIST SP 800-63B §5.1.1).
    init?(_ typed: String) {
        guard typed.unicodeScalars.count >= Limits.passwordCharacters,
            typed.utf8.count <= Limits.passwordBytes
        else { return nil }
        text = typed
    }
}

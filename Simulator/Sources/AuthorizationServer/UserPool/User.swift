/// One account of the user pool.
struct User: Sendable, Equatable {
    /// The `sub` of tokens: a UUID that never changes.
    let subject: String
    /// Lower case; what the person types at sign-in.
    let username: String
    let passwordHash: PasswordHash
    let createdAtMilliseconds: Int64
    /// Who made the password.
    var passwordKind = PasswordKind.own

    /// The e-mail address of an account that is named by one; nil for other names.
    static func email(of username: String) -> String? {
        let parts = username.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } ? username : nil
    }

    /// A user name is compared without case. Returns nil when it is empty, longer than 128
    /// characters, or holds control characters.
    static func foldedUsername(_ typed: String) -> String? {
        let folded = typed.lowercased()
        guard !folded.isEmpty, folded.unicodeScalars.count <= 128,
            folded.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { return nil }
        return folded
    }
}

/// Changes a user's password, and with it ends all sessions of that user (OWASP ASVS 7.4.3).
struct PasswordChange<Store: AuthorizationStore>: Sendable {
    let store: Store
    let hasher: PasswordHasher

    /// What the user typed twice.
    struct Typed: Sendable {
        let password: String
        let repeated: String
    }

    enum Outcome: Sendable {
        /// Every session has ended, the one that asked as well.
        case changed(User)
        case tooShortOrLong
        case notRepeated
        /// It is the password that the user has.
        case notNew
        case busy
        /// Somebody else changed it in between.
        case overtaken
    }

    func change(_ user: User, to typed: Typed) async throws -> Outcome {
        guard let password = NewPassword(typed.password) else { return .tooShortOrLong }
        guard typed.password == typed.repeated else { return .notRepeated }
        do {
            guard try await !hasher.matches(password.text, user.passwordHash) else {
                return .notNew
            }
            let hash = try await hasher.hash(password.text)
            let outcome = try await store.changePassword(of: user, to: hash)
            return outcome == .applied ? .changed(user) : .overtaken
        } catch is PasswordHasher.Busy {
            return .busy
        }
    }
}

import Crypto

/// Compares a typed password with a user's: counted and slowed down by name and address, and the
/// same work for a name that nobody has.
struct PasswordCheck<Store: UserStore & AttemptStore>: Sendable {
    let store: Store
    let hasher: PasswordHasher

    enum Verdict: Sendable {
        case right(User)
        /// Wrong user name or wrong password: the caller cannot tell which.
        case wrong
        case blocked(untilMilliseconds: Int64)
        /// Too many sign-ins at this moment.
        case busy
    }

    func check(
        username typed: String, password: String, address: String, at now: Int64
    ) async throws -> Verdict {
        let username = User.foldedUsername(typed)
        // An unknown user is counted and locked like a known one, or the lock would tell them
        // apart. The name is hashed: people type passwords into the wrong field.
        let userKey = Self.userKey(username ?? typed)
        let addressKey = "sign-in/address/" + address
        let addressPolicy = AttemptPolicy.window(
            limit: Limits.signInAttemptsPerAddress,
            milliseconds: Limits.signInAddressWindowMilliseconds)
        let limits = AttemptLimits(store: store)
        let verdict = try await limits.attempt(
            [(addressKey, addressPolicy), (userKey, .signIn)], at: now)
        if case .refused(let until) = verdict { return .blocked(untilMilliseconds: until) }

        let user: User? =
            if let username { try await store.user(username: username) } else { nil }
        let isRight: Bool
        do {
            isRight = try await hasher.matches(password, user?.passwordHash)
        } catch is PasswordHasher.Busy {
            try await limits.takeBack([(addressKey, addressPolicy), (userKey, .signIn)])
            return .busy
        }
        guard isRight, let user else { return .wrong }
        try await limits.forget(userKey)
        try await limits.takeBack([(addressKey, addressPolicy)])
        return .right(user)
    }

    /// Under which the attempts of a user are counted.
    static func userKey(_ name: String) -> String {
        "sign-in/user/" + Base64URL.encode(SHA256.hash(data: Array(name.utf8)))
    }
}

extension AttemptPolicy {
    /// For passwords and codes of a second factor.
    static var signIn: AttemptPolicy {
        .backOff(
            free: Limits.signInAttempts, first: Limits.signInPauseMilliseconds,
            longest: Limits.signInLongestPauseMilliseconds,
            memory: Limits.signInMemoryMilliseconds)
    }
}

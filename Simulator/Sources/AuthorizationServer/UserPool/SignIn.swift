import Crypto

/// Sign-in and sign-out of the built-in user pool.
struct SignIn<Store: UserStore & SessionStore & AttemptStore>: Sendable {
    let store: Store
    let hasher: PasswordHasher
    let clock: ServerClock

    enum Outcome: Sendable {
        /// A new session; the id goes into the cookie and nowhere else.
        case signedIn(sessionID: String)
        /// Wrong user name or wrong password: the caller cannot tell which.
        case wrong
        case blocked(untilMilliseconds: Int64)
        /// Too many sign-ins at this moment.
        case busy
    }

    func signIn(username typed: String, password: String, address: String) async throws -> Outcome {
        let now = clock.nowMilliseconds()
        let username = User.foldedUsername(typed)
        // An unknown user is counted and locked like a known one, or the lock would tell them
        // apart. The name is hashed: people type passwords into the wrong field.
        let userKey = "sign-in/user/" + Self.fingerprint(username ?? typed)
        let addressKey = "sign-in/address/" + address
        let addressPolicy = AttemptPolicy.window(
            limit: Limits.signInAttemptsPerAddress,
            milliseconds: Limits.signInAddressWindowMilliseconds)
        let limits = AttemptLimits(store: store)
        let verdict = try await limits.attempt(
            [(addressKey, addressPolicy), (userKey, Self.userPolicy)], at: now)
        if case .refused(let until) = verdict { return .blocked(untilMilliseconds: until) }

        let user: User? =
            if let username { try await store.user(username: username) } else { nil }
        let isRight: Bool
        do {
            isRight = try await hasher.matches(password, user?.passwordHash)
        } catch is PasswordHasher.Busy {
            try await limits.takeBack([(addressKey, addressPolicy), (userKey, Self.userPolicy)])
            return .busy
        }
        guard isRight, let user else { return .wrong }
        try await limits.forget(userKey)
        try await limits.takeBack([(addressKey, addressPolicy)])
        return .signedIn(sessionID: try await newSession(for: user, at: now))
    }

    /// The live session behind a cookie; writes its last use now and then.
    func user(sessionID: String) async throws -> SignedInUser? {
        let now = clock.nowMilliseconds()
        let hash = CodeHash(ofSecret: sessionID)
        guard let session = try await store.session(idHash: hash) else { return nil }
        guard session.isAlive(at: now) else {
            try await store.deleteSession(idHash: hash)
            return nil
        }
        if session.wantsTouch(at: now) { try await store.touchSession(idHash: hash, at: now) }
        return SignedInUser(sessionID: sessionID, session: session)
    }

    func signOut(sessionID: String) async throws {
        try await store.deleteSession(idHash: CodeHash(ofSecret: sessionID))
    }

    /// OWASP ASVS 7.2.3 and 7.2.4: 256 random bits, new at each sign-in.
    private func newSession(for user: User, at now: Int64) async throws -> String {
        var random = SystemRandomNumberGenerator()
        let id = RandomText.base64URL(bytes: 32, using: &random)
        try await store.insert(
            Session(
                idHash: CodeHash(ofSecret: id), subject: user.subject, username: user.username,
                authenticatedAtMilliseconds: now, lastUsedAtMilliseconds: now))
        return id
    }

    private static var userPolicy: AttemptPolicy {
        .backOff(
            free: Limits.signInAttempts, first: Limits.signInPauseMilliseconds,
            longest: Limits.signInLongestPauseMilliseconds,
            memory: Limits.signInMemoryMilliseconds)
    }

    private static func fingerprint(_ name: String) -> String {
        Base64URL.encode(SHA256.hash(data: Array(name.utf8)))
    }
}

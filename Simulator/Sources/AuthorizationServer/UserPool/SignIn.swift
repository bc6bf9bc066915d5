/// Sign-in and sign-out of the built-in user pool.
struct SignIn<Store: AuthorizationStore>: Sendable {
    let store: Store
    let hasher: PasswordHasher
    let clock: ServerClock

    enum Outcome: Sendable {
        /// A new session; the id goes into the cookie and nowhere else.
        case signedIn(sessionID: String, SessionStage)
        /// Wrong user name or wrong password: the caller cannot tell which.
        case wrong
        case blocked(untilMilliseconds: Int64)
        /// Too many sign-ins at this moment.
        case busy
    }

    func signIn(username: String, password: String, address: String) async throws -> Outcome {
        let now = clock.nowMilliseconds()
        let check = PasswordCheck(store: store, hasher: hasher)
        switch try await check.check(
            username: username, password: password, address: address, at: now)
        {
        case .right(let user):
            let factor = try await store.secondFactor(subject: user.subject)
            let stage =
                factor?.state == .active ? .secondFactor : Self.stageAfterSecondFactor(user)
            let (id, session) = Self.newSession(for: user, stage, authenticatedAt: now, at: now)
            try await store.insert(session)
            return .signedIn(sessionID: id, stage)
        case .wrong: return .wrong
        case .blocked(let until): return .blocked(untilMilliseconds: until)
        case .busy: return .busy
        }
    }

    /// The code of the second factor was right: goes on from there under a new session id (OWASP
    /// ASVS 7.2.4). nil when the session has ended meanwhile.
    func passSecondFactor(
        _ signedIn: SignedInUser
    ) async throws -> (sessionID: String, stage: SessionStage)? {
        guard let user = try await store.user(username: signedIn.session.username) else {
            return nil
        }
        let (id, session) = Self.newSession(
            for: user, Self.stageAfterSecondFactor(user),
            authenticatedAt: signedIn.session.authenticatedAtMilliseconds,
            at: clock.nowMilliseconds())
        guard try await store.replaceSession(signedIn.session.idHash, with: session) == .applied
        else { return nil }
        return (id, session.stage)
    }

    /// A complete session, for a user whose others have just ended.
    func beginAnew(_ user: User) async throws -> String {
        let now = clock.nowMilliseconds()
        let (id, session) = Self.newSession(for: user, .complete, authenticatedAt: now, at: now)
        try await store.insert(session)
        return id
    }

    /// The live session behind a cookie, if the sign-in is complete; writes its last use now and
    /// then.
    func user(sessionID: String) async throws -> SignedInUser? {
        try await user(sessionID: sessionID, at: .complete)
    }

    /// The live session behind a cookie, if it is at this stage.
    func user(sessionID: String, at stage: SessionStage) async throws -> SignedInUser? {
        let now = clock.nowMilliseconds()
        let hash = CodeHash(ofSecret: sessionID)
        guard let session = try await store.session(idHash: hash) else { return nil }
        guard session.isAlive(at: now) else {
            try await store.deleteSession(idHash: hash)
            return nil
        }
        guard session.stage == stage else { return nil }
        if session.wantsTouch(at: now) { try await store.touchSession(idHash: hash, at: now) }
        return SignedInUser(sessionID: sessionID, session: session)
    }

    func signOut(sessionID: String) async throws {
        try await store.deleteSession(idHash: CodeHash(ofSecret: sessionID))
    }

    private static func stageAfterSecondFactor(_ user: User) -> SessionStage {
        user.passwordKind == .first ? .newPassword : .complete
    }

    /// OWASP ASVS 7.2.3 and 7.2.4: 256 random bits, new at each sign-in.
    private static func newSession(
        for user: User, _ stage: SessionStage, authenticatedAt: Int64, at now: Int64
    ) -> (id: String, session: Session) {
        var random = SystemRandomNumberGenerator()
        let id = RandomText.base64URL(bytes: 32, using: &random)
        let session = Session(
            idHash: CodeHash(ofSecret: id), subject: user.subject, username: user.username,
            authenticatedAtMilliseconds: authenticatedAt, lastUsedAtMilliseconds: now,
            stage: stage)
        return (id, session)
    }
}

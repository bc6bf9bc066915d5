/// All that the server keeps, as narrow protocols: each call is a read by key or one conditional
/// write to one item, two in a transaction where a doc says so. Nothing scans, so a key-value store
/// can stand behind it.
protocol AuthorizationStore: GrantStore, RefreshTokenStore, ClientStore, UserStore, SessionStore,
    AttemptStore, AuthorizationCodeStore, ProofStore, AccountStore, SecondFactorStore
{
    /// Deletes what is past its time: grants after their retention, sessions, families, counters.
    func purge(at now: Int64) async throws
    /// Throws when the store cannot be read.
    func checkReadable() async throws
}

/// Device authorization requests, found by either code's hash.
protocol GrantStore: Sendable {
    /// Inserts the grant if neither of its codes is taken; refused, draw new codes. Two items in
    /// one transaction where the user code has an item of its own.
    func insert(_ grant: DeviceGrant) async throws -> WriteOutcome
    func grant(deviceCodeHash: CodeHash) async throws -> DeviceGrant?
    func grant(userCodeHash: CodeHash) async throws -> DeviceGrant?
    /// Reads a grant and asks `core`, in one read by key; nil without such a grant. The store may
    /// keep the time of a poll that came in time by itself: the write that is left in the step is
    /// the caller's.
    func poll(
        deviceCodeHash: CodeHash, _ core: @escaping @Sendable (DeviceGrant) -> PollStep
    ) async throws -> (grant: DeviceGrant, step: PollStep)?
    func apply(_ write: GrantWrite) async throws -> WriteOutcome
}

protocol RefreshTokenStore: Sendable {
    func refreshFamily(id: String) async throws -> RefreshFamily?
    /// The family by the `origin_jti` of its tokens.
    func refreshFamily(originID: String) async throws -> RefreshFamily?
    func apply(_ write: RefreshWrite) async throws -> WriteOutcome
}

protocol ClientStore: Sendable {
    func client(id: String) async throws -> Client?
    /// Inserts the client if its id is free.
    func insert(_ client: Client) async throws -> WriteOutcome
}

protocol UserStore: Sendable {
    func user(username: String) async throws -> User?
    /// Inserts the user if the name is free.
    func insert(_ user: User) async throws -> WriteOutcome
    func replacePassword(username: String, with hash: PasswordHash) async throws -> WriteOutcome
}

protocol SessionStore: Sendable {
    func insert(_ session: Session) async throws
    func session(idHash: CodeHash) async throws -> Session?
    func touchSession(idHash: CodeHash, at now: Int64) async throws
    func deleteSession(idHash: CodeHash) async throws
}

protocol AttemptStore: Sendable {
    func attemptCounter(key: String) async throws -> AttemptCounter?
    func apply(_ write: AttemptWrite) async throws -> WriteOutcome
}

protocol AuthorizationCodeStore: Sendable {
    func insert(_ code: AuthorizationCode) async throws
    func authorizationCode(hash: CodeHash) async throws -> AuthorizationCode?
    /// Uses the code up, if it is unused and alive, and inserts the family of its tokens. Two items
    /// in one transaction.
    func redeem(code: CodeHash, at: Int64, family: RefreshFamily) async throws -> WriteOutcome
}

protocol ProofStore: Sendable {
    /// Remembers that a DPoP proof was used, if it was not used before.
    func insert(proofUse: CodeHash, expiresAtMilliseconds: Int64) async throws -> WriteOutcome
}

/// What users and operators change about accounts. The writes to several items are transactions:
/// a password is never changed with an old session left.
protocol AccountStore: Sendable {
    /// Replaces the password if it is still `previous`, and ends every session of the user.
    func changePassword(
        of user: User, to hash: PasswordHash
    ) async throws -> WriteOutcome

    /// Gives the user a first password, and forgets the second factor and every session; refused
    /// when there is no such user.
    func resetUser(username: String, password hash: PasswordHash) async throws -> WriteOutcome

    /// Ends one session and begins the other, if the first is there.
    func replaceSession(_ old: CodeHash, with session: Session) async throws -> WriteOutcome

    func deleteSessions(subject: String) async throws

    /// The families of a user that are alive, the newest first, `Limits.devicesListed` at most.
    func refreshFamilies(subject: String, at now: Int64) async throws -> [RefreshFamily]
}

protocol SecondFactorStore: Sendable {
    func secondFactor(subject: String) async throws -> SecondFactor?
    func apply(_ write: SecondFactorWrite) async throws -> WriteOutcome
}

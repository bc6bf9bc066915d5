/// One browser's sign-in, or the first steps of it. The cookie holds the id, the store its hash.
struct Session: Sendable, Equatable {
    let idHash: CodeHash
    let subject: String
    let username: String
    let authenticatedAtMilliseconds: Int64
    var lastUsedAtMilliseconds: Int64
    var stage = SessionStage.complete

    /// Idle and absolute limits (OWASP ASVS 7.3.1, 7.3.2).
    func isAlive(at now: Int64) -> Bool {
        let absolute =
            stage == .complete
            ? Limits.sessionAbsoluteMilliseconds : Limits.unfinishedSignInMilliseconds
        return now - lastUsedAtMilliseconds < Limits.sessionIdleMilliseconds
            && now - authenticatedAtMilliseconds < absolute
    }

    /// Whether its last use is old enough to be written again.
    func wantsTouch(at now: Int64) -> Bool {
        now - lastUsedAtMilliseconds >= Limits.sessionTouchMilliseconds
    }
}

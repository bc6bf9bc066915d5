/// One browser's sign-in. The cookie holds the id, the store its hash.
struct Session: Sendable, Equatable {
    let idHash: CodeHash
    let subject: String
    let username: String
    let authenticatedAtMilliseconds: Int64
    var lastUsedAtMilliseconds: Int64

    /// Idle and absolute limits (OWASP ASVS 7.3.1, 7.3.2).
    func isAlive(at now: Int64) -> Bool {
        now - lastUsedAtMilliseconds < Limits.sessionIdleMilliseconds
            && now - authenticatedAtMilliseconds < Limits.sessionAbsoluteMilliseconds
    }

    /// Whether its last use is old enough to be written again.
    func wantsTouch(at now: Int64) -> Bool {
        now - lastUsedAtMilliseconds >= Limits.sessionTouchMilliseconds
    }
}

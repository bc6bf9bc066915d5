/// What a signed-in user decided about a request.
struct GrantDecision: Sendable, Equatable {
    enum Verdict: String, Sendable {
        case approve
        case deny
    }

    let verdict: Verdict
    /// The user's `sub`.
    let subject: String
    let username: String
    /// When the user signed in: the `auth_time` of the tokens.
    let authenticatedAtMilliseconds: Int64
    let decidedAtMilliseconds: Int64
    /// The address the decision came from, for the audit trail (RFC 10027).
    let address: String
}

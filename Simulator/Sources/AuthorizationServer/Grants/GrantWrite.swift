/// One conditional write to one grant. The store carries it out as a whole or answers that the
/// condition no longer holds; it never trusts what was read before.
enum GrantWrite: Sendable, Equatable {
    /// Keeps the time and interval of a poll, if the request is pending and no other poll came in
    /// between: `state = pending AND last_poll_at = previous`.
    case recordPoll(CodeHash, previous: Int64?, at: Int64, intervalMilliseconds: Int64)
    /// Makes the end of a code's life final, if `state IN (pending, approved)` and `at` is past it.
    case expire(CodeHash, at: Int64)
    /// Reserves the request for the account that typed its user code, if it is pending, alive and
    /// not reserved for another.
    case claim(CodeHash, subject: String, at: Int64)
    /// Keeps the accounts that typed a code which was another's, if they are still those that were
    /// read. `.ended` denies the request as well and revokes what was issued for it, in the same
    /// transaction.
    case recordClaimants(CodeHash, previous: [String], next: [String], GrantFate)
    /// Approves or denies, if the request is pending, alive and reserved for the decision's subject.
    case decide(CodeHash, GrantDecision)
    /// Uses the device code up, if it is approved and alive. The family of the tokens is inserted in
    /// the same transaction; the answer is sealed under the device code.
    case redeem(CodeHash, at: Int64, family: RefreshFamily, sealedAnswer: [UInt8])

    /// What becomes of a request whose code another account typed.
    enum GrantFate: Sendable, Equatable {
        case kept
        case ended
    }
}

extension DeviceGrant {
    /// The core's answer to a typed user code or a decision.
    enum UserStep: Sendable, Equatable {
        /// Make the write; applied, it is done.
        case write(GrantWrite)
        /// It is done already: the same user typed the code or pressed the button before.
        case done
        /// The request cannot be had: wrong account, used, denied or past its life.
        case refused
        /// Refused, and the account is kept as one that typed somebody else's code.
        case refusedAndRecorded(GrantWrite)
        /// Refused, and the code has been typed by so many that the request and its tokens end.
        case refusedAndEnded(GrantWrite)
    }

    /// A signed-in user typed the code (RFC 8628 §3.3). Expired, used, denied and other people's
    /// requests are all the same refusal to the user.
    func claim(by subject: String, at now: Int64) -> UserStep {
        guard now < expiresAtMilliseconds else { return .refused }
        switch claimant {
        case nil where state == .pending:
            return .write(.claim(deviceCodeHash, subject: subject, at: now))
        case nil: return .refused
        case subject: return state == .pending ? .done : .refused
        default: return record(subject)
        }
    }

    /// RFC 10027: one code in many hands was sent around.
    private func record(_ subject: String) -> UserStep {
        guard !otherClaimants.contains(subject),
            otherClaimants.count + 1 < Limits.accountsOfOneCode
        else { return .refused }
        let next = otherClaimants + [subject]
        let isTooMany = next.count + 1 >= Limits.accountsOfOneCode
        let write = GrantWrite.recordClaimants(
            deviceCodeHash, previous: otherClaimants, next: next, isTooMany ? .ended : .kept)
        return isTooMany ? .refusedAndEnded(write) : .refusedAndRecorded(write)
    }

    /// The user pressed one of the buttons. Pressed twice it changes nothing; the other button
    /// afterwards is refused, for a decision is final; so is an approval that was ended meanwhile.
    func decide(_ decision: GrantDecision) -> UserStep {
        if let made = self.decision, made.verdict == decision.verdict,
            made.subject == decision.subject, made.verdict == .deny || state != .denied
        {
            return .done
        }
        guard state == .pending, decision.decidedAtMilliseconds < expiresAtMilliseconds,
            claimant == decision.subject
        else { return .refused }
        return .write(.decide(deviceCodeHash, decision))
    }
}

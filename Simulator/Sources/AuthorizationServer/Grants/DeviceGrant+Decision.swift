extension DeviceGrant {
    /// The core's answer to a typed user code or a decision.
    enum UserStep: Sendable, Equatable {
        /// Make the write; applied, it is done.
        case write(GrantWrite)
        /// It is done already: the same user typed the code or pressed the button before.
        case done
        /// The request cannot be had: wrong account, used, denied or past its life.
        case refused
    }

    /// A signed-in user typed the code (RFC 8628 §3.3). Expired, used, denied and other people's
    /// requests are all the same refusal.
    func claim(by subject: String, at now: Int64) -> UserStep {
        guard state == .pending, now < expiresAtMilliseconds else { return .refused }
        switch claimant {
        case nil: return .write(.claim(deviceCodeHash, subject: subject, at: now))
        case subject: return .done
        default: return .refused
        }
    }

    /// The user pressed one of the buttons. Pressed twice it changes nothing; the other button
    /// afterwards is refused, for a decision is final.
    func decide(_ decision: GrantDecision) -> UserStep {
        if let made = self.decision, made.verdict == decision.verdict,
            made.subject == decision.subject
        {
            return .done
        }
        guard state == .pending, decision.decidedAtMilliseconds < expiresAtMilliseconds,
            claimant == decision.subject
        else { return .refused }
        return .write(.decide(deviceCodeHash, decision))
    }
}

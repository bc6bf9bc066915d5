extension DeviceGrant {
    /// Decides one poll (RFC 8628 §3.4 and §3.5) without I/O.
    ///
    /// The caller makes the write first and gives the answer only if it was applied; refused, it
    /// reads the row again and asks again with the same `now`.
    func poll(by client: String, at now: Int64) -> PollStep {
        // RFC 8628 §3.4: the code belongs to the client it was issued to. Another client learns
        // nothing and changes nothing.
        guard client == clientID else { return PollStep(write: nil, answer: .invalidGrant) }
        switch state {
        case .denied:
            return PollStep(write: nil, answer: .accessDenied)
        case .redeemed:
            return PollStep(write: nil, answer: redeemedPoll(at: now))
        case .expired:
            return PollStep(write: nil, answer: .expiredToken)
        case .pending, .approved:
            // RFC 8628 §3.2: `expires_in` is the lifetime, so its last second is not included.
            guard now < expiresAtMilliseconds else {
                return PollStep(
                    write: .expire(deviceCodeHash, at: now), answer: .expiredToken)
            }
        }
        if state == .approved, let decision {
            return PollStep(write: nil, answer: .approved(decision))
        }
        return pendingPoll(at: now)
    }

    /// The first answer may have been lost on the way (a crash, a cut connection, 64 polls at once):
    /// for a short time it can be had again.
    private func redeemedPoll(at now: Int64) -> PollStep.Answer {
        guard let redemption, let sealed = redemption.sealedAnswer,
            now - redemption.atMilliseconds < Limits.lostAnswerMilliseconds
        else { return .invalidGrant }
        return .redeemed(familyID: redemption.familyID, sealedAnswer: sealed)
    }

    /// The interval is measured from the last poll, early or not: a client that waits what it was
    /// asked is never refused, whatever it did before.
    private func pendingPoll(at now: Int64) -> PollStep {
        var interval = intervalMilliseconds
        var answer = PollStep.Answer.authorizationPending
        if let last = lastPollAtMilliseconds {
            let waited = now - last
            let clockWasSetBack = waited < -Limits.clockStepMilliseconds
            if waited < interval && !clockWasSetBack {
                answer = .slowDown
                // RFC 8628 §3.5: slow_down adds five seconds for this and all later requests. A
                // client that waited exactly the step before has missed the last slow_down; told
                // once more it reaches the interval kept here, which would otherwise stay five
                // seconds ahead of it for ever.
                if !missedLastSlowDown(waited) { interval += Limits.slowDownMilliseconds }
            }
        }
        return PollStep(
            write: .recordPoll(
                deviceCodeHash, previous: lastPollAtMilliseconds, at: now,
                intervalMilliseconds: interval),
            answer: answer)
    }

    private func missedLastSlowDown(_ waited: Int64) -> Bool {
        let before = intervalMilliseconds - Limits.slowDownMilliseconds
        return intervalMilliseconds > issuedIntervalMilliseconds && waited >= before
    }
}

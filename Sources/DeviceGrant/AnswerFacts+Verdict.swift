// What the members and the status of a complete answer mean.

extension AnswerFacts {
    /// The error that the answer names; a body that is not JSON, or that names a member twice, says
    /// nothing.
    func error(in response: Exchange.Response) -> OAuthError? {
        response.hasObject && !isAmbiguous ? error : nil
    }

    /// Why the answer to a device authorization request is no success (RFC 8628 §3.2), if it is
    /// none; what its texts hold apart.
    func codesRefusal(in response: Exchange.Response) -> RefusalReason? {
        if let error = error(in: response) { return .error(error) }
        guard 200...299 ~= response.status else { return .status(response.status) }
        guard response.hasObject else { return .notJSON }
        if let problem { return problem }
        // A code that is gone before it is shown helps nobody.
        return expiresInSeconds == 0 ? .unusable(.expiresIn) : nil
    }

    /// The lifetime of the codes, within the limits.
    var lifetimeSeconds: UInt32 {
        min(
            expiresInSeconds ?? GrantLimits.lifetimeSecondsDefault,
            GrantLimits.lifetimeSecondsMaximum)
    }

    /// The interval between polls, within the limits; 5 if absent (RFC 8628 §3.2).
    var pollIntervalSeconds: UInt32 {
        min(
            max(
                intervalSeconds ?? GrantLimits.intervalSecondsDefault,
                GrantLimits.intervalSecondsMinimum), GrantLimits.intervalSecondsMaximum)
    }

    /// Judges the answer to a poll or a refresh (RFC 6749 §5, RFC 8628 §3.5).
    func pollOutcome(of response: Exchange.Response, accessTokenCount: Int) -> PollOutcome {
        let status = response.status
        // Some servers say 200 and an error; the error is what they mean.
        switch error(in: response) {
        case .authorizationPending: return .authorizationPending
        case .slowDown: return .slowDown
        case .accessDenied, .denied: return .denied
        case .expiredToken: return .expired
        case .temporarilyUnavailable, .serverError: return .serverTrouble(status)
        case .some(let error) where !isTrouble(status): return .refusedAnswer(.error(error))
        default: break
        }
        // A server or a proxy that cannot answer now does not end a grant that the user may already
        // have approved.
        if isTrouble(status) { return .serverTrouble(status) }
        if isAmbiguous, let problem { return .refusedAnswer(problem) }
        guard 200...299 ~= status else { return .refusedAnswer(.status(status)) }
        guard response.hasObject else { return .refusedAnswer(.notJSON) }
        if let problem { return .refusedAnswer(problem) }
        guard accessTokenCount > 0 else { return .refusedAnswer(.missing(.accessToken)) }
        return .granted
    }
}

/// Whether a status says that the server cannot answer now, but may later.
func isTrouble(_ status: UInt16) -> Bool {
    status >= 500 || status == 429 || status == 408
}

// What the members and the status of a complete answer mean.

extension AnswerFacts {
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
}

extension Exchange {
    /// Judges a complete answer (RFC 6749 §5, RFC 8628 §3.2 and §3.5, RFC 7009 §2.2, RFC 8414 §3.2);
    /// `granted` is a success of any kind.
    ///
    /// - Parameters:
    ///   - hasObject: Whether the body is one JSON object.
    ///   - error: The error that the answer names.
    @inline(never)
    func outcome(hasObject: Bool, error: OAuthError?) -> PollOutcome {
        let kind = facts.kind
        let isSuccess = kind == .metadata ? status == 200 : 200...299 ~= status
        let isTrouble = isTrouble(status)
        if kind == .revocation { return isSuccess ? .granted : .serverTrouble(status) }
        // A body that is not JSON, or that names a member twice, says nothing. Some servers say 200
        // and an error; the error is what they mean.
        if hasObject, !facts.isAmbiguous, let error {
            if kind == .codes { return .refusedAnswer(.error(error)) }
            switch error {
            case .authorizationPending: return .authorizationPending
            case .slowDown: return .slowDown
            case .accessDenied, .denied: return .denied
            case .expiredToken: return .expired
            case .temporarilyUnavailable, .serverError: return .serverTrouble(status)
            default: if !isTrouble { return .refusedAnswer(.error(error)) }
            }
        }
        if kind == .tokens {
            // A server or a proxy that cannot answer now does not end a grant that the user may
            // already have approved.
            if isTrouble { return .serverTrouble(status) }
            if facts.isAmbiguous, let problem = facts.problem { return .refusedAnswer(problem) }
        }
        guard isSuccess else { return .refusedAnswer(.status(status)) }
        guard hasObject else { return .refusedAnswer(.notJSON) }
        if let problem = facts.problem { return .refusedAnswer(problem) }
        // A code that is gone before it is shown helps nobody.
        if kind == .codes, facts.expiresInSeconds == 0 {
            return .refusedAnswer(.unusable(.expiresIn))
        }
        if let missing { return .refusedAnswer(.missing(missing)) }
        return .granted
    }

    /// The first member without which the answer is of no use, and which is not there.
    private var missing: AnswerMember? {
        var raw = AnswerMember.deviceCode.rawValue
        // Of metadata the issuer and the endpoints, but one.
        if facts.kind == .metadata { raw = AnswerMember.issuer.rawValue }
        var count = 3
        if facts.kind == .tokens {
            raw = AnswerMember.accessToken.rawValue
            count = 1
        }
        for _ in 0..<count {
            if texts.isEmpty(TextPlace(numberOf: raw)) { return AnswerMember(rawValue: raw) }
            raw &+= 1
        }
        return nil
    }
}

/// Whether a status says that the server cannot answer now, but may later.
@inline(never)
func isTrouble(_ status: UInt16) -> Bool {
    status >= 500 || status == 429 || status == 408
}

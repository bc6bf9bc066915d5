import BoundedBytes

// What the members and the status of a complete answer mean.

/// What the answer to a device authorization request says (RFC 8628 §3.2).
enum CodesVerdict {
    case codes(lifetimeSeconds: UInt32, intervalSeconds: UInt32)
    case refused(RefusalReason)
}

extension Answer {
    /// Judges the answer to a device authorization request. A complete URI that cannot be used is
    /// dropped.
    mutating func codes(in response: Exchange.Response) -> CodesVerdict {
        if let error = error(in: response) { return .refused(.error(error)) }
        guard 200...299 ~= response.status else { return .refused(.status(response.status)) }
        guard response.hasObject else { return .refused(.notJSON) }
        if let problem { return .refused(problem) }
        guard !deviceCode.isEmpty else { return .refused(.missing(.deviceCode)) }
        guard !userCode.isEmpty else { return .refused(.missing(.userCode)) }
        guard !verificationURI.isEmpty else { return .refused(.missing(.verificationURI)) }
        guard userCode.withBytes({ isPrintable($0) }) else {
            return .refused(.unusable(.userCode))
        }
        guard verificationURI.withBytes({ isSafeToShow($0) }) else {
            return .refused(.unusable(.verificationURI))
        }
        if !verificationURIComplete.withBytes({ isSafeToShow($0) }) {
            verificationURIComplete.wipe()
        }
        let lifetime = expiresInSeconds ?? GrantLimits.lifetimeSecondsDefault
        guard lifetime > 0 else { return .refused(.unusable(.expiresIn)) }
        // RFC 8628 §3.2: 5 if absent.
        let interval = intervalSeconds ?? GrantLimits.intervalSecondsDefault
        return .codes(
            lifetimeSeconds: min(lifetime, GrantLimits.lifetimeSecondsMaximum),
            intervalSeconds: min(
                max(interval, GrantLimits.intervalSecondsMinimum),
                GrantLimits.intervalSecondsMaximum))
    }

    /// Judges the answer to a poll (RFC 8628 §3.5).
    func verdict(on response: Exchange.Response) -> PollOutcome {
        let status = response.status
        // Some servers say 200 and an error; the error is what they mean.
        switch error(in: response) {
        case .authorizationPending: return .authorizationPending
        case .slowDown: return .slowDown
        case .accessDenied, .denied: return .denied
        case .expiredToken: return .expired
        case .temporarilyUnavailable, .serverError: return .serverTrouble(status)
        case .some(let error) where status < 500 && status != 429:
            return .refusedAnswer(.error(error))
        default: break
        }
        // A server or a proxy that cannot answer now does not end a grant that the user may already
        // have approved.
        if status >= 500 || status == 429 || status == 408 { return .serverTrouble(status) }
        if isAmbiguous, let problem { return .refusedAnswer(problem) }
        guard 200...299 ~= status else { return .refusedAnswer(.status(status)) }
        guard response.hasObject else { return .refusedAnswer(.notJSON) }
        if let problem { return .refusedAnswer(problem) }
        guard !accessToken.isEmpty else { return .refusedAnswer(.missing(.accessToken)) }
        return .granted
    }

    /// The error that the response names; a body that is not JSON, or that names a member twice,
    /// says nothing.
    private func error(in response: Exchange.Response) -> OAuthError? {
        response.hasObject && !isAmbiguous ? error : nil
    }
}

/// Whether a text is of ASCII that every screen can show: no control bytes, no right-to-left marks,
/// no look-alikes of other scripts.
private func isPrintable(_ text: borrowing Span<UInt8>) -> Bool {
    for index in text.indices where text[index] < 0x20 || text[index] > 0x7E { return false }
    return true
}

/// Whether a verification URI may be shown to a person: `https`, in printable ASCII (names of other
/// scripts in their `xn--` form), without user information that could pose as a host, and without
/// blanks that could push a part of it out of sight.
private func isSafeToShow(_ text: borrowing Span<UInt8>) -> Bool {
    let scheme: StaticString = "https://"
    let schemeCount = scheme.utf8CodeUnitCount
    guard text.count > schemeCount, isPrintable(text) else { return false }
    for index in text.indices where text[index] == UInt8(ascii: " ") { return false }
    var prefix = InlineArray<8, UInt8>(repeating: 0)
    for index in 0..<schemeCount {
        let byte = text[index]
        prefix[index] = UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }
    guard scheme.isEqual(to: prefix.span) else { return false }
    for index in schemeCount..<text.count {
        switch text[index] {
        case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"): return index > schemeCount
        case UInt8(ascii: "@"), UInt8(ascii: "\\"): return false
        default: break
        }
    }
    return true
}

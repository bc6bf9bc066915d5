import BoundedBytes

// What survives a power cut. While the user decides, the codes are stored, so that the device goes on
// with the same code after a reboot; once granted, the tokens; after any other end, nothing.
//
// After a reboot the monotonic clock starts anew. The codes' deadline then follows the wall clock, if
// that was valid at the time of storing and is valid now; otherwise the remainder that was stored
// counts from the reboot on. It may then lie too late, never too early: the server has the last word
// with `expired_token` (RFC 8628 §3.5).

extension DeviceGrant {
    /// The largest record, in bytes.
    public static var recordBytesMaximum: Int {
        let codes =
            4 * 3 + codeCapacity + GrantLimits.userCodeBytesMaximum + 2 * uriCapacity + 4 * 7
        let tokens = 3 * (3 + tokenCapacity) + 2 * 7
        return 1 + max(codes, tokens)
    }

    /// Calls `body` with the parts of the record that ``GrantAction/store(_:)`` asks for, in their
    /// order; together they are the record. They are secrets.
    ///
    /// - Parameter wallClockSeconds: Seconds since 1970 in UTC; nil if the wall clock is not valid.
    public borrowing func forEachRecordPart<Failure: Error>(
        at now: Instant, wallClockSeconds: UInt32?,
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        try writeVersion(body)
        guard case .storing(let record, _) = control.phase else { return }
        switch record {
        case .nothing:
            return
        case .codes:
            try writeCodes(at: now, body)
        case .tokens:
            try content.accessToken.withExposedBytes { (text) throws(Failure) in
                try write(.accessToken, text: text, body)
            }
            try content.refreshToken.withExposedBytes { (text) throws(Failure) in
                try write(.refreshToken, text: text, body)
            }
            try content.idToken.withExposedBytes { (text) throws(Failure) in
                try write(.idToken, text: text, body)
            }
            try write(.accessTokenSeconds, accessTokenLifetimeSeconds, body)
        }
        try write(.storedAtSeconds, wallClockSeconds, body)
    }

    private borrowing func writeCodes<Failure: Error>(
        at now: Instant, _ body: (borrowing Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        try content.deviceCode.withExposedBytes { (text) throws(Failure) in
            try write(.deviceCode, text: text, body)
        }
        try content.userCode.withBytes { (text) throws(Failure) in
            try write(.userCode, text: text, body)
        }
        try content.verificationURI.withBytes { (text) throws(Failure) in
            try write(.verificationURI, text: text, body)
        }
        try content.verificationURIComplete.withBytes { (text) throws(Failure) in
            try write(.verificationURIComplete, text: text, body)
        }
        try write(.intervalMilliseconds, intervalMilliseconds, body)
        try write(.lifetimeSeconds, lifetimeSeconds, body)
        let remaining = control.remainingMilliseconds(at: now) ?? 0
        try write(.remainingSeconds, remaining / 1_000, body)
    }

    /// Takes the next part of the record that the storage held at boot; then ``resume(at:…)``.
    /// Ignored while a grant is under way.
    public mutating func restore(_ bytes: borrowing Span<UInt8>) {
        guard !control.isActive else { return }
        var position = 0
        while case .text(let member, let range) = record.next(in: bytes, at: &position) {
            // Tokens are the application's, by way of ``TokenKeeper``.
            guard member.belongs(to: .codes) else { continue }
            do throws(CapacityExceeded) {
                try content.append(bytes.extracting(range), to: member)
            } catch {
                // Never a cut value: the next piece must not stand alone.
                record.refuse()
            }
        }
    }

    /// Goes on with the codes that were restored, if they are whole and still live. That is no new
    /// start: the user asked for it before the power was cut (RFC 8628 §3.1).
    ///
    /// - Parameters:
    ///   - wallClockSeconds: Seconds since 1970 in UTC; nil if the wall clock is not valid.
    ///   - entropy: Any number that differs between devices and boots.
    /// - Returns: Whether a grant is under way again. If not, the restored bytes are wiped.
    public mutating func resume(
        at now: Instant, wallClockSeconds: UInt32?, entropy: UInt32
    ) -> Resumption {
        guard !control.isActive else { return .nothing }
        let record = record
        self.record = RecordReader()
        guard record.isComplete, let interval = record.intervalMilliseconds,
            let lifetime = record.lifetimeSeconds, let remaining = record.remainingSeconds,
            isPlausible(interval, lifetime, remaining), contentRefusal == nil
        else {
            content.wipeCodes()
            return .nothing
        }
        wipeUnsafeComplete()
        content.wipeTokens()
        control.resume(
            at: now, entropy: entropy, lifetimeSeconds: lifetime,
            remainingSeconds: record.left(of: remaining, wallClockSeconds: wallClockSeconds),
            intervalMilliseconds: interval)
        return .codes
    }

    /// Whether the numbers could have been stored by this code: the storage may be another's.
    private func isPlausible(
        _ intervalMilliseconds: UInt32, _ lifetimeSeconds: UInt32, _ remainingSeconds: UInt32
    ) -> Bool {
        let intervals =
            GrantLimits.intervalSecondsMinimum * 1_000...GrantLimits.intervalSecondsMaximum * 1_000
        return intervals.contains(intervalMilliseconds)
            && lifetimeSeconds <= GrantLimits.lifetimeSecondsMaximum
            && remainingSeconds <= lifetimeSeconds
    }
}

/// What ``DeviceGrant/resume(at:wallClockSeconds:entropy:)`` found.
public enum Resumption: Equatable, Sendable {
    /// Nothing to go on with.
    case nothing
    /// Codes that a user may be typing: the grant goes on. If they have expired meanwhile, it ends
    /// with `expired` at the next poll.
    case codes
}

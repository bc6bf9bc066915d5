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

    /// Calls `body` with the parts of the record that ``MachineAction/store(_:)`` asks for, in their
    /// order; together they are the record. They are secrets.
    ///
    /// - Parameters:
    ///   - now: The instant from which the codes' remainder is told.
    ///   - wallClockSeconds: Seconds since 1970 in UTC; nil if the wall clock is not valid.
    ///   - body: Called once for each part.
    public borrowing func forEachRecordPart<Failure: Error>(
        at now: Instant, wallClockSeconds: UInt32?,
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        try room.withBytes { (room) throws(Failure) in
            try RecordField.forEachPart(in: room, body) {
                control.recordField($0, at: now, wallClockSeconds: wallClockSeconds)
            }
        }
    }

    /// Takes the next part of the record that the storage held at boot; then ``resume(at:wallClockSeconds:entropy:)``.
    /// Ignored while a grant is under way.
    public mutating func restore(_ bytes: borrowing Span<UInt8>) {
        room.lend(to: &control) { $0.restore(bytes, &$1) }
    }

    /// Goes on with the codes that were restored, if they are whole and still live. That is no new
    /// start: the user asked for it before the power was cut (RFC 8628 §3.1).
    ///
    /// - Parameters:
    ///   - now: The first instant of the grant on this boot's clock.
    ///   - wallClockSeconds: Seconds since 1970 in UTC; nil if the wall clock is not valid.
    ///   - entropy: Any number that differs between devices and boots.
    /// - Returns: Whether a grant is under way again. If not, the restored bytes are wiped.
    public mutating func resume(
        at now: Instant, wallClockSeconds: UInt32?, entropy: UInt32
    ) -> Resumption {
        room.lend(to: &control) {
            $0.resume(at: now, wallClockSeconds: wallClockSeconds, entropy: entropy, &$1)
        }
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

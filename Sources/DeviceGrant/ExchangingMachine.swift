import BoundedBytes

/// A machine that talks to a server, one exchange at a time, and keeps a record: what its driver
/// calls, whichever machine it is.
public protocol ExchangingMachine: ~Copyable {
    /// How the machine can end.
    associatedtype Outcome: Equatable, Sendable

    /// What to do next.
    mutating func poll(at now: Instant) -> MachineAction<Outcome>

    /// Writes the whole request that ``MachineAction/send(_:until:)`` asks for; nothing if it does
    /// not fit.
    mutating func writeRequest(
        for configuration: borrowing ClientConfiguration, to output: inout OutputSpan<UInt8>)

    /// The connection asked for by ``MachineAction/connect(_:until:)`` is open and verified.
    mutating func transportDidConnect(at now: Instant)

    /// The whole request has left.
    mutating func transportDidSend(at now: Instant)

    /// Bytes have arrived. They may be cut anywhere.
    mutating func receive(_ bytes: borrowing Span<UInt8>, at now: Instant)

    /// The connection is closed: by the peer, or because ``MachineAction/close`` asked for it.
    mutating func transportDidClose(at now: Instant)

    /// The connection could not be made, or broke.
    mutating func transportDidFail(_ failure: TransportFailure, at now: Instant)

    /// Calls `body` with the parts of the record that ``MachineAction/store(_:)`` asks for, in their
    /// order. They are secrets.
    ///
    /// - Parameters:
    ///   - now: The instant of storing.
    ///   - wallClockSeconds: Seconds since 1970 in UTC; nil if the wall clock is not valid.
    ///   - body: Called once for each part.
    borrowing func forEachRecordPart<Failure: Error>(
        at now: Instant, wallClockSeconds: UInt32?,
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure)

    /// The record will survive a power cut.
    mutating func recordDidStore(at now: Instant)

    /// The record could not be stored.
    mutating func recordDidNotStore(at now: Instant)
}

extension DeviceGrant: ExchangingMachine {
    public typealias Outcome = GrantOutcome
}

extension TokenKeeper: ExchangingMachine {
    public typealias Outcome = KeeperOutcome
}

import BoundedBytes
import CredentialSlots
import DeviceGrant
import DeviceRuntime
import DeviceScreen
import TLSTransport

/// Runs the loop over the real transport, with everything else a board has left empty.
public func runGrant(
    _ loop: inout DeviceLoop<512, 256, 1920>, _ configuration: borrowing ClientConfiguration,
    _ contexts: UnsafeMutablePointer<TLSContexts>, _ roots: UnsafeBufferPointer<UInt8>
) -> Bool {
    do throws(TLSSetupFailure) {
        var board = EmptyBoard(transport: try TLSTransport(contexts: contexts, roots: roots))
        return loop.run(configuration, on: &board) == .granted
    } catch {
        return false
    }
}

struct EmptyBoard: ~Copyable, Board {
    var transport: TLSTransport

    mutating func connect(
        to host: borrowing Span<UInt8>, port: UInt16, security: TransportSecurity
    ) throws(TransportFailure) -> TransportProgress {
        try transport.connect(to: host, port: port, security: security)
    }

    mutating func send(_ bytes: borrowing Span<UInt8>) throws(TransportFailure) -> Int {
        try transport.send(bytes)
    }

    mutating func receive(
        into output: inout OutputSpan<UInt8>
    ) throws(TransportFailure) -> TransportReceipt {
        try transport.receive(into: &output)
    }

    mutating func close() { transport.close() }

    func now() -> Instant { Instant(tick: 0) }
    func wallClockSeconds() -> UInt32? { nil }
    mutating func entropy() -> UInt32 { 1 }
    mutating func wait(until deadline: Instant) -> Wakeup { .stop }

    var panel: Panel? { nil }
    mutating func show(
        _ screen: Screen, remainingSeconds: UInt32, _ draw: (inout MutableSpan<UInt16>) -> Void
    ) {}

    var hasConsole: Bool { true }
    mutating func write(_ text: borrowing Span<UInt8>) {}

    var storageBytes: Int { 0 }
    mutating func load(
        from offset: Int, into output: inout OutputSpan<UInt8>
    ) throws(StorageFailure) {}
    mutating func save(_ bytes: borrowing Span<UInt8>, at offset: Int) throws(StorageFailure) {}
    mutating func synchronize() throws(StorageFailure) {}

    mutating func codesDidArrive(
        userCode: borrowing Span<UInt8>, verificationURI: borrowing Span<UInt8>,
        verificationURIComplete: borrowing Span<UInt8>, lifetimeSeconds: UInt32,
        intervalMilliseconds: UInt32
    ) {}
    mutating func pollDidEnd(number: UInt32, outcome: PollOutcome, at now: Instant) {}
    mutating func storageDidFail(_ failure: StorageFailure) {}
}

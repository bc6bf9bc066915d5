import BoundedBytes
import CredentialSlots
import DeviceGrant
import DeviceRuntime
import DeviceScreen
import Glibc
import TLSTransport

/// A board with a real TLS connection, and a clock that only waiting moves.
struct ArenaBoard: ~Copyable, Board {
    var transport: TLSTransport
    /// How the connection failed, each time.
    private(set) var failures: [TransportFailure] = []
    /// Whether the user gives up when the connection fails.
    var stopsAtFailure = false

    let panel: Panel? = nil
    let hasConsole = false
    private var storage = [UInt8](repeating: 0, count: 16_384)
    private var tick: UInt32 = 0
    /// Whether the connection is what is waited for, and not the time.
    private var isConnectionBusy = false

    init(transport: consuming TLSTransport) {
        self.transport = transport
    }

    func now() -> Instant { Instant(tick: tick) }
    func wallClockSeconds() -> UInt32? { nil }
    mutating func entropy() -> UInt32 { 1 }

    mutating func wait(until deadline: Instant) -> Wakeup {
        if stopsAtFailure, !failures.isEmpty { return .stop }
        if isConnectionBusy, let descriptor = transport.pollDescriptor {
            if transport.hasBufferedInput { return .goOn }
            let events = transport.waitsForWriting ? POLLOUT : POLLIN
            var descriptors = [pollfd(fd: descriptor, events: Int16(events), revents: 0)]
            // A peer of this process answers at once, or never.
            if poll(&descriptors, 1, 20_000) > 0 { return .goOn }
        }
        tick = deadline.tick
        return .goOn
    }

    mutating func connect(
        to host: borrowing Span<UInt8>, port: UInt16, security: TransportSecurity
    ) throws(TransportFailure) -> TransportProgress {
        do throws(TransportFailure) {
            let progress = try transport.connect(to: host, port: port, security: security)
            isConnectionBusy = progress == .later
            return progress
        } catch {
            throw fail(error)
        }
    }

    mutating func send(_ bytes: borrowing Span<UInt8>) throws(TransportFailure) -> Int {
        do throws(TransportFailure) {
            let count = try transport.send(bytes)
            isConnectionBusy = count == 0
            return count
        } catch {
            throw fail(error)
        }
    }

    mutating func receive(
        into output: inout OutputSpan<UInt8>
    ) throws(TransportFailure) -> TransportReceipt {
        do throws(TransportFailure) {
            let receipt = try transport.receive(into: &output)
            isConnectionBusy = receipt == .later
            return receipt
        } catch {
            throw fail(error)
        }
    }

    private mutating func fail(_ failure: TransportFailure) -> TransportFailure {
        failures.append(failure)
        return failure
    }

    mutating func close() {
        transport.close()
        isConnectionBusy = false
    }

    mutating func show(
        _ screen: Screen, remainingSeconds: UInt32, _ draw: (inout MutableSpan<UInt16>) -> Void
    ) {}
    mutating func write(_ text: borrowing Span<UInt8>) {}

    var storageBytes: Int { storage.count }

    mutating func load(
        from offset: Int, into output: inout OutputSpan<UInt8>
    ) throws(StorageFailure) {
        for byte in storage[offset...].prefix(output.freeCapacity) { output.append(byte) }
    }

    mutating func save(_ bytes: borrowing Span<UInt8>, at offset: Int) throws(StorageFailure) {
        for index in bytes.indices { storage[offset + index] = bytes[index] }
    }

    mutating func synchronize() throws(StorageFailure) {}

    mutating func codesDidArrive(
        userCode: borrowing Span<UInt8>, verificationURI: borrowing Span<UInt8>,
        verificationURIComplete: borrowing Span<UInt8>, lifetimeSeconds: UInt32,
        intervalMilliseconds: UInt32
    ) {}

    mutating func pollDidEnd(number: UInt32, outcome: PollOutcome, at now: Instant) {}

    mutating func storageDidFail(_ failure: StorageFailure) {}
}

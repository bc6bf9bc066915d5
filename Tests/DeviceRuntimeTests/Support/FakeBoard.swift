import BoundedBytes
import CredentialSlots
import DeviceGrant
import DeviceRuntime
import DeviceScreen
import GrantPlayer

/// A board on a virtual clock, with a scripted network, that writes down all that happens to it.
final class FakeBoard: Board {
    /// Milliseconds of virtual time.
    var elapsed: UInt64 = 0
    var origin: UInt32 = 0
    /// The moment at which the device is told to stop.
    var stopsAt: UInt64?
    /// What happens then.
    var onStop: () -> Void = {}

    /// Bytes that the transport takes at once.
    var sendBytes = Int.max
    /// The time until it takes more, in milliseconds.
    var sendPauseMilliseconds: UInt64 = 1
    /// Bytes that the transport gives at once.
    var receiveBytes = Int.max
    /// The time until it gives more, or a handshake that stalls goes on, in milliseconds.
    var receivePauseMilliseconds: UInt64 = 0
    /// The time that closing takes, in milliseconds.
    var closeMilliseconds: UInt64 = 0

    /// What the wall clock says at the start, in seconds since 1970; nil if the board does not know.
    var wallClockAtStart: UInt32?

    let panel: Panel?
    var hasConsole = true
    var storage = [UInt8](repeating: 0xFF, count: 16_384)
    var storageFailure: StorageFailure?

    private(set) var events: [Event] = []
    private(set) var console = ""
    private(set) var pixels: [UInt16]
    private(set) var paints: [Paint] = []
    private(set) var waits: [Wait] = []
    private(set) var isOpen = false
    /// All that was ever sent, in the order of the exchanges.
    private(set) var sent: [[UInt8]] = []

    private var replies: [Reply]
    private var reply = Reply(bytes: [])
    private var peer: Peer?
    private var connectedAt: UInt64?
    private var takesAt: UInt64?
    private var answersAt: UInt64?
    private var unread: [UInt8] = []

    enum Event: Equatable {
        case connected(Peer, at: UInt64)
        case closed(at: UInt64)
        case codes(
            userCode: String, verificationURI: String, complete: String, lifetimeSeconds: UInt32,
            intervalMilliseconds: UInt32)
        case poll(UInt32, PollOutcome, at: UInt64)
        case storageFailed(StorageFailure)
    }

    struct Peer: Equatable {
        var host: String
        var port: UInt16
        var security: TransportSecurity
    }

    struct Paint: Equatable {
        var screen: Screen
        var remainingSeconds: UInt32
        var at: UInt64
    }

    struct Wait: Equatable {
        var from: UInt64
        var milliseconds: UInt64
    }

    init(_ replies: [Reply], panel: Panel? = nil) {
        self.replies = replies
        self.panel = panel
        pixels = [UInt16](repeating: 0, count: (panel?.width ?? 0) * (panel?.height ?? 0))
    }

    var polls: [PollOutcome] {
        events.compactMap { if case .poll(_, let outcome, _) = $0 { outcome } else { nil } }
    }

    var connections: [Peer] {
        events.compactMap { if case .connected(let peer, _) = $0 { peer } else { nil } }
    }

    /// The next replies, in place of those left.
    func expect(_ replies: [Reply]) { self.replies = replies }

    // MARK: Transport

    func connect(
        to host: borrowing Span<UInt8>, port: UInt16, security: TransportSecurity
    ) throws(TransportFailure) -> TransportProgress {
        let wanted = Peer(host: String(copying: host), port: port, security: security)
        if connectedAt == nil {
            nextReply()
            if isOpen, peer == wanted, reply.connecting == .succeeds { return .ready }
            if isOpen { close() }
            peer = wanted
            connectedAt = elapsed + reply.connectMilliseconds
        }
        switch reply.connecting {
        case .fails(let failure):
            connectedAt = nil
            throw failure
        case .closes:
            connectedAt = nil
            throw .closed
        case .stalls:
            if elapsed >= connectedAt ?? 0 { connectedAt = elapsed + receivePauseMilliseconds }
            return .later
        case .succeeds:
            guard elapsed >= connectedAt ?? 0 else { return .later }
            connectedAt = nil
            isOpen = true
            events.append(.connected(wanted, at: elapsed))
            return .ready
        }
    }

    func send(_ bytes: borrowing Span<UInt8>) throws(TransportFailure) -> Int {
        switch reply.sending {
        case .fails(let failure): throw failure
        case .closes: throw .closed
        case .stalls: return 0
        case .succeeds: break
        }
        guard elapsed >= takesAt ?? 0 else { return 0 }
        let count = min(bytes.count, sendBytes)
        takesAt = elapsed + sendPauseMilliseconds
        sent[sent.count - 1] += [UInt8](copying: bytes.extracting(first: count))
        answersAt = elapsed + reply.answerMilliseconds
        return count
    }

    func receive(
        into output: inout OutputSpan<UInt8>
    ) throws(TransportFailure) -> TransportReceipt {
        guard elapsed >= answersAt ?? .max else { return .later }
        if unread.isEmpty {
            switch reply.ending {
            case .staysOpen: return .later
            case .closes: return .ended
            case .fails(let failure): throw failure
            }
        }
        let count = min(receiveBytes, output.freeCapacity, unread.count)
        for byte in unread[..<count] { output.append(byte) }
        unread.removeFirst(count)
        answersAt = elapsed + receivePauseMilliseconds
        return .bytes
    }

    func close() {
        elapsed += closeMilliseconds
        events.append(.closed(at: elapsed))
        isOpen = false
        connectedAt = nil
        peer = nil
    }

    private func nextReply() {
        if !replies.isEmpty { reply = replies.removeFirst() }
        unread = reply.bytes
        sent.append([])
        takesAt = nil
        answersAt = nil
    }

    // MARK: Time

    func wallClockSeconds() -> UInt32? {
        wallClockAtStart.map { $0 &+ UInt32(truncatingIfNeeded: elapsed / 1_000) }
    }

    func entropy() -> UInt32 { 1 }

    func now() -> Instant { Instant(tick: origin &+ UInt32(truncatingIfNeeded: elapsed)) }

    func wait(until deadline: Instant) -> Wakeup {
        let milliseconds = UInt64(now().milliseconds(until: deadline))
        waits.append(Wait(from: elapsed, milliseconds: milliseconds))
        var end = elapsed + milliseconds
        // The board wakes up when its transport can go on.
        for moment in [connectedAt, isOpen ? takesAt : nil, isOpen ? answersAt : nil]
            .compactMap({ $0 })
        where moment > elapsed {
            end = min(end, moment)
        }
        // A loop that no deadline ends would go on for ever.
        if waits.count > 100_000 { return .stop }
        if let stopsAt, stopsAt <= end {
            elapsed = max(elapsed, stopsAt)
            self.stopsAt = nil
            onStop()
            return .stop
        }
        elapsed = end
        return .goOn
    }

    // MARK: Display and console

    func show(
        _ screen: Screen, remainingSeconds: UInt32, _ draw: (inout MutableSpan<UInt16>) -> Void
    ) {
        paints.append(Paint(screen: screen, remainingSeconds: remainingSeconds, at: elapsed))
        var drawn = pixels
        var span = drawn.mutableSpan
        draw(&span)
        pixels = drawn
    }

    func write(_ text: borrowing Span<UInt8>) {
        console += String(copying: text)
    }

    // MARK: Storage

    var storageBytes: Int { storage.count }

    func load(from offset: Int, into output: inout OutputSpan<UInt8>) throws(StorageFailure) {
        if let storageFailure { throw storageFailure }
        for byte in storage[offset...].prefix(output.freeCapacity) { output.append(byte) }
    }

    func save(_ bytes: borrowing Span<UInt8>, at offset: Int) throws(StorageFailure) {
        if let storageFailure { throw storageFailure }
        for index in bytes.indices { storage[offset + index] = bytes[index] }
    }

    func synchronize() throws(StorageFailure) {
        if let storageFailure { throw storageFailure }
    }

    // MARK: Observer

    func codesDidArrive(
        userCode: borrowing Span<UInt8>, verificationURI: borrowing Span<UInt8>,
        verificationURIComplete: borrowing Span<UInt8>, lifetimeSeconds: UInt32,
        intervalMilliseconds: UInt32
    ) {
        events.append(
            .codes(
                userCode: String(copying: userCode),
                verificationURI: String(copying: verificationURI),
                complete: String(copying: verificationURIComplete),
                lifetimeSeconds: lifetimeSeconds, intervalMilliseconds: intervalMilliseconds))
    }

    func pollDidEnd(number: UInt32, outcome: PollOutcome, at now: Instant) {
        events.append(.poll(number, outcome, at: elapsed))
    }

    func storageDidFail(_ failure: StorageFailure) {
        events.append(.storageFailed(failure))
    }
}

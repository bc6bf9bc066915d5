import BoundedBytes
import CredentialSlots
import DeviceGrant
import DeviceRuntime
import DeviceScreen
import Glibc
import TLSTransport

/// A board made of this machine's parts: real sockets and TLS, real time, an emulated framebuffer
/// and console, a file as flash.
public struct SimulatedBoard: ~Copyable, DeviceRuntime.Board {
    public let panel: Panel?
    public var hasConsole: Bool { output.console != nil }
    public var storageBytes: Int { storage.storageBytes }

    private var transport: TLSTransport
    private var storage: FileStorage
    private var session: FileStorage
    private let output: BoardOutput
    private let stop: StopSignal
    private var framebuffer: Framebuffer?
    private let startedAt: Instant

    /// - Parameters:
    ///   - panel: The display, nil on a board without one. Its framebuffer is painted only if the
    ///     output takes pictures.
    ///   - session: Where the board keeps the TLS session over a restart.
    public init(
        panel: Panel?, transport: consuming TLSTransport, storage: consuming FileStorage,
        session: consuming FileStorage,
        output: BoardOutput, stop: StopSignal
    ) {
        self.panel = output.picture == nil ? nil : panel
        self.transport = transport
        self.storage = storage
        self.session = session
        self.output = output
        self.stop = stop
        framebuffer = self.panel.map { Framebuffer(panel: $0) }
        startedAt = Self.tick()
    }

    /// Connections, handshakes and bytes so far.
    public var statistics: TransportStatistics { transport.statistics }

    /// The time since the board was made.
    public var uptimeMilliseconds: UInt32 { now().tick &- startedAt.tick }

    private static func tick() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        let milliseconds = time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
        return Instant(tick: UInt32(truncatingIfNeeded: milliseconds))
    }
}

// MARK: DeviceRuntime's protocols

extension SimulatedBoard {
    public func now() -> Instant { Self.tick() }

    /// This machine's clock; one that was never set shows a year before the client was written.
    public func wallClockSeconds() -> UInt32? {
        let seconds = UInt32(clamping: time(nil))
        return seconds >= TransportLimits.earliestSeconds ? seconds : nil
    }

    public mutating func entropy() -> UInt32 { .random(in: .min ... .max) }

    public mutating func wait(until deadline: Instant) -> Wakeup {
        if transport.hasBufferedInput { return .goOn }
        let events = transport.waitsForWriting ? POLLOUT : POLLIN
        var descriptors = [
            pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0),
            // poll(2) passes over a negative descriptor.
            pollfd(fd: transport.pollDescriptor ?? -1, events: Int16(events), revents: 0),
        ]
        let milliseconds = min(
            now().milliseconds(until: deadline), transport.pollTimeoutMilliseconds ?? .max)
        // Interrupted or not, returning early does no harm.
        _ = poll(&descriptors, 2, Int32(clamping: milliseconds))
        return descriptors[0].revents == 0 ? .goOn : .stop
    }

    public mutating func connect(
        to host: borrowing Span<UInt8>, port: UInt16, security: TransportSecurity
    ) throws(TransportFailure) -> TransportProgress {
        try transport.connect(
            to: host, port: port, security: security, keepingSessionIn: &session)
    }

    /// Overwrites the kept TLS session, for a device that is signed out.
    mutating func eraseSession() {
        guard session.storageBytes > 0 else { return }
        try? transport.eraseSession(in: &session)
    }

    public mutating func send(_ bytes: borrowing Span<UInt8>) throws(TransportFailure) -> Int {
        try transport.send(bytes)
    }

    public mutating func receive(
        into output: inout OutputSpan<UInt8>
    ) throws(TransportFailure) -> TransportReceipt {
        try transport.receive(into: &output)
    }

    public mutating func close() {
        transport.close()
    }

    public mutating func show(
        _ screen: Screen, remainingSeconds: UInt32, _ draw: (inout MutableSpan<UInt16>) -> Void
    ) {
        framebuffer?.draw(draw)
        guard let framebuffer else { return }
        output.picture?(
            BoardOutput.Picture(
                framebuffer: framebuffer, screen: screen, remainingSeconds: remainingSeconds))
    }

    public mutating func write(_ text: borrowing Span<UInt8>) {
        output.console?(String(copying: text))
    }

    public mutating func load(
        from offset: Int, into output: inout OutputSpan<UInt8>
    ) throws(StorageFailure) {
        try storage.load(from: offset, into: &output)
    }

    public mutating func save(
        _ bytes: borrowing Span<UInt8>, at offset: Int
    ) throws(StorageFailure) {
        try storage.save(bytes, at: offset)
    }

    public mutating func synchronize() throws(StorageFailure) {
        try storage.synchronize()
    }

    public mutating func codesDidArrive(
        userCode: borrowing Span<UInt8>, verificationURI: borrowing Span<UInt8>,
        verificationURIComplete: borrowing Span<UInt8>, lifetimeSeconds: UInt32,
        intervalMilliseconds: UInt32
    ) {
        output.event(
            .userCode(
                DeviceEvent.Codes(
                    userCode: String(copying: userCode),
                    verificationURI: String(copying: verificationURI),
                    verificationURIComplete: String(copying: verificationURIComplete),
                    lifetimeSeconds: lifetimeSeconds,
                    intervalSeconds: intervalMilliseconds / 1_000)))
    }

    public mutating func pollDidEnd(number: UInt32, outcome: PollOutcome, at now: Instant) {
        output.event(
            .poll(number: number, outcome: outcome, atMilliseconds: now.tick &- startedAt.tick))
    }

    public mutating func storageDidFail(_ failure: StorageFailure) {
        output.event(.storageFailed(failure))
    }
}

extension String {
    /// The text of ASCII or UTF-8 bytes.
    fileprivate init(copying bytes: borrowing Span<UInt8>) {
        self.init(decoding: (0..<bytes.count).map { bytes[$0] }, as: UTF8.self)
    }
}

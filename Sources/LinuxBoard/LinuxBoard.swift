import BoundedBytes
import CLinuxBoard
import CMbedTLS
import CredentialSlots
import DeviceGrant
import DeviceRuntime
import DeviceScreen
import TLSTransport

/// A board that runs Linux: sockets and TLS, fbdev, a console, a file of credentials, and signals that
/// end the run. It uses no heap.
public struct LinuxBoard: ~Copyable, Board {
    /// For one who looks at its counters.
    public private(set) var transport: TLSTransport

    /// What the program says to others.
    public var report: GrantReport

    private var credentials: CredentialFile
    private var session: CredentialFile
    private let display: FramebufferDisplay?
    private let console: ConsoleDevice?
    private let stopDescriptor: Int32
    private let startedAt: Instant

    /// - Parameters:
    ///   - transport: The board's way to the server.
    ///   - credentials: What the board keeps over a power cut.
    ///   - session: Where it keeps the TLS session, a secret, for a short handshake after a restart.
    ///   - display: nil on a board without a panel.
    ///   - console: nil if nobody reads one.
    ///   - report: Where the events of the run go.
    /// - Throws: What keeps SIGINT and SIGTERM from being listened for.
    public init(
        transport: consuming TLSTransport, credentials: consuming CredentialFile,
        session: consuming CredentialFile,
        display: FramebufferDisplay?, console: ConsoleDevice?, report: GrantReport
    ) throws(SystemError) {
        stopDescriptor = Int32(try checked(Int(board_stop_open())))
        self.transport = transport
        self.credentials = credentials
        self.session = session
        self.display = display
        self.console = console
        self.report = report
        startedAt = Instant(tick: tls_ticks())
    }
}

// MARK: Time and chance

extension LinuxBoard {
    public func now() -> Instant { Instant(tick: tls_ticks()) }

    /// The system's clock; one that was never set shows a year before the client was written.
    public func wallClockSeconds() -> UInt32? {
        let seconds = tls_seconds()
        return seconds >= TransportLimits.earliestSeconds ? seconds : nil
    }

    /// The kernel's random numbers; before it has any, the time since it began.
    public mutating func entropy() -> UInt32 {
        var number: UInt32 = 0
        // Holds: four bytes of a number that lives through the call.
        return unsafe tls_random(&number, 4) == 0 ? number : tls_ticks()
    }

    public mutating func wait(until deadline: Instant) -> Wakeup {
        if transport.hasBufferedInput { return .goOn }
        let milliseconds = min(
            now().milliseconds(until: deadline), transport.pollTimeoutMilliseconds ?? .max)
        let isStopped = board_wait(
            stopDescriptor, transport.pollDescriptor ?? -1, transport.waitsForWriting ? 1 : 0,
            Int32(clamping: milliseconds))
        return isStopped == 0 ? .goOn : .stop
    }
}

// MARK: Transport

extension LinuxBoard {
    public mutating func connect(
        to host: borrowing Span<UInt8>, port: UInt16, security: TransportSecurity
    ) throws(TransportFailure) -> TransportProgress {
        try transport.connect(
            to: host, port: port, security: security, keepingSessionIn: &session)
    }

    /// Overwrites the kept TLS session, for a device that is signed out.
    public mutating func eraseSession() {
        guard session.storageBytes > 0 else { return }
        // What cannot be overwritten ends with the session's lifetime at the server.
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
}

// MARK: Storage

extension LinuxBoard {
    public var storageBytes: Int { credentials.storageBytes }

    public mutating func load(
        from offset: Int, into output: inout OutputSpan<UInt8>
    ) throws(StorageFailure) {
        try credentials.load(from: offset, into: &output)
    }

    public mutating func save(
        _ bytes: borrowing Span<UInt8>, at offset: Int
    ) throws(StorageFailure) {
        try credentials.save(bytes, at: offset)
    }

    public mutating func synchronize() throws(StorageFailure) {
        try credentials.synchronize()
    }
}

// MARK: What a person and a program see

extension LinuxBoard {
    public var panel: Panel? { display?.panel }

    public mutating func show(
        _ screen: Screen, remainingSeconds: UInt32, _ draw: (inout MutableSpan<UInt16>) -> Void
    ) {
        display?.show(draw)
    }

    public var hasConsole: Bool { console != nil }

    public mutating func write(_ text: borrowing Span<UInt8>) {
        console?.write(text)
    }

    public mutating func codesDidArrive(
        userCode: borrowing Span<UInt8>, verificationURI: borrowing Span<UInt8>,
        verificationURIComplete: borrowing Span<UInt8>, lifetimeSeconds: UInt32,
        intervalMilliseconds: UInt32
    ) {
        report.codesDidArrive(
            userCode, verificationURI, verificationURIComplete, lifetimeSeconds: lifetimeSeconds,
            intervalSeconds: intervalMilliseconds / 1_000)
    }

    public mutating func pollDidEnd(number: UInt32, outcome: PollOutcome, at now: Instant) {
        report.pollDidEnd(number, outcome, atMilliseconds: now.tick &- startedAt.tick)
    }

    public mutating func storageDidFail(_ failure: StorageFailure) {
        // Without a file nothing was to be kept.
        guard storageBytes > 0 else { return }
        report.storageDidFail(failure)
    }
}

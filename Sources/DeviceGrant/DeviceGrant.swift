import BoundedBytes

/// The OAuth 2.0 Device Authorization Grant (RFC 8628), as a state machine without I/O.
///
/// A driver asks ``poll(at:)`` what to do, does it, and says what happened; see ``GrantAction`` for
/// which event answers which action. The machine keeps the schedule: polling it early, late or twice
/// never makes it send early. Events that do not fit the state change nothing. All of its memory is
/// in the value itself; it should be made where it stays, since moving it copies its secrets.
///
/// - Parameters:
///   - codeCapacity: The longest device code, in bytes.
///   - uriCapacity: The longest verification URI, complete or not, in bytes.
///   - tokenCapacity: The longest token of each kind, in bytes.
public struct DeviceGrant<let codeCapacity: Int, let uriCapacity: Int, let tokenCapacity: Int>:
    ~Copyable
{
    var control = Self.makeControl()
    var room = TextRoom(GrantBlocks<codeCapacity, uriCapacity, tokenCapacity>())

    /// A machine that waits for the user; ``start(at:entropy:)`` begins a grant.
    public init() {}

    /// Makes a machine at an address: a value to move there would take as much of the stack again,
    /// which a small device may not have.
    ///
    /// - Parameter place: Memory for one machine, in which there is none.
    public static func initialize(at place: UnsafeMutablePointer<Self>) {
        // Safe: of the machine all is bytes, for which zeros will do, but the control, which is not
        // read before it is initialized.
        unsafe UnsafeMutableRawBufferPointer(start: place, count: MemoryLayout<Self>.size)
            .initializeMemory(as: UInt8.self, repeating: 0)
        unsafe withUnsafeMutablePointer(to: &place.pointee.control) {
            unsafe $0.initialize(to: makeControl())
        }
    }

    private static func makeControl() -> GrantControl {
        GrantControl(
            TextTable([
                codeCapacity, GrantLimits.userCodeBytesMaximum, uriCapacity, uriCapacity,
                tokenCapacity, tokenCapacity, tokenCapacity, GrantLimits.errorBytesMaximum,
            ]))
    }

    // MARK: State

    /// The polls begun in this grant, those included that did not reach the server.
    public var pollCount: UInt32 { control.pollCount }

    /// What came of the latest poll; nil before its answer.
    public var lastPollOutcome: PollOutcome? { control.lastPollOutcome }

    /// The interval that the server has asked for, `slow_down` included, in milliseconds.
    public var intervalMilliseconds: UInt32 { control.intervalMilliseconds }

    /// The lifetime that the server gave the codes, in seconds.
    public var lifetimeSeconds: UInt32 { control.lifetimeSeconds }

    /// The milliseconds until the codes end; nil when none are on the screen.
    public func remainingMilliseconds(at now: Instant) -> UInt32? {
        control.remainingMilliseconds(at: now)
    }

    // MARK: The driver's calls

    /// The user wants to sign in (RFC 8628 §3.1: only then, never at boot or on a failure).
    ///
    /// Ignored while a grant is under way; after its end, begins a new one.
    ///
    /// - Parameters:
    ///   - now: The instant of the user's wish.
    ///   - entropy: Any number that differs between devices and boots.
    public mutating func start(at now: Instant, entropy: UInt32) {
        room.lend(to: &control) { $0.start(at: now, entropy: entropy, &$1) }
    }

    /// What to do next.
    public mutating func poll(at now: Instant) -> GrantAction {
        room.lend(to: &control) { $0.poll(at: now, &$1) }
    }

    /// Writes the whole request that ``MachineAction/send(_:until:)`` asks for.
    ///
    /// Each call writes the same bytes, so a driver without memory to spare may write again what it
    /// has not sent. The request holds the device code: wipe the buffer once it has left. If
    /// `output` is too small, nothing is added to it, and the grant ends with
    /// `outOfMemory(.requestBuffer)`.
    public mutating func writeRequest(
        for configuration: borrowing ClientConfiguration, to output: inout OutputSpan<UInt8>
    ) {
        room.lend(to: &control) { $0.writeRequest(for: configuration, to: &output, &$1) }
    }

    /// The user or the device gives up. Codes and tokens are wiped.
    public mutating func cancel(at now: Instant) {
        room.lend(to: &control) { $0.cancel(&$1) }
    }

    // MARK: Transport events

    /// The connection asked for by ``MachineAction/connect(_:until:)`` is open and verified.
    public mutating func transportDidConnect(at now: Instant) {
        room.lend(to: &control) { $0.didHappen(.connected, Span(), &$1, at: now) }
    }

    /// The whole request has left.
    public mutating func transportDidSend(at now: Instant) {
        room.lend(to: &control) { $0.didHappen(.sent, Span(), &$1, at: now) }
    }

    /// Bytes have arrived. They may be cut anywhere.
    public mutating func receive(_ bytes: borrowing Span<UInt8>, at now: Instant) {
        room.lend(to: &control) { $0.didHappen(.received, bytes, &$1, at: now) }
    }

    /// The connection is closed: by the peer, or because ``MachineAction/close`` asked for it.
    public mutating func transportDidClose(at now: Instant) {
        room.lend(to: &control) { $0.didHappen(.closed, Span(), &$1, at: now) }
    }

    /// The connection could not be made, or broke.
    public mutating func transportDidFail(_ failure: TransportFailure, at now: Instant) {
        room.lend(to: &control) { $0.didHappen(.failed(failure), Span(), &$1, at: now) }
    }

    // MARK: Storage events

    /// The record asked for by ``MachineAction/store(_:)`` will survive a power cut.
    public mutating func recordDidStore(at now: Instant) {
        control.storingEnded(.stored)
    }

    /// The record could not be stored. The grant goes on without it; a power cut loses it.
    public mutating func recordDidNotStore(at now: Instant) {
        control.storingEnded(.failed)
    }
}

/// The grant with the default capacities, which take the token answers of Amazon Cognito (4 kB).
public typealias StandardDeviceGrant = DeviceGrant<512, 256, 1920>

/// The grant with small capacities, for servers whose tokens are short.
public typealias SmallDeviceGrant = DeviceGrant<128, 128, 512>

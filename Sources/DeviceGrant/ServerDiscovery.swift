import BoundedBytes

/// Finds a server's endpoints from its issuer (RFC 8414): a state machine without I/O, driven like
/// ``DeviceGrant``.
///
/// It asks for `/.well-known/oauth-authorization-server`, then, if the server has no such document,
/// for `/.well-known/openid-configuration` (RFC 8414 §5). The document must name exactly the issuer
/// that was asked for.
public struct ServerDiscovery: ~Copyable {
    private var control = DiscoveryControl()
    private var room = TextRoom(InlineArray<1024, UInt8>(repeating: 0))

    /// A machine that waits; ``start(at:)`` begins to ask.
    public init() {}

    /// Begins to ask. Ignored while it is under way.
    public mutating func start(at now: Instant) {
        room.lend(to: &control) { $0.start(at: now, &$1) }
    }

    /// Gives up.
    public mutating func cancel(at now: Instant) {
        control.cancel()
    }

    /// What to do next.
    public mutating func poll(at now: Instant) -> DiscoveryAction {
        room.lend(to: &control) { $0.poll(at: now, &$1) }
    }

    /// Writes the whole request that ``MachineAction/send(_:until:)`` asks for.
    public mutating func writeRequest(
        for configuration: borrowing ClientConfiguration, to output: inout OutputSpan<UInt8>
    ) {
        room.lend(to: &control) { $0.writeRequest(for: configuration, to: &output, &$1) }
    }

    /// See ``DeviceGrant/transportDidConnect(at:)``.
    public mutating func transportDidConnect(at now: Instant) {
        room.lend(to: &control) { $0.didHappen(.connected, Span(), &$1, at: now) }
    }

    /// See ``DeviceGrant/transportDidSend(at:)``.
    public mutating func transportDidSend(at now: Instant) {
        room.lend(to: &control) { $0.didHappen(.sent, Span(), &$1, at: now) }
    }

    /// See ``DeviceGrant/receive(_:at:)``.
    public mutating func receive(_ bytes: borrowing Span<UInt8>, at now: Instant) {
        room.lend(to: &control) { $0.didHappen(.received, bytes, &$1, at: now) }
    }

    /// See ``DeviceGrant/transportDidClose(at:)``.
    public mutating func transportDidClose(at now: Instant) {
        room.lend(to: &control) { $0.didHappen(.closed, Span(), &$1, at: now) }
    }

    /// See ``DeviceGrant/transportDidFail(_:at:)``.
    public mutating func transportDidFail(_ failure: TransportFailure, at now: Instant) {
        room.lend(to: &control) { $0.didHappen(.failed(failure), Span(), &$1, at: now) }
    }

    // MARK: The result

    /// Gives the configuration the endpoints that were found.
    ///
    /// - Returns: Why they are not taken: the document is another issuer's (RFC 8414 §3.3), or names
    ///   what is no endpoint. Nil if they are.
    public borrowing func apply(
        to configuration: inout ClientConfiguration
    ) -> RefusalReason? {
        room.withBytes { control.apply($0, to: &configuration) }
    }
}

/// What ``ServerDiscovery/poll(at:)`` asks its driver to do next.
public typealias DiscoveryAction = MachineAction<DiscoveryOutcome>

/// How a discovery ended.
public enum DiscoveryOutcome: Equatable, Sendable {
    /// The server has the documents; see ``ServerDiscovery/apply(to:)``.
    case found
    /// The server could not be reached.
    case networkFailure(TransportFailure)
    /// The server answered, and the answer is of no use.
    case refusedAnswer(RefusalReason)
    /// A request did not fit into the driver's buffer, which holds this many bytes.
    case outOfMemory(requestBufferCapacity: Int)
    /// The user or the device gave up.
    case cancelled
}

extension ServerDiscovery: ExchangingMachine {
    public typealias Outcome = DiscoveryOutcome

    /// Nothing is stored.
    public borrowing func forEachRecordPart<Failure: Error>(
        at now: Instant, wallClockSeconds: UInt32?,
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {}

    public mutating func recordDidStore(at now: Instant) {}
    public mutating func recordDidNotStore(at now: Instant) {}
}

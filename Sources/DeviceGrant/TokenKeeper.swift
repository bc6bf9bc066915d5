import BoundedBytes

/// Keeps the tokens of a grant: refreshes the access token before it ends (RFC 6749 §6), and revokes
/// them when the user signs out (RFC 7009). A state machine without I/O, driven like ``DeviceGrant``.
///
/// A rotated refresh token is stored before the old one is forgotten: until the storage has said so,
/// both are held, and a power cut leaves one that the server takes.
///
/// - Parameter tokenCapacity: The longest token of each kind, in bytes.
public struct TokenKeeper<let tokenCapacity: Int>: ~Copyable {
    private var control = KeeperControl(
        TextTable([
            tokenCapacity, tokenCapacity, 0, 0, tokenCapacity, tokenCapacity, 0,
            GrantLimits.errorBytesMaximum,
        ]))
    private var room = TextRoom(KeeperBlocks<tokenCapacity>())

    /// A keeper without tokens; ``restore(_:)`` comes first.
    // Inlined, it is made where it stays: a copy on the way would take more than a board's stack has.
    @inline(__always)
    public init() {}

    /// What came of the latest refresh: `granted` once the new tokens are stored and taken over; nil
    /// while there is none, or one is under way.
    public var lastRefreshOutcome: PollOutcome? { control.lastRefreshOutcome }

    // MARK: Beginning

    /// Takes the next part of the record that the storage holds; then ``keep(at:wallClockSeconds:entropy:)``.
    public mutating func restore(_ bytes: borrowing Span<UInt8>) {
        room.lend(to: &control) { $0.restore(bytes, &$1) }
    }

    /// Begins to keep the restored tokens.
    ///
    /// - Parameters:
    ///   - now: The instant from which the access token's life is told.
    ///   - wallClockSeconds: Seconds since 1970 in UTC; nil if the wall clock is not valid: then
    ///     nobody knows how old the access token is, and it is refreshed at once. Until then, and
    ///     without a refresh token, it counts as valid: the server has the last word.
    ///   - entropy: Any number that differs between devices and boots.
    /// - Returns: Whether there is anything to keep.
    public mutating func keep(
        at now: Instant, wallClockSeconds: UInt32?, entropy: UInt32
    ) -> Bool {
        room.lend(to: &control) {
            $0.keep(at: now, wallClockSeconds: wallClockSeconds, entropy: entropy, &$1)
        }
    }

    // MARK: The application's calls

    /// Writes the access token, if it is there and not known to have ended.
    ///
    /// - Returns: Whether it was written. If not, and the machine has not finished, it is being
    ///   refreshed: try again later.
    public borrowing func writeAccessToken(
        at now: Instant, to output: inout OutputSpan<UInt8>
    ) throws(CapacityExceeded) -> AccessTokenState {
        let state = control.accessTokenState(at: now)
        if state == .valid {
            let range = control.exchange.texts.range(.keptAccessToken)
            try room.withBytes { (room) throws(CapacityExceeded) in
                try output.write(room.extracting(range))
            }
        }
        return state
    }

    /// Refreshes at the next poll: the server has refused the access token (RFC 6750 §3.1). While
    /// a refresh that failed is being put off, it stays put off.
    public mutating func refresh(at now: Instant) {
        control.refresh(at: now)
    }

    /// The user signs out: the record goes at once, so that a power cut leaves nobody signed in; then
    /// the refresh token is revoked at the server if it can be (RFC 7009 §2), and everything is wiped
    /// whether or not.
    public mutating func signOut(
        at now: Instant, configuration: borrowing ClientConfiguration
    ) {
        let revokes = configuration.revocationEndpoint != nil
        room.lend(to: &control) { $0.signOut(at: now, revokes: revokes, &$1) }
    }

    // MARK: The driver's calls

    /// What to do next.
    public mutating func poll(at now: Instant) -> KeeperAction {
        room.lend(to: &control) { $0.poll(at: now, &$1) }
    }

    /// Writes the whole request that ``MachineAction/send(_:until:)`` asks for; see
    /// ``DeviceGrant/writeRequest(for:to:)``.
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

    /// The record asked for by ``MachineAction/store(_:)`` will survive a power cut.
    public mutating func recordDidStore(at now: Instant) {
        room.lend(to: &control) { $0.storingEnded(at: now, &$1) }
    }

    /// The record could not be stored. New tokens count all the same: the server may have forgotten
    /// the old ones.
    public mutating func recordDidNotStore(at now: Instant) {
        room.lend(to: &control) { $0.storingEnded(at: now, &$1) }
    }

    /// Calls `body` with the parts of the record that ``MachineAction/store(_:)`` asks for; see
    /// ``DeviceGrant/forEachRecordPart(at:wallClockSeconds:_:)``.
    public borrowing func forEachRecordPart<Failure: Error>(
        at now: Instant, wallClockSeconds: UInt32?,
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        try room.withBytes { (room) throws(Failure) in
            try RecordField.forEachPart(in: room, body) {
                control.recordField($0, wallClockSeconds: wallClockSeconds)
            }
        }
    }
}

/// What there is of an access token.
public enum AccessTokenState: Equatable, Sendable {
    /// It was written.
    case valid
    /// Its time is over; a new one is on its way if there is a refresh token.
    case expired
    /// There is none.
    case absent
}

/// The keeper with the default capacity.
public typealias StandardTokenKeeper = TokenKeeper<1920>

/// The keeper with a small capacity.
public typealias SmallTokenKeeper = TokenKeeper<512>

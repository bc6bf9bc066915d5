import BoundedBytes

/// Keeps the tokens of a grant: refreshes the access token before it ends (RFC 6749 §6), and revokes
/// them when the user signs out (RFC 7009). A state machine without I/O, driven like ``DeviceGrant``.
///
/// A rotated refresh token is stored before the old one is forgotten: until the storage has said so,
/// both are held, and a power cut leaves one that the server takes.
///
/// - Parameter tokenCapacity: The longest token of each kind, in bytes.
public struct TokenKeeper<let tokenCapacity: Int>: ~Copyable {
    private var control = KeeperControl()
    private var accessToken = Secret<tokenCapacity>()
    private var refreshToken = Secret<tokenCapacity>()
    private var refreshed = RefreshedTokens<tokenCapacity>()
    private var record = RecordReader()

    public init() {}

    /// What came of the latest refresh: `granted` once the new tokens are stored and taken over; nil
    /// while there is none, or one is under way.
    public var lastRefreshOutcome: PollOutcome? { control.lastRefreshOutcome }

    // MARK: Beginning

    /// Takes the next part of the record that the storage holds; then ``keep(at:wallClockSeconds:entropy:)``.
    public mutating func restore(_ bytes: borrowing Span<UInt8>) {
        guard control.phase == .idle else { return }
        var position = 0
        while case .text(let member, let range) = record.next(in: bytes, at: &position) {
            do throws(CapacityExceeded) {
                switch member {
                case .accessToken: try accessToken.append(bytes.extracting(range))
                case .refreshToken: try refreshToken.append(bytes.extracting(range))
                default: break
                }
            } catch {
                // Never a cut token.
                record.refuse()
            }
        }
    }

    /// Begins to keep the restored tokens.
    ///
    /// - Parameters:
    ///   - wallClockSeconds: Seconds since 1970 in UTC; nil if the wall clock is not valid: then
    ///     nobody knows how old the access token is, and it is refreshed at once. Until then, and
    ///     without a refresh token, it counts as valid: the server has the last word.
    ///   - entropy: Any number that differs between devices and boots.
    /// - Returns: Whether there is anything to keep.
    public mutating func keep(
        at now: Instant, wallClockSeconds: UInt32?, entropy: UInt32
    ) -> Bool {
        guard control.phase == .idle else { return false }
        let record = record
        self.record = RecordReader()
        guard record.isComplete, !accessToken.isEmpty else {
            wipe()
            return false
        }
        let isAgeKnown = wallClockSeconds != nil && record.storedAtSeconds != nil
        if let life = record.accessTokenSeconds, isAgeKnown {
            let left = record.left(of: life, wallClockSeconds: wallClockSeconds)
            control.keep(at: now, entropy: entropy, .left(seconds: left))
        } else if record.accessTokenSeconds != nil {
            control.keep(at: now, entropy: entropy, .unknown)
        } else {
            control.keep(at: now, entropy: entropy, .left(seconds: nil))
        }
        return true
    }

    // MARK: The application's calls

    /// Writes the access token, if it is there and not known to have ended.
    ///
    /// - Returns: Whether it was written. If not, and the machine has not finished, it is being
    ///   refreshed: try again later.
    public borrowing func writeAccessToken(
        at now: Instant, to output: inout OutputSpan<UInt8>
    ) throws(CapacityExceeded) -> AccessTokenState {
        guard control.isKeeping, !accessToken.isEmpty else { return .absent }
        if control.hasExpired(at: now) { return .expired }
        try accessToken.withExposedBytes { (bytes) throws(CapacityExceeded) in
            try output.write(bytes)
        }
        return .valid
    }

    /// Refreshes at the next poll: the server has refused the access token (RFC 6750 §3.1). While
    /// a refresh that failed is being put off, it stays put off.
    public mutating func refresh(at now: Instant) {
        guard !refreshToken.isEmpty else { return }
        control.refuseAccessToken(at: now)
    }

    /// The user signs out: the refresh token is revoked at the server if it can be, and everything
    /// is wiped whether or not.
    public mutating func signOut(
        at now: Instant, configuration: borrowing ClientConfiguration
    ) {
        let hasEndpoint = configuration.revocationEndpoint != nil
        // Tokens that wait for the storage are the ones that the server knows.
        if control.phase == .storingTokens { takeOver(at: now) }
        control.signOut(at: now, from: hasEndpoint ? .revoked : .notRevoked)
        wipeWhatIsUsedUp()
    }

    // MARK: The driver's calls

    /// What to do next.
    public mutating func poll(at now: Instant) -> KeeperAction {
        if let end = control.exchange.checkDeadline(at: now) { exchangeDidEnd(end, at: now) }
        let action = control.poll(at: now, canRefresh: !refreshToken.isEmpty)
        wipeWhatIsUsedUp()
        return action
    }

    /// Writes the whole request that ``MachineAction/send(_:until:)`` asks for; see
    /// ``DeviceGrant/writeRequest(for:to:)``.
    public mutating func writeRequest(
        for configuration: borrowing ClientConfiguration, to output: inout OutputSpan<UInt8>
    ) {
        guard let endpoint = control.endpointToSend else { return }
        do throws(CapacityExceeded) {
            try writeForm(to: endpoint, for: configuration, &output) {
                (form, output) throws(CapacityExceeded) in
                try writeParameters(endpoint, &form, &output)
            }
        } catch {
            control.requestDidNotFit(capacity: error.capacity)
        }
    }

    /// See ``DeviceGrant/transportDidConnect(at:)``.
    public mutating func transportDidConnect(at now: Instant) {
        control.exchange.didConnect(at: now)
    }

    /// See ``DeviceGrant/transportDidSend(at:)``.
    public mutating func transportDidSend(at now: Instant) {
        control.exchange.didSend(at: now)
    }

    /// See ``DeviceGrant/receive(_:at:)``.
    public mutating func receive(_ bytes: borrowing Span<UInt8>, at now: Instant) {
        if let end = control.exchange.receive(bytes, into: &refreshed) {
            exchangeDidEnd(end, at: now)
        }
    }

    /// See ``DeviceGrant/transportDidClose(at:)``.
    public mutating func transportDidClose(at now: Instant) {
        if let end = control.exchange.didClose() { exchangeDidEnd(end, at: now) }
    }

    /// See ``DeviceGrant/transportDidFail(_:at:)``.
    public mutating func transportDidFail(_ failure: TransportFailure, at now: Instant) {
        if let end = control.exchange.didFail(failure) { exchangeDidEnd(end, at: now) }
    }

    /// The record asked for by ``MachineAction/store(_:)`` will survive a power cut.
    public mutating func recordDidStore(at now: Instant) {
        guard !control.exchange.mustClose else { return }
        takeOver(at: now)
    }

    /// The record could not be stored. New tokens count all the same: the server may have forgotten
    /// the old ones.
    public mutating func recordDidNotStore(at now: Instant) {
        guard !control.exchange.mustClose else { return }
        takeOver(at: now)
    }

    /// Calls `body` with the parts of the record that ``MachineAction/store(_:)`` asks for; see
    /// ``DeviceGrant/forEachRecordPart(at:wallClockSeconds:_:)``.
    public borrowing func forEachRecordPart<Failure: Error>(
        at now: Instant, wallClockSeconds: UInt32?,
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        try writeVersion(body)
        guard control.phase == .storingTokens else { return }
        try refreshed.accessToken.withExposedBytes { (text) throws(Failure) in
            try write(.accessToken, text: text, body)
        }
        if refreshed.refreshToken.isEmpty {
            // RFC 6749 §6: the server may keep the refresh token as it is.
            try refreshToken.withExposedBytes { (text) throws(Failure) in
                try write(.refreshToken, text: text, body)
            }
        } else {
            try refreshed.refreshToken.withExposedBytes { (text) throws(Failure) in
                try write(.refreshToken, text: text, body)
            }
        }
        try write(.accessTokenSeconds, control.exchange.facts.expiresInSeconds, body)
        try write(.storedAtSeconds, wallClockSeconds, body)
    }

    // MARK: What happened

    private mutating func exchangeDidEnd(_ end: Exchange.End, at now: Instant) {
        let isRevoking = control.phase == .revoking
        switch end {
        case .response(let response) where isRevoking:
            // RFC 7009 §2.2: 200 also for a token that the server does not know.
            control.revocationEnded(
                isRevoked: 200...299 ~= response.status,
                retryAfterSeconds: response.retryAfterSeconds, at: now)
        case .response(let response):
            control.refreshEnded(
                control.exchange.facts.pollOutcome(
                    of: response, accessTokenCount: refreshed.accessToken.count),
                retryAfterSeconds: response.retryAfterSeconds, at: now)
        case .failure, .refused:
            if isRevoking {
                control.revocationEnded(isRevoked: false, retryAfterSeconds: nil, at: now)
            } else if case .failure(let failure) = end {
                control.refreshEnded(.networkFailure(failure), retryAfterSeconds: nil, at: now)
            } else if case .refused(let error) = end {
                control.refreshEnded(
                    .refusedAnswer(.http(error)), retryAfterSeconds: nil, at: now)
            }
        }
        wipeWhatIsUsedUp()
    }

    private mutating func takeOver(at now: Instant) {
        guard control.phase == .storingTokens else { return control.nothingIsStored() }
        Self.replace(&accessToken, by: &refreshed.accessToken)
        if !refreshed.refreshToken.isEmpty {
            Self.replace(&refreshToken, by: &refreshed.refreshToken)
        }
        control.tokensWereTakenOver(at: now)
    }

    private static func replace(
        _ old: inout Secret<tokenCapacity>, by new: inout Secret<tokenCapacity>
    ) {
        old.wipe()
        // The capacities are the same: it fits.
        new.withExposedBytes { try? old.append($0) }
        new.wipe()
    }

    private mutating func wipeWhatIsUsedUp() {
        switch control.phase {
        case .storingNothing, .finished: wipe()
        case .keeping:
            // A refresh that failed may have left half an answer.
            if !refreshed.accessToken.isEmpty { refreshed.accessToken.wipe() }
            if !refreshed.refreshToken.isEmpty { refreshed.refreshToken.wipe() }
        default: break
        }
    }

    private mutating func wipe() {
        accessToken.wipe()
        refreshToken.wipe()
        refreshed.accessToken.wipe()
        refreshed.refreshToken.wipe()
    }
}

extension TokenKeeper {
    private borrowing func writeParameters(
        _ endpoint: EndpointName, _ form: inout FormWriter, _ output: inout OutputSpan<UInt8>
    ) throws(CapacityExceeded) {
        let isRevocation = endpoint == .revocation
        if !isRevocation {
            // RFC 6749 §6.
            try form.write("grant_type", text: "refresh_token", to: &output)
        }
        if refreshToken.isEmpty {
            // RFC 7009 §2.1: without a refresh token the access token is what there is to revoke.
            return try accessToken.withExposedBytes { (token) throws(CapacityExceeded) in
                try form.write("token", token, to: &output)
            }
        }
        try refreshToken.withExposedBytes { (token) throws(CapacityExceeded) in
            try form.write(isRevocation ? "token" : "refresh_token", token, to: &output)
        }
        if isRevocation {
            try form.write("token_type_hint", text: "refresh_token", to: &output)
        }
    }
}

/// The tokens of a refresh, until they are stored.
private struct RefreshedTokens<let tokenCapacity: Int>: ~Copyable, TextHolder {
    var accessToken = Secret<tokenCapacity>()
    var refreshToken = Secret<tokenCapacity>()

    mutating func append(
        _ bytes: borrowing Span<UInt8>, to member: AnswerMember
    ) throws(CapacityExceeded) {
        switch member {
        case .accessToken: try accessToken.append(bytes)
        case .refreshToken: try refreshToken.append(bytes)
        // An ID token in a refresh says nothing new; it is not kept.
        default: break
        }
    }

    mutating func wipe(_ member: AnswerMember) {
        switch member {
        case .accessToken: accessToken.wipe()
        case .refreshToken: refreshToken.wipe()
        default: break
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

import BoundedBytes

/// The order and the times of keeping tokens, and their places: all of it but the room for them.
struct KeeperControl: ~Copyable {
    private(set) var exchange: Exchange
    /// What came of the latest refresh; nil while there is none, or one is under way.
    private(set) var lastRefreshOutcome: PollOutcome?

    private var phase = Phase.idle
    /// How the keeping ends, once it does.
    private var outcome = KeeperOutcome.signedOut(.notRevoked)
    /// Whether the access token is known to have ended.
    private var hasExpired = false
    /// When the access token ends, or the part of its life that the clock reaches; nil if nobody
    /// knows, or if it has ended.
    private var expiresAt: Instant?
    /// What the access token lives beyond `expiresAt`.
    private var secondsBeyond: UInt32 = 0
    private var refreshAt: Instant?
    /// Whether the tokens are revoked once the storage holds them no longer.
    private var revokes = false
    private var attempts: UInt8 = 0
    private var retryAt = Instant(tick: 0)
    private var backoff = Backoff(entropy: 0)
    private var record = RecordReader()

    private enum Phase {
        case idle, keeping, refreshing, storingTokens, waitingToRevoke, revoking
        case storingNothing, finished
    }

    init(_ texts: consuming TextTable) {
        exchange = Exchange(texts)
    }

    // MARK: Beginning

    mutating func restore(_ bytes: borrowing Span<UInt8>, _ room: inout MutableSpan<UInt8>) {
        guard phase == .idle else { return }
        record.read(bytes, textsFrom: .accessToken, count: 2, into: &exchange.texts, &room)
    }

    mutating func keep(
        at now: Instant, wallClockSeconds: UInt32?, entropy: UInt32,
        _ room: inout MutableSpan<UInt8>
    ) -> Bool {
        guard phase == .idle else { return false }
        guard record.isComplete, !exchange.texts.isEmpty(.keptAccessToken) else {
            record.reset()
            wipe(&room)
            return false
        }
        backoff = Backoff(entropy: entropy)
        phase = .keeping
        let life = record.number(.accessTokenSeconds)
        let isAgeKnown = wallClockSeconds != nil && record.number(.storedAtSeconds) != nil
        setExpiry(
            isAgeKnown
                ? life.map { record.left(of: $0, wallClockSeconds: wallClockSeconds) } : nil,
            at: now)
        // Nobody knows how old the access token is.
        if life != nil, !isAgeKnown { refreshAt = now }
        record.reset()
        return true
    }

    // Two places set it: one copy of this is enough.
    @inline(never)
    private mutating func setExpiry(_ seconds: UInt32?, at now: Instant) {
        backoff.end()
        hasExpired = false
        expiresAt = nil
        refreshAt = nil
        guard let seconds else { return }
        secondsBeyond = seconds
        advanceExpiry(from: now)
    }

    /// The clock wraps: a longer life is counted a day at a time.
    @inline(never)
    private mutating func advanceExpiry(from start: Instant) {
        // Nothing overflows: a day has less than 2^27 milliseconds, and what is taken off is a part.
        let seconds = min(secondsBeyond, GrantLimits.lifetimeSecondsMaximum)
        secondsBeyond &-= seconds
        let life = seconds &* 1_000
        expiresAt = start.advanced(byMilliseconds: life)
        guard secondsBeyond == 0 else { return }
        let lead = min(GrantLimits.refreshLeadSeconds * 1_000, life / 2)
        // Earlier by a random part, so that a fleet that signed in together does not refresh
        // together.
        refreshAt = start.advanced(
            byMilliseconds: life &- lead &- backoff.spread(through: lead / 2))
    }

    private mutating func checkExpiry(at now: Instant) {
        guard let end = expiresAt, now.hasReached(end) else { return }
        if secondsBeyond > 0 {
            advanceExpiry(from: end)
        } else {
            // Kept as a fact, not as an instant: the tick comes round again.
            hasExpired = true
            expiresAt = nil
        }
    }

    /// Whether there is a token that the application may use, as far as anybody knows.
    func accessTokenState(at now: Instant) -> AccessTokenState {
        guard isKeeping, !exchange.texts.isEmpty(.keptAccessToken) else { return .absent }
        if let end = expiresAt, secondsBeyond == 0, now.hasReached(end) { return .expired }
        return hasExpired ? .expired : .valid
    }

    private var isKeeping: Bool {
        switch phase {
        case .keeping, .refreshing, .storingTokens: true
        default: false
        }
    }

    private var canRefresh: Bool { !exchange.texts.isEmpty(.keptRefreshToken) }

    // MARK: Acting

    mutating func poll(at now: Instant, _ room: inout MutableSpan<UInt8>) -> KeeperAction {
        didHappen(.none, Span(), &room, at: now)
        let action = action(at: now)
        wipeWhatIsUsedUp(&room)
        return action
    }

    private mutating func action(at now: Instant) -> KeeperAction {
        checkExpiry(at: now)
        if phase == .keeping, canRefresh, let refreshAt, now.hasReached(refreshAt) {
            beginRefresh(at: now)
        }
        if phase == .waitingToRevoke, now.hasReached(retryAt) {
            phase = .revoking
            exchange.begin(
                canRefresh ? .revokeRefreshToken : .revokeAccessToken, .revocation, at: now)
        }
        if let action: KeeperAction = exchange.action() { return action }
        switch phase {
        case .keeping:
            if canRefresh, let refreshAt { return .wait(until: refreshAt) }
            if let expiresAt { return .wait(until: expiresAt) }
            return .wait(
                until: now.advanced(byMilliseconds: GrantLimits.lifetimeSecondsMaximum * 1_000))
        case .waitingToRevoke: return .wait(until: retryAt)
        case .storingTokens: return .store(.tokens)
        case .storingNothing: return .store(.nothing)
        case .finished: return .finish(outcome)
        // An exchange runs in these.
        case .idle, .refreshing, .revoking: return .idle
        }
    }

    /// The server has refused the access token. A refresh that failed has its next try already.
    mutating func refresh(at now: Instant) {
        guard canRefresh, phase == .keeping, backoff.milliseconds == 0 else { return }
        beginRefresh(at: now)
    }

    private mutating func beginRefresh(at now: Instant) {
        phase = .refreshing
        lastRefreshOutcome = nil
        exchange.begin(.refresh, .tokens, at: now)
    }

    mutating func signOut(
        at now: Instant, revokes: Bool, _ room: inout MutableSpan<UInt8>
    ) {
        // Tokens that wait for the storage are the ones that the server knows.
        if phase == .storingTokens { takeOver(at: now, &room) }
        guard isKeeping else { return }
        exchange.abandon()
        attempts = 0
        backoff.end()
        self.revokes = revokes
        retryAt = now
        // The storage comes first: a power cut while a server does not answer leaves nobody signed in.
        end(.signedOut(.notRevoked))
        wipeWhatIsUsedUp(&room)
    }

    mutating func writeRequest(
        for configuration: borrowing ClientConfiguration, to output: inout OutputSpan<UInt8>,
        _ room: inout MutableSpan<UInt8>
    ) {
        let isWhole = exchange.writeRequest(
            about: canRefresh ? .keptRefreshToken : .keptAccessToken, for: configuration,
            room.span, to: &output)
        guard !isWhole else { return }
        phase = .finished
        outcome = .outOfMemory(requestBufferCapacity: output.capacity)
    }

    /// A field of the record that is to be stored.
    @inline(never)
    func recordField(_ tag: RecordTag, wallClockSeconds: UInt32?) -> RecordField {
        guard phase == .storingTokens else { return RecordField() }
        switch tag {
        case .accessToken: return RecordField(tag, exchange.texts.range(.accessToken))
        case .refreshToken:
            // RFC 6749 §6: the server may keep the refresh token as it is.
            let isRotated = !exchange.texts.isEmpty(.refreshToken)
            return RecordField(
                tag, exchange.texts.range(isRotated ? .refreshToken : .keptRefreshToken))
        case .accessTokenSeconds: return RecordField(tag, exchange.facts.expiresInSeconds)
        case .storedAtSeconds: return RecordField(tag, wallClockSeconds)
        default: return RecordField()
        }
    }

    // MARK: What happened

    @inline(never)
    mutating func didHappen(
        _ event: Exchange.Event, _ bytes: borrowing Span<UInt8>,
        _ room: inout MutableSpan<UInt8>, at now: Instant
    ) {
        guard let outcome = exchange.didHappen(event, bytes, &room, at: now) else { return }
        if phase == .revoking {
            revocationEnded(outcome, at: now)
        } else {
            refreshEnded(outcome, at: now)
        }
        wipeWhatIsUsedUp(&room)
    }

    private mutating func refreshEnded(_ outcome: PollOutcome, at now: Instant) {
        lastRefreshOutcome = outcome
        switch outcome {
        case .granted:
            lastRefreshOutcome = nil
            phase = .storingTokens
        case .refusedAnswer(.error(let error)) where error.isFinal:
            end(.signInAgain(.error(error)))
        case .denied:
            end(.signInAgain(.error(.accessDenied)))
        case .expired:
            end(.signInAgain(.error(.expiredToken)))
        default:
            // Anything else may pass: the access token is good until its end, and the refresh token
            // after it.
            phase = .keeping
            refreshAt = now.advanced(
                byMilliseconds: pause(askedSeconds: exchange.retryAfterSeconds))
        }
    }

    private mutating func revocationEnded(_ outcome: PollOutcome, at now: Instant) {
        // RFC 7009 §2.2: 200 also for a token that the server does not know.
        attempts &+= 1
        phase =
            attempts < GrantLimits.revocationAttemptsMaximum ? .waitingToRevoke : .finished
        if case .granted = outcome {
            self.outcome = .signedOut(.revoked)
            phase = .finished
        }
        // A user who signs out waits for no server longer than for any other failure.
        let asked = min(exchange.retryAfterSeconds, GrantLimits.backoffSecondsMaximum)
        retryAt = now.advanced(byMilliseconds: pause(askedSeconds: asked))
    }

    private mutating func pause(askedSeconds: UInt32) -> UInt32 {
        backoff.next(
            first: GrantLimits.intervalSecondsDefault * 1_000,
            limit: GrantLimits.backoffSecondsMaximum * 1_000, askedSeconds: askedSeconds)
    }

    /// The record is stored, or could not be: new tokens count either way, since the server may have
    /// forgotten the old ones.
    mutating func storingEnded(at now: Instant, _ room: inout MutableSpan<UInt8>) {
        guard !exchange.mustClose else { return }
        if phase == .storingTokens { takeOver(at: now, &room) }
        if phase == .storingNothing { phase = revokes ? .waitingToRevoke : .finished }
    }

    /// The new tokens count from now on.
    private mutating func takeOver(at now: Instant, _ room: inout MutableSpan<UInt8>) {
        exchange.texts.move(.accessToken, to: .keptAccessToken, &room)
        if !exchange.texts.isEmpty(.refreshToken) {
            exchange.texts.move(.refreshToken, to: .keptRefreshToken, &room)
        }
        phase = .keeping
        lastRefreshOutcome = .granted
        setExpiry(exchange.facts.expiresInSeconds, at: exchange.sentAt)
        // A server that gives tokens without a life must not wear out the storage.
        let earliest = now.advanced(
            byMilliseconds: GrantLimits.refreshPauseSecondsMinimum * 1_000)
        if let due = refreshAt, earliest.hasReached(due) { refreshAt = earliest }
    }

    private mutating func end(_ outcome: KeeperOutcome) {
        phase = .storingNothing
        self.outcome = outcome
    }

    private mutating func wipeWhatIsUsedUp(_ room: inout MutableSpan<UInt8>) {
        switch phase {
        case .storingNothing where revokes: break
        case .storingNothing, .finished: wipe(&room)
        // A refresh that failed may have left half an answer.
        case .keeping: exchange.texts.wipe(.accessToken, through: .refreshToken, &room)
        default: break
        }
    }

    private mutating func wipe(_ room: inout MutableSpan<UInt8>) {
        exchange.texts.wipe(.keptAccessToken, through: .refreshToken, &room)
    }
}

extension OAuthError {
    /// Whether a refresh that ends so can never succeed (RFC 6749 §5.2).
    fileprivate var isFinal: Bool {
        switch self {
        case .invalidGrant, .invalidClient, .unauthorizedClient, .unsupportedGrantType: true
        default: false
        }
    }
}

import BoundedBytes

/// The order and the times of keeping tokens, apart from the tokens themselves.
struct KeeperControl: ~Copyable {
    var exchange = Exchange()
    private(set) var phase = Phase.idle
    /// Whether the access token is known to have ended.
    private(set) var hasExpired = false
    /// What came of the latest refresh; nil while there is none, or one is under way.
    private(set) var lastRefreshOutcome: PollOutcome?

    /// When the access token ends, or the part of its life that the clock reaches; nil if nobody
    /// knows, or if it has ended.
    private var expiresAt: Instant?
    /// What the access token lives beyond `expiresAt`.
    private var secondsBeyond: UInt32 = 0
    private var refreshAt: Instant?
    private var backoffMilliseconds: UInt32 = 0
    private var attempts: UInt8 = 0
    private var retryAt = Instant(tick: 0)
    private var jitter = Jitter(entropy: 0)

    enum Phase: Equatable {
        case idle, keeping, refreshing, storingTokens, waitingToRevoke, revoking
        case storingNothing(then: KeeperOutcome)
        case finished(KeeperOutcome)
    }

    // MARK: Beginning

    mutating func keep(at now: Instant, entropy: UInt32, _ age: AccessTokenAge) {
        jitter = Jitter(entropy: entropy)
        phase = .keeping
        switch age {
        case .unknown:
            setExpiry(nil, at: now)
            refreshAt = now
        case .left(let seconds):
            setExpiry(seconds, at: now)
        }
    }

    /// What is known of the access token's life after a reboot.
    enum AccessTokenAge {
        /// The wall clock does not tell how old it is.
        case unknown
        /// What is left of it; nil if the server did not say how long it lives.
        case left(seconds: UInt32?)
    }

    private mutating func setExpiry(_ seconds: UInt32?, at now: Instant) {
        backoffMilliseconds = 0
        hasExpired = false
        expiresAt = nil
        refreshAt = nil
        guard let seconds else { return }
        secondsBeyond = seconds
        advanceExpiry(from: now)
    }

    /// The clock wraps: a longer life is counted a day at a time.
    private mutating func advanceExpiry(from start: Instant) {
        let seconds = min(secondsBeyond, GrantLimits.lifetimeSecondsMaximum)
        secondsBeyond -= seconds
        let life = seconds * 1_000
        expiresAt = start.advanced(byMilliseconds: life)
        guard secondsBeyond == 0 else { return }
        let lead = min(GrantLimits.refreshLeadSeconds * 1_000, life / 2)
        // Earlier by a random part, so that a fleet that signed in together does not refresh
        // together.
        refreshAt = start.advanced(byMilliseconds: life - lead - jitter.next(through: lead / 2))
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

    /// Whether the access token has ended, as far as anybody knows.
    func hasExpired(at now: Instant) -> Bool {
        if let end = expiresAt, secondsBeyond == 0, now.hasReached(end) { return true }
        return hasExpired
    }

    /// Whether the application may still use the access token.
    var isKeeping: Bool {
        switch phase {
        case .keeping, .refreshing, .storingTokens: true
        default: false
        }
    }

    // MARK: Acting

    /// - Parameter canRefresh: Whether there is a refresh token.
    mutating func poll(at now: Instant, canRefresh: Bool) -> KeeperAction {
        checkExpiry(at: now)
        if phase == .keeping, canRefresh, let refreshAt, now.hasReached(refreshAt) {
            refresh(at: now)
        }
        if phase == .waitingToRevoke, now.hasReached(retryAt) {
            phase = .revoking
            exchange.begin(.revocation, at: now)
        }
        if let action: KeeperAction = exchange.action(endpoint) { return action }
        switch phase {
        case .keeping:
            if canRefresh, let refreshAt { return .wait(until: refreshAt) }
            if let expiresAt { return .wait(until: expiresAt) }
            return .wait(
                until: now.advanced(byMilliseconds: GrantLimits.lifetimeSecondsMaximum * 1_000))
        case .waitingToRevoke: return .wait(until: retryAt)
        case .storingTokens: return .store(.tokens)
        case .storingNothing: return .store(.nothing)
        case .finished(let outcome): return .finish(outcome)
        // An exchange runs in these.
        case .idle, .refreshing, .revoking: return .idle
        }
    }

    var endpoint: EndpointName {
        switch phase {
        case .revoking, .waitingToRevoke: .revocation
        default: .token
        }
    }

    /// The endpoint whose request is due, if one is.
    var endpointToSend: EndpointName? {
        !exchange.mustClose && exchange.phase == .sending ? endpoint : nil
    }

    /// The server has refused the access token. A refresh that failed has its next try already.
    mutating func refuseAccessToken(at now: Instant) {
        guard phase == .keeping, backoffMilliseconds == 0 else { return }
        refresh(at: now)
    }

    private mutating func refresh(at now: Instant) {
        phase = .refreshing
        lastRefreshOutcome = nil
        exchange.begin(.tokens, at: now)
    }

    mutating func signOut(at now: Instant, from server: KeeperOutcome.Revocation) {
        guard isKeeping else { return }
        exchange.abandon()
        attempts = 0
        backoffMilliseconds = 0
        guard server == .revoked else { return end(.signedOut(.notRevoked)) }
        phase = .waitingToRevoke
        retryAt = now
    }

    // MARK: What happened

    mutating func refreshEnded(
        _ outcome: PollOutcome, retryAfterSeconds: UInt32?, at now: Instant
    ) {
        lastRefreshOutcome = outcome == .granted ? nil : outcome
        switch outcome {
        case .granted:
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
            retryLater(retryAfterSeconds, at: now)
        }
    }

    mutating func revocationEnded(isRevoked: Bool, retryAfterSeconds: UInt32?, at now: Instant) {
        if isRevoked { return end(.signedOut(.revoked)) }
        attempts += 1
        guard attempts < GrantLimits.revocationAttemptsMaximum else {
            return end(.signedOut(.notRevoked))
        }
        phase = .waitingToRevoke
        // A user who signs out waits for no server longer than for any other failure.
        retryAt = now.advanced(
            byMilliseconds: pause(
                atLeastSeconds: min(retryAfterSeconds ?? 0, GrantLimits.backoffSecondsMaximum)))
    }

    private mutating func retryLater(_ retryAfterSeconds: UInt32?, at now: Instant) {
        refreshAt = now.advanced(
            byMilliseconds: pause(
                atLeastSeconds: min(retryAfterSeconds ?? 0, GrantLimits.lifetimeSecondsMaximum)))
    }

    /// The pause after one more failure, in milliseconds: twice the last one, and jitter.
    private mutating func pause(atLeastSeconds asked: UInt32) -> UInt32 {
        let first = GrantLimits.intervalSecondsDefault * 1_000
        backoffMilliseconds = min(
            max(backoffMilliseconds * 2, first), GrantLimits.backoffSecondsMaximum * 1_000)
        return max(backoffMilliseconds, asked * 1_000)
            + jitter.next(through: backoffMilliseconds >> GrantLimits.jitterShift)
    }

    mutating func requestDidNotFit(capacity: Int) {
        exchange.abandon()
        phase = .finished(.outOfMemory(requestBufferCapacity: capacity))
    }

    /// The new tokens count from now on.
    mutating func tokensWereTakenOver(at now: Instant) {
        guard phase == .storingTokens else { return }
        phase = .keeping
        lastRefreshOutcome = .granted
        setExpiry(exchange.facts.expiresInSeconds, at: exchange.sentAt)
        // A server that gives tokens without a life must not wear out the storage.
        let earliest = now.advanced(
            byMilliseconds: GrantLimits.refreshPauseSecondsMinimum * 1_000)
        if let due = refreshAt, earliest.hasReached(due) { refreshAt = earliest }
    }

    mutating func nothingIsStored() {
        if case .storingNothing(let outcome) = phase { phase = .finished(outcome) }
    }

    private mutating func end(_ outcome: KeeperOutcome) {
        phase = .storingNothing(then: outcome)
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

import BoundedBytes

/// The order and the times of a grant, apart from its texts: it does not depend on their
/// capacities, so that its code is there once.
struct GrantControl: ~Copyable {
    var exchange = Exchange()
    private(set) var phase = Phase.idle
    private(set) var pollCount: UInt32 = 0
    private(set) var lastPollOutcome: PollOutcome?
    private(set) var intervalMilliseconds: UInt32 = 0
    private(set) var lifetimeSeconds: UInt32 = 0

    private var pendingScreen: GrantScreen?
    private var nextPollAt = Instant(tick: 0)
    private var deadline = Instant(tick: 0)
    /// The pause after failed polls, apart from the server's interval; 0 while all is well.
    private var backoffMilliseconds: UInt32 = 0
    /// The answers `slow_down` in a row.
    private var slowDowns: UInt32 = 0
    /// The drift margin is the interval, shifted right by this; nil while there is none.
    private var marginShift: UInt32?
    private var jitter = Jitter(entropy: 0)
    /// Whether the storage may hold codes that must go when they are used up.
    private var areCodesStored = false

    enum Phase: Equatable {
        case idle, requestingCodes, waiting, polling
        case storing(GrantRecord, then: AfterStoring)
        case finished(GrantOutcome)
    }

    enum AfterStoring: Equatable {
        case showCode
        case wait
        case finish(GrantOutcome)
    }

    var isActive: Bool {
        switch phase {
        case .idle, .finished: false
        default: true
        }
    }

    // MARK: Beginning

    mutating func start(at now: Instant, entropy: UInt32) {
        prepare(entropy: entropy)
        phase = .requestingCodes
        exchange.begin(.codes, at: now)
        pendingScreen = .connecting
    }

    /// Goes on with stored codes that live for another `remainingSeconds`.
    mutating func resume(
        at now: Instant, entropy: UInt32, lifetimeSeconds: UInt32, remainingSeconds: UInt32,
        intervalMilliseconds: UInt32
    ) {
        prepare(entropy: entropy)
        self.lifetimeSeconds = lifetimeSeconds
        self.intervalMilliseconds = intervalMilliseconds
        areCodesStored = true
        deadline = now.advanced(byMilliseconds: remainingSeconds * 1_000)
        // Nobody knows when the last poll was, so a whole interval passes; and when power returns
        // to a street, its devices do not poll in step.
        nextPollAt = now.advanced(
            byMilliseconds: intervalMilliseconds + margin()
                + jitter.next(through: intervalMilliseconds))
        phase = .waiting
        pendingScreen = .code
    }

    private mutating func prepare(entropy: UInt32) {
        pollCount = 0
        lastPollOutcome = nil
        backoffMilliseconds = 0
        slowDowns = 0
        marginShift = nil
        jitter = Jitter(entropy: entropy)
    }

    // MARK: Acting

    mutating func poll(at now: Instant) -> GrantAction {
        // The connection is closed before anything else happens.
        if exchange.mustClose { return .close }
        if phase == .waiting { beginPollIfDue(at: now) }
        let endpoint: EndpointName = phase == .requestingCodes ? .deviceAuthorization : .token
        if let screen = pendingScreen {
            pendingScreen = nil
            return .display(screen)
        }
        if let action: GrantAction = exchange.action(endpoint) { return action }
        switch phase {
        case .waiting: return .wait(until: Instant.earlier(nextPollAt, deadline))
        case .storing(let record, _): return .store(record)
        case .finished(let outcome): return .finish(outcome)
        // An exchange runs in the other phases, but for the moment before the first.
        case .idle, .requestingCodes, .polling: return .idle
        }
    }

    private mutating func beginPollIfDue(at now: Instant) {
        if now.hasReached(deadline) {
            // RFC 8628 §5.5: a code that has ended is not shown, not even for a moment.
            finish(.expired)
        } else if now.hasReached(nextPollAt), pendingScreen == nil {
            // What the driver must still hear of the last poll comes before this one.
            phase = .polling
            pollCount += 1
            lastPollOutcome = nil
            exchange.begin(.tokens, at: now)
        }
    }

    /// The endpoint whose request is due, if one is.
    var endpointToSend: EndpointName? {
        guard !exchange.mustClose, exchange.phase == .sending else { return nil }
        return phase == .requestingCodes ? .deviceAuthorization : .token
    }

    func remainingMilliseconds(at now: Instant) -> UInt32? {
        switch phase {
        case .waiting, .polling, .storing(.codes, _): now.milliseconds(until: deadline)
        default: nil
        }
    }

    // MARK: What happened

    mutating func codesWereRefused(_ reason: RefusalReason) {
        finish(.refusedAnswer(reason))
    }

    mutating func codesArrived(at now: Instant) {
        lifetimeSeconds = exchange.facts.lifetimeSeconds
        intervalMilliseconds = exchange.facts.pollIntervalSeconds * 1_000
        // The server's clock for the codes began before its answer arrived here.
        deadline = exchange.sentAt.advanced(byMilliseconds: lifetimeSeconds * 1_000)
        // RFC 8628 §3.5: the interval lies before the first poll too.
        nextPollAt = now.advanced(byMilliseconds: intervalMilliseconds + margin())
        // Stored before it is shown: a code that a person has seen survives a power cut.
        phase = .storing(.codes, then: .showCode)
    }

    mutating func pollEnded(
        _ outcome: PollOutcome, retryAfterSeconds: UInt32? = nil, at now: Instant
    ) {
        lastPollOutcome = outcome
        switch outcome {
        case .authorizationPending:
            slowDowns = 0
            pollAgain(at: now)
        case .slowDown:
            slowDown()
            pollAgain(at: now)
            // RFC 8628 §3.5: for all later requests, those after a power cut included.
            if areCodesStored { phase = .storing(.codes, then: .wait) }
        case .granted:
            phase = .storing(.tokens, then: .finish(.granted))
        case .denied:
            finish(.denied)
        case .expired:
            finish(.expired)
        case .refusedAnswer(let reason):
            finish(.refusedAnswer(reason))
        case .networkFailure, .serverTrouble:
            retryLater(retryAfterSeconds, at: now)
        }
    }

    mutating func exchangeFailed(_ failure: TransportFailure, at now: Instant) {
        if phase == .polling {
            pollEnded(.networkFailure(failure), at: now)
        } else {
            finish(failure == .outOfMemory ? .outOfMemory(.tls) : .networkFailure(failure))
        }
    }

    mutating func responseWasRefused(_ reason: RefusalReason, at now: Instant) {
        if phase == .polling {
            pollEnded(.refusedAnswer(reason), at: now)
        } else {
            finish(.refusedAnswer(reason))
        }
    }

    mutating func requestDidNotFit(capacity: Int) {
        exchange.abandon()
        finish(.outOfMemory(.requestBuffer(capacity: capacity)))
    }

    mutating func cancel() {
        switch phase {
        // The grant has ended already, and is told so.
        case .storing(.nothing, _): return
        // Nobody knows how far the storing got.
        case .storing: areCodesStored = true
        default: break
        }
        exchange.abandon()
        finish(.cancelled)
    }

    /// The record is stored, or cannot be; the grant goes on either way.
    mutating func storingEnded(_ result: StoringResult) {
        // Nothing can have been stored before it was asked for.
        guard !exchange.mustClose, pendingScreen == nil,
            case .storing(let record, let next) = phase
        else { return }
        if result == .stored { areCodesStored = record == .codes }
        switch next {
        case .showCode:
            phase = .waiting
            pendingScreen = .code
        case .wait:
            phase = .waiting
        case .finish(let outcome):
            phase = .finished(outcome)
            if outcome == .granted { pendingScreen = .finished(outcome) }
        }
    }

    enum StoringResult {
        case stored, failed
    }

    // MARK: Times

    private mutating func pollAgain(at now: Instant) {
        if backoffMilliseconds > 0 { pendingScreen = .code }
        backoffMilliseconds = 0
        nextPollAt = now.advanced(byMilliseconds: intervalMilliseconds + margin())
        phase = .waiting
    }

    private mutating func slowDown() {
        // RFC 8628 §3.5: slow_down adds five seconds for good. A server that also names an interval
        // knows best, if it asks for more.
        let slower = intervalMilliseconds + GrantLimits.slowDownSeconds * 1_000
        let named =
            min(exchange.facts.intervalSeconds ?? 0, GrantLimits.intervalSecondsMaximum) * 1_000
        intervalMilliseconds = min(
            max(slower, named), GrantLimits.intervalSecondsMaximum * 1_000)
        slowDowns += 1
        // Perhaps this clock runs fast: then five seconds more on both sides would never be enough.
        if slowDowns >= 2 {
            marginShift = max(
                (marginShift ?? GrantLimits.marginShiftFirst + 1) - 1, GrantLimits.marginShiftLast)
        }
    }

    /// How much longer than the interval the device waits, so that a clock that runs fast is not
    /// early.
    private func margin() -> UInt32 {
        guard let marginShift else { return 0 }
        return intervalMilliseconds >> marginShift
    }

    /// RFC 8628 §3.5: on a connection timeout the polling slows down, by doubling; kept apart from
    /// the server's interval, to which the next answer returns.
    private mutating func retryLater(_ retryAfterSeconds: UInt32?, at now: Instant) {
        if backoffMilliseconds == 0 { pendingScreen = .networkTrouble }
        let doubled = max(backoffMilliseconds, intervalMilliseconds) * 2
        backoffMilliseconds = max(
            intervalMilliseconds, min(doubled, GrantLimits.backoffSecondsMaximum * 1_000))
        let asked = min(retryAfterSeconds ?? 0, GrantLimits.lifetimeSecondsMaximum) * 1_000
        let pause = max(backoffMilliseconds + margin(), asked)
        nextPollAt = now.advanced(
            byMilliseconds: pause
                + jitter.next(through: backoffMilliseconds >> GrantLimits.jitterShift))
        phase = .waiting
    }

    private mutating func finish(_ outcome: GrantOutcome) {
        // RFC 8628 §5.5: the codes go when they are used up, from the storage too.
        phase = areCodesStored ? .storing(.nothing, then: .finish(outcome)) : .finished(outcome)
        pendingScreen = .finished(outcome)
    }
}

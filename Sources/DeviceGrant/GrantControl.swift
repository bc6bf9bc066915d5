import BoundedBytes

/// The order and the times of a grant, and the places of its texts: all of it but the room for them,
/// so that its code is there once, whatever the capacities.
struct GrantControl: ~Copyable {
    private(set) var exchange: Exchange
    private(set) var pollCount: UInt32 = 0
    private(set) var lastPollOutcome: PollOutcome?
    private(set) var intervalMilliseconds: UInt32 = 0
    private(set) var lifetimeSeconds: UInt32 = 0

    private var phase = Phase.idle
    /// What is being stored, in that phase, and what follows.
    private var storing = GrantRecord.nothing
    private var next = AfterStoring.finish
    /// How the grant ends, once it does.
    private var outcome = GrantOutcome.cancelled
    private var pendingScreen: GrantScreen?
    private var nextPollAt = Instant(tick: 0)
    private var deadline = Instant(tick: 0)
    /// The pause after failed polls, apart from the server's interval.
    private var backoff = Backoff(entropy: 0)
    /// The failures in a row for want of memory.
    private var shortages: UInt8 = 0
    /// The answers `slow_down` in a row.
    private var slowDowns: UInt32 = 0
    /// The drift margin is the interval, shifted right by this; nil while there is none.
    private var marginShift: UInt32?
    /// Whether the storage may hold codes that must go when they are used up.
    private var areCodesStored = false
    private var record = RecordReader()

    private enum Phase {
        case idle, requestingCodes, waitingForMemory, waiting, polling, storing, finished
    }

    private enum AfterStoring {
        case showCode, wait, finish
    }

    init(_ texts: consuming TextTable) {
        exchange = Exchange(texts)
    }

    private var isActive: Bool { phase != .idle && phase != .finished }

    // MARK: Beginning

    mutating func start(
        at now: Instant, entropy: UInt32, _ room: inout MutableSpan<UInt8>
    ) {
        guard !isActive else { return }
        prepare(entropy: entropy)
        exchange.texts.wipe(.deviceCode, through: .idToken, &room)
        requestCodes(at: now)
        pendingScreen = .connecting
    }

    private mutating func requestCodes(at now: Instant) {
        phase = .requestingCodes
        exchange.begin(.codes, .codes, at: now)
    }

    mutating func restore(_ bytes: borrowing Span<UInt8>, _ room: inout MutableSpan<UInt8>) {
        guard !isActive else { return }
        // Tokens are the application's, by way of ``TokenKeeper``.
        record.read(bytes, textsFrom: .deviceCode, count: 4, into: &exchange.texts, &room)
    }

    mutating func resume(
        at now: Instant, wallClockSeconds: UInt32?, entropy: UInt32,
        _ room: inout MutableSpan<UInt8>
    ) -> Resumption {
        guard !isActive else { return .nothing }
        guard record.isComplete, let interval = record.number(.intervalMilliseconds),
            let lifetime = record.number(.lifetimeSeconds),
            let remaining = record.number(.remainingSeconds),
            Self.isPlausible(interval, lifetime, remaining),
            !exchange.texts.isEmpty(.deviceCode), !exchange.texts.isEmpty(.userCode),
            takeCodes(&room) == nil
        else {
            record.reset()
            exchange.texts.wipe(.deviceCode, through: .verificationURIComplete, &room)
            return .nothing
        }
        let left = record.left(of: remaining, wallClockSeconds: wallClockSeconds)
        wipeTokens(&room)
        prepare(entropy: entropy)
        lifetimeSeconds = lifetime
        intervalMilliseconds = interval
        areCodesStored = true
        deadline = now.advanced(bySeconds: left)
        // Nobody knows when the last poll was, so a whole interval passes; and when power returns
        // to a street, its devices do not poll in step.
        wait(from: now, longerBy: backoff.spread(through: interval))
        pendingScreen = .code
        return .codes
    }

    /// Whether the numbers could have been stored by this code: the storage may be another's.
    private static func isPlausible(
        _ intervalMilliseconds: UInt32, _ lifetimeSeconds: UInt32, _ remainingSeconds: UInt32
    ) -> Bool {
        let intervals =
            GrantLimits.intervalSecondsMinimum * 1_000...GrantLimits.intervalSecondsMaximum * 1_000
        return intervals.contains(intervalMilliseconds)
            && lifetimeSeconds <= GrantLimits.lifetimeSecondsMaximum
            && remainingSeconds <= lifetimeSeconds
    }

    private mutating func prepare(entropy: UInt32) {
        // A record that was read in part is not gone on with.
        record.reset()
        pollCount = 0
        lastPollOutcome = nil
        shortages = 0
        slowDowns = 0
        marginShift = nil
        backoff = Backoff(entropy: entropy)
    }

    // MARK: Acting

    mutating func poll(at now: Instant, _ room: inout MutableSpan<UInt8>) -> GrantAction {
        didHappen(.none, Span(), &room, at: now)
        let action = action(at: now)
        wipeWhatIsUsedUp(&room)
        return action
    }

    private mutating func action(at now: Instant) -> GrantAction {
        // The connection is closed before anything else happens.
        if exchange.mustClose { return .close }
        if phase == .waiting { beginPollIfDue(at: now) }
        if phase == .waitingForMemory, now.hasReached(nextPollAt) { requestCodes(at: now) }
        if let screen = pendingScreen {
            pendingScreen = nil
            return .display(screen)
        }
        if let action: GrantAction = exchange.action() { return action }
        switch phase {
        case .waiting: return .wait(until: Instant.earlier(nextPollAt, deadline))
        case .waitingForMemory: return .wait(until: nextPollAt)
        case .storing: return .store(storing)
        case .finished: return .finish(outcome)
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
            // At most one a second, for a day.
            pollCount &+= 1
            lastPollOutcome = nil
            exchange.begin(.poll, .tokens, at: now)
        }
    }

    mutating func writeRequest(
        for configuration: borrowing ClientConfiguration, to output: inout OutputSpan<UInt8>,
        _ room: inout MutableSpan<UInt8>
    ) {
        let isWhole = exchange.writeRequest(
            about: .deviceCode, for: configuration, room.span, to: &output)
        guard !isWhole else { return }
        finish(.outOfMemory(.requestBuffer(capacity: output.capacity)))
        wipeWhatIsUsedUp(&room)
    }

    func remainingMilliseconds(at now: Instant) -> UInt32? {
        switch phase {
        case .waiting, .polling: now.milliseconds(until: deadline)
        case .storing where storing == .codes: now.milliseconds(until: deadline)
        default: nil
        }
    }

    /// A field of the record that is to be stored.
    @inline(never)
    func recordField(
        _ tag: RecordTag, at now: Instant, wallClockSeconds: UInt32?
    ) -> RecordField {
        let fields = storing == .codes ? RecordTag.codes : RecordTag.tokens
        guard phase == .storing, storing != .nothing, fields & tag.bit != 0 else {
            return RecordField()
        }
        switch tag {
        case .accessTokenSeconds: return RecordField(tag, exchange.facts.expiresInSeconds)
        case .intervalMilliseconds: return RecordField(tag, intervalMilliseconds)
        case .lifetimeSeconds: return RecordField(tag, lifetimeSeconds)
        case .remainingSeconds:
            return RecordField(tag, now.milliseconds(until: deadline) / 1_000)
        case .storedAtSeconds: return RecordField(tag, wallClockSeconds)
        default: return RecordField(tag, exchange.texts.range(tag.place))
        }
    }

    // MARK: What happened

    @inline(never)
    mutating func didHappen(
        _ event: Exchange.Event, _ bytes: borrowing Span<UInt8>,
        _ room: inout MutableSpan<UInt8>, at now: Instant
    ) {
        guard let outcome = exchange.didHappen(event, bytes, &room, at: now) else { return }
        // Bounded: there are two more tries at most.
        if case .networkFailure(.outOfMemory) = outcome {
            shortages &+= 1
        } else {
            shortages = 0
        }
        if shortages > GrantLimits.shortagesMaximum {
            if phase == .polling { lastPollOutcome = outcome }
            finish(.outOfMemory(.tls))
        } else if phase == .requestingCodes {
            codesEnded(outcome, &room, at: now)
        } else {
            pollEnded(outcome, &room, at: now)
        }
        wipeWhatIsUsedUp(&room)
    }

    private mutating func codesEnded(
        _ outcome: PollOutcome, _ room: inout MutableSpan<UInt8>, at now: Instant
    ) {
        switch outcome {
        case .granted:
            if let reason = takeCodes(&room) {
                finish(.refusedAnswer(reason))
            } else {
                codesArrived(at: now)
            }
        case .networkFailure(.outOfMemory):
            nextPollAt = now.advanced(byMilliseconds: GrantLimits.shortagePauseMilliseconds)
            phase = .waitingForMemory
        case .networkFailure(let failure): finish(.networkFailure(failure))
        case .refusedAnswer(let reason): finish(.refusedAnswer(reason))
        // These are said of polls.
        default: break
        }
    }

    /// Looks at the codes before they are shown.
    ///
    /// - Returns: What of them cannot be shown safely; nil if they can.
    private mutating func takeCodes(_ room: inout MutableSpan<UInt8>) -> RefusalReason? {
        guard isPrintable(room.span.extracting(exchange.texts.range(.userCode))) else {
            return .unusable(.userCode)
        }
        guard isSafeToShow(room.span.extracting(exchange.texts.range(.verificationURI))) else {
            return .unusable(.verificationURI)
        }
        // Optional (RFC 8628 §3.3.1); one that cannot be used is not shown.
        if !isSafeToShow(room.span.extracting(exchange.texts.range(.verificationURIComplete))) {
            exchange.texts.wipe(.verificationURIComplete, through: .verificationURIComplete, &room)
        }
        return nil
    }

    private mutating func codesArrived(at now: Instant) {
        lifetimeSeconds = exchange.facts.lifetimeSeconds
        intervalMilliseconds = exchange.facts.pollIntervalSeconds * 1_000
        // The server's clock for the codes began before its answer arrived here.
        deadline = exchange.sentAt.advanced(bySeconds: lifetimeSeconds)
        // RFC 8628 §3.5: the interval lies before the first poll too.
        wait(from: now)
        // Stored before it is shown: a code that a person has seen survives a power cut.
        store(.codes, then: .showCode)
    }

    private mutating func pollEnded(
        _ outcome: PollOutcome, _ room: inout MutableSpan<UInt8>, at now: Instant
    ) {
        lastPollOutcome = outcome
        if case .granted = outcome {
            self.outcome = .granted
            return store(.tokens, then: .finish)
        }
        // Half an answer must not become a part of the next one.
        wipeTokens(&room)
        switch outcome {
        case .authorizationPending:
            slowDowns = 0
            pollAgain(at: now)
        case .slowDown:
            slowDown()
            pollAgain(at: now)
            // RFC 8628 §3.5: for all later requests, those after a power cut included.
            if areCodesStored { store(.codes, then: .wait) }
        case .denied: finish(.denied)
        case .expired: finish(.expired)
        case .refusedAnswer(let reason): finish(.refusedAnswer(reason))
        default: retryLater(at: now)
        }
    }

    mutating func cancel(_ room: inout MutableSpan<UInt8>) {
        guard isActive else { return }
        if phase == .storing {
            // The grant has ended already, and is told so.
            if storing == .nothing { return }
            // Nobody knows how far the storing got.
            areCodesStored = true
        }
        exchange.abandon()
        finish(.cancelled)
        wipeWhatIsUsedUp(&room)
    }

    /// The record is stored, or cannot be; the grant goes on either way.
    mutating func storingEnded(_ result: StoringResult) {
        // Nothing can have been stored before it was asked for.
        guard !exchange.mustClose, pendingScreen == nil, phase == .storing else { return }
        if result == .stored { areCodesStored = storing == .codes }
        switch next {
        case .showCode:
            phase = .waiting
            pendingScreen = .code
        case .wait:
            phase = .waiting
        case .finish:
            phase = .finished
            if storing == .tokens { pendingScreen = .finished(outcome) }
        }
    }

    enum StoringResult {
        case stored, failed
    }

    private mutating func store(_ record: GrantRecord, then next: AfterStoring) {
        phase = .storing
        storing = record
        self.next = next
    }

    @inline(never)
    private mutating func finish(_ outcome: GrantOutcome) {
        self.outcome = outcome
        pendingScreen = .finished(outcome)
        phase = .finished
        // RFC 8628 §5.5: the codes go when they are used up, from the storage too.
        if areCodesStored { store(.nothing, then: .finish) }
    }

    /// RFC 8628 §5.5: the codes go when they are used up, and so does everything else that a grant
    /// that failed leaves. Tokens stay for whoever asked for them.
    private mutating func wipeWhatIsUsedUp(_ room: inout MutableSpan<UInt8>) {
        guard phase == .finished || (phase == .storing && next == .finish) else { return }
        var last = TextPlace.idToken
        if case .granted = outcome { last = .verificationURIComplete }
        exchange.texts.wipe(.deviceCode, through: last, &room)
    }

    mutating func wipeTokens(_ room: inout MutableSpan<UInt8>) {
        exchange.texts.wipe(.accessToken, through: .idToken, &room)
    }

    // MARK: Times

    // Nothing of these overflows: each is an hour and its half at most, by the limits.

    /// Waits for the interval, and its drift margin.
    private mutating func wait(from now: Instant, longerBy milliseconds: UInt32 = 0) {
        nextPollAt = now.advanced(
            byMilliseconds: intervalMilliseconds &+ margin &+ milliseconds)
        phase = .waiting
    }

    private mutating func pollAgain(at now: Instant) {
        if backoff.milliseconds > 0 { pendingScreen = .code }
        backoff.end()
        wait(from: now)
    }

    private mutating func slowDown() {
        // RFC 8628 §3.5: slow_down adds five seconds for good. A server that also names an interval
        // knows best, if it asks for more.
        let slower = intervalMilliseconds &+ GrantLimits.slowDownSeconds * 1_000
        let longest = GrantLimits.intervalSecondsMaximum
        let named = min(exchange.facts.intervalSeconds ?? 0, longest) &* 1_000
        intervalMilliseconds = min(max(slower, named), longest * 1_000)
        slowDowns &+= 1
        // Perhaps this clock runs fast: then five seconds more on both sides would never be enough.
        if slowDowns >= 2 {
            marginShift = max(
                (marginShift ?? GrantLimits.marginShiftFirst + 1) - 1, GrantLimits.marginShiftLast)
        }
    }

    /// How much longer than the interval the device waits, so that a clock that runs fast is not
    /// early.
    private var margin: UInt32 {
        guard let marginShift else { return 0 }
        return intervalMilliseconds >> marginShift
    }

    /// RFC 8628 §3.5: on a connection timeout the polling slows down, by doubling; kept apart from
    /// the server's interval, to which the next answer returns.
    private mutating func retryLater(at now: Instant) {
        if backoff.milliseconds == 0 { pendingScreen = .networkTrouble }
        let pause = backoff.next(
            first: intervalMilliseconds &* 2,
            limit: max(intervalMilliseconds, GrantLimits.backoffSecondsMaximum * 1_000),
            margin: margin, askedSeconds: exchange.retryAfterSeconds)
        nextPollAt = now.advanced(byMilliseconds: pause)
        phase = .waiting
    }
}

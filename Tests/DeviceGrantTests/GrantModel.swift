import BoundedBytes
import DeviceGrant
import GrantPlayer

/// The machine as a reader of RFC 8628 would write it down: times in milliseconds that never wrap,
/// no bytes, no buffers. Exchanges succeed or fail as a whole.
struct GrantModel: Hashable {
    private(set) var now: UInt64
    private(set) var polls: UInt32 = 0
    private(set) var lastOutcome: Label?

    private var phase = Phase.idle
    private var step = Step.none
    private var stepDeadline: UInt64 = 0
    private var mustClose = false
    private var screen: Label?
    private var interval: UInt64 = 0
    private var backoff: UInt64 = 0
    private var nextPoll: UInt64 = 0
    private var end: UInt64 = 0
    private var shortages = 0
    private var slowDowns = 0
    private var marginShift: Int?
    private var areCodesStored = false
    private var random: UInt32 = 1

    private enum Phase: Hashable {
        case idle, codes, waitingForMemory, waiting, polling
        /// The codes are stored: before they are shown, or once more after a slow_down.
        case storingCodes(isShown: Bool)
        case storingTokens
        case storingNothing(then: Label)
        case finished(Label)
    }

    private enum Step: Hashable {
        case none, connecting, sending, receiving
    }

    /// An outcome, a screen or an action, as text.
    typealias Label = String

    init(now: UInt64) {
        self.now = now
    }

    /// After a reboot, with codes that live for another so many milliseconds.
    init(now: UInt64, resumedFor milliseconds: UInt64) {
        self.now = now
        phase = .waiting
        screen = "code"
        interval = 5_000
        end = now + milliseconds
        nextPoll = now + interval + jitter(interval)
        areCodesStored = true
    }

    // MARK: Observations

    var hasCodes: Bool {
        switch phase {
        case .waiting, .polling, .storingCodes: true
        default: false
        }
    }
    var remaining: UInt64? { hasCodes ? (now >= end ? 0 : end - now) : nil }
    var hasTokens: Bool { phase == .storingTokens || phase == .finished("granted") }
    var isSending: Bool { step == .sending && !mustClose }

    /// The next moment at which time alone changes something.
    var nextTimer: UInt64? {
        if step != .none { return stepDeadline }
        return switch phase {
        case .waiting: min(nextPoll, end)
        case .waitingForMemory: nextPoll
        default: nil
        }
    }

    mutating func poll() -> Label {
        if step != .none, now >= stepDeadline { fail("timedOut") }
        if mustClose { return "close" }
        if phase == .waiting {
            if now >= end {
                finish("expired")
            } else if now >= nextPoll, screen == nil {
                phase = .polling
                polls += 1
                lastOutcome = nil
                begin()
            }
        }
        if phase == .waitingForMemory, now >= nextPoll {
            phase = .codes
            begin()
        }
        if let screen {
            self.screen = nil
            return "display \(screen)"
        }
        switch phase {
        case .idle: return "idle"
        case .waiting: return "wait \(min(nextPoll, end))"
        case .waitingForMemory: return "wait \(nextPoll)"
        case .codes, .polling:
            let endpoint = phase == .codes ? "deviceAuthorization" : "token"
            switch step {
            case .none, .connecting: return "connect \(endpoint) \(stepDeadline)"
            case .sending: return "send \(endpoint) \(stepDeadline)"
            case .receiving: return "receive \(stepDeadline)"
            }
        case .storingCodes: return "store codes"
        case .storingTokens: return "store tokens"
        case .storingNothing: return "store nothing"
        case .finished(let outcome): return "finish \(outcome)"
        }
    }

    // MARK: Events

    mutating func apply(_ event: Event) {
        switch event {
        case .start:
            switch phase {
            case .idle, .finished:
                (polls, lastOutcome, backoff, shortages) = (0, nil, 0, 0)
                (slowDowns, marginShift, random) = (0, nil, 1)
                phase = .codes
                screen = "connecting"
                begin()
            default: break
            }
        case .cancel:
            switch phase {
            case .idle, .finished, .storingNothing: return
            case .storingCodes, .storingTokens: areCodesStored = true
            default: break
            }
            if step != .none { mustClose = true }
            finish("cancelled")
        case .timer:
            if let timer = nextTimer { now = max(now, timer) }
        case .almostTimer:
            if let timer = nextTimer { now = max(now, timer - min(timer, 1)) }
        case .didConnect:
            if step == .connecting, !mustClose { enter(.sending, 10_000) }
        case .didSend:
            if step == .sending, !mustClose {
                if phase == .codes { end = now }
                enter(.receiving, 40_000)
            }
        case .interim:
            break
        case .codes, .pending, .slowDown, .tokens, .denied:
            if step == .receiving, !mustClose { answer(event) }
        case .didClose:
            if mustClose { mustClose = false } else if step != .none { fail("closed") }
        case .didFail:
            if step != .none, !mustClose { fail("unreachable") }
        case .ranShort:
            if step != .none, !mustClose { fail("outOfMemory") }
        case .stored, .notStored:
            if !mustClose, screen == nil { stored(event == .stored) }
        case .poll:
            break
        }
    }

    private mutating func answer(_ event: Event) {
        step = .none
        shortages = 0
        if phase == .codes {
            switch event {
            case .codes:
                interval = 5_000
                end += 20_000
                nextPoll = now + interval
                phase = .storingCodes(isShown: false)
            case .pending: finish("refused authorizationPending")
            case .slowDown: finish("refused slowDown")
            case .denied: finish("refused accessDenied")
            default: finish("refused missing deviceCode")
            }
            return
        }
        switch event {
        case .pending, .slowDown:
            lastOutcome = event == .pending ? "authorizationPending" : "slowDown"
            slowDowns = event == .slowDown ? slowDowns + 1 : 0
            if event == .slowDown { interval += 5_000 }
            // From the second one in a row on a margin of 1/32, twice as much each time.
            if slowDowns >= 2 { marginShift = max((marginShift ?? 6) - 1, 2) }
            if backoff > 0 { screen = "code" }
            backoff = 0
            nextPoll = now + interval + margin
            phase =
                event == .slowDown && areCodesStored ? .storingCodes(isShown: true) : .waiting
        case .tokens:
            lastOutcome = "granted"
            phase = .storingTokens
        case .denied:
            lastOutcome = "denied"
            finish("denied")
        default:
            lastOutcome = "refused missing accessToken"
            finish("refused missing accessToken")
        }
    }

    // MARK: Steps

    private mutating func begin() { enter(.connecting, 20_000) }

    private mutating func enter(_ step: Step, _ milliseconds: UInt64) {
        self.step = step
        stepDeadline = now + milliseconds
    }

    private mutating func fail(_ failure: Label) {
        step = .none
        mustClose = true
        shortages = failure == "outOfMemory" ? shortages + 1 : 0
        if phase == .polling { lastOutcome = "network \(failure)" }
        // The third time in a row.
        if shortages == 3 { return finish("outOfMemory") }
        if phase == .codes {
            if shortages == 0 { return finish("network \(failure)") }
            nextPoll = now + 1_000
            phase = .waitingForMemory
            return
        }
        if backoff == 0 { screen = "networkTrouble" }
        backoff = max(interval, min(max(backoff, interval) * 2, 300_000))
        nextPoll = now + backoff + margin + jitter(backoff / 4)
        phase = .waiting
    }

    private mutating func stored(_ isStored: Bool) {
        switch phase {
        case .storingCodes(let isShown):
            if isStored { areCodesStored = true }
            phase = .waiting
            if !isShown { screen = "code" }
        case .storingTokens:
            if isStored { areCodesStored = false }
            phase = .finished("granted")
            screen = "finished granted"
        case .storingNothing(let outcome):
            if isStored { areCodesStored = false }
            phase = .finished(outcome)
        default: break
        }
    }

    private var margin: UInt64 { marginShift.map { interval >> $0 } ?? 0 }

    /// A number up to the bound, from Marsaglia's xorshift.
    private mutating func jitter(_ bound: UInt64) -> UInt64 {
        random ^= random << 13
        random ^= random >> 17
        random ^= random << 5
        return UInt64(random) % (bound + 1)
    }

    private mutating func finish(_ outcome: Label) {
        step = .none
        phase = areCodesStored ? .storingNothing(then: outcome) : .finished(outcome)
        screen = "finished \(outcome)"
    }

    enum Event: CaseIterable {
        case poll, timer, almostTimer, start, cancel, didConnect, didSend
        case interim, codes, pending, slowDown, tokens, denied
        case didClose, didFail, ranShort, stored, notStored
    }
}

// The machine's values in the model's words.

extension GrantAction {
    /// The action as the model says it; instants as milliseconds since `origin`.
    func label(_ milliseconds: (Instant) -> UInt64) -> String {
        switch self {
        case .idle: "idle"
        case .wait(let until): "wait \(milliseconds(until))"
        case .connect(let endpoint, let until): "connect \(endpoint) \(milliseconds(until))"
        case .send(let endpoint, let until): "send \(endpoint) \(milliseconds(until))"
        case .receive(let until): "receive \(milliseconds(until))"
        case .close: "close"
        case .display(.finished(let outcome)): "display finished \(outcome.label)"
        case .display(let screen): "display \(screen)"
        case .store(let record): "store \(record)"
        case .finish(let outcome): "finish \(outcome.label)"
        }
    }
}

extension GrantOutcome {
    var label: String {
        switch self {
        case .networkFailure(let failure): "network \(failure)"
        case .refusedAnswer(let reason): reason.label
        case .outOfMemory: "outOfMemory"
        default: "\(self)"
        }
    }
}

extension PollOutcome {
    var label: String {
        switch self {
        case .networkFailure(let failure): "network \(failure)"
        case .refusedAnswer(let reason): reason.label
        default: "\(self)"
        }
    }
}

extension RefusalReason {
    fileprivate var label: String {
        switch self {
        case .error(let error): "refused \(error)"
        case .missing(let member): "refused missing \(member)"
        default: "refused \(self)"
        }
    }
}

import BoundedBytes
import CredentialSlots
import DeviceGrant
import DeviceScreen

/// Runs a grant on a board: asks the machine what to do, lets the board do it, tells the machine
/// what happened.
///
/// All buffers are in the value itself. It should be made where it stays.
public struct DeviceLoop<let codeCapacity: Int, let uriCapacity: Int, let tokenCapacity: Int>:
    ~Copyable
{
    /// The machine, for its content and figures.
    public private(set) var grant = DeviceGrant<codeCapacity, uriCapacity, tokenCapacity>()

    private var driver = ExchangeDriver()
    private var painter = ScreenPainter(panel: Panel(width: 1, height: 1, shape: .rectangle))
    private var console = ConsoleText()
    private var screen = GrantScreen.connecting
    private var shownSeconds: UInt32 = 0
    private var reportedPolls: UInt32 = 0
    private var haveCodesArrived = false

    /// A loop without a grant; ``run(_:on:)`` begins one.
    public init() {}

    /// Runs one grant to its end.
    ///
    /// If the storage holds codes that a power cut interrupted and that are still live, the device
    /// goes on with them; else the call itself is the user's wish to sign in (RFC 8628 §3.1).
    public mutating func run<SomeBoard: Board & ~Copyable>(
        _ configuration: borrowing ClientConfiguration, on board: inout SomeBoard
    ) -> GrantOutcome {
        if let panel = board.panel { painter = ScreenPainter(panel: panel) }
        reportedPolls = 0
        haveCodesArrived = false
        if resume(on: &board) == .nothing {
            grant.start(at: board.now(), entropy: board.entropy())
        }
        while true {
            let action = grant.poll(at: board.now())
            // The machine turns to waiting by itself when an exchange times out.
            reportPoll(to: &board)
            switch driver.turn(&grant, action, configuration, on: &board) {
            case .goOn:
                break
            case .wait(let deadline):
                if board.wait(until: wakeUp(before: deadline, at: board.now())) == .stop {
                    grant.cancel(at: board.now())
                }
                refreshCountdown(on: &board)
            case .display(let screen):
                show(screen, on: &board)
            case .finish(let outcome):
                driver.wipe()
                return outcome
            case .idle:
                return .cancelled
            }
        }
    }

    /// Overwrites the tokens in memory. The application calls it when it has taken over what it needs,
    /// or leaves them to the storage.
    public mutating func wipeTokens() {
        grant.wipeTokens()
    }

    /// Finds the server's endpoints, if the configuration lacks them.
    ///
    /// - Returns: How the grant ends if they cannot be found; nil if they are there.
    public mutating func discover<SomeBoard: Board & ~Copyable>(
        _ configuration: inout ClientConfiguration, on board: inout SomeBoard
    ) -> GrantOutcome? {
        if configuration.hasEndpoints { return nil }
        if let panel = board.panel { painter = ScreenPainter(panel: panel) }
        show(.connecting, on: &board)
        var discovery = ServerDiscovery()
        var shortages: UInt8 = 0
        discovery.start(at: board.now())
        while true {
            let action = discovery.poll(at: board.now())
            switch driver.turn(&discovery, action, configuration, on: &board) {
            case .goOn, .display:
                break
            case .wait(let deadline):
                if board.wait(until: deadline) == .stop { discovery.cancel(at: board.now()) }
            case .finish(.networkFailure(.outOfMemory))
            where shortages < GrantLimits.shortagesMaximum:
                // As the grant does it.
                shortages += 1
                let due = board.now().advanced(
                    byMilliseconds: GrantLimits.shortagePauseMilliseconds)
                while !board.now().hasReached(due) {
                    if board.wait(until: due) == .stop { return .cancelled }
                }
                discovery.start(at: board.now())
            case .finish(let outcome):
                let refusal = outcome == .found ? discovery.apply(to: &configuration) : nil
                let end = GrantOutcome(outcome, refusal)
                if let end { show(.finished(end), on: &board) }
                return end
            case .idle:
                return .cancelled
            }
        }
    }

    private mutating func resume<SomeBoard: Board & ~Copyable>(
        on board: inout SomeBoard
    ) -> Resumption {
        do throws(StorageFailure) {
            let slots = try CredentialSlots(on: &board)
            try slots.read(from: &board) { grant.restore($0) }
        } catch {
            // What cannot be read cannot be resumed; storing will tell the same failure.
            return .nothing
        }
        return grant.resume(
            at: board.now(), wallClockSeconds: board.wallClockSeconds(), entropy: board.entropy())
    }

    // MARK: What the user sees

    /// The next moment at which the countdown changes, if that comes first.
    private func wakeUp(before deadline: Instant, at now: Instant) -> Instant {
        guard let remaining = grant.remainingMilliseconds(at: now) else { return deadline }
        return Instant.earlier(deadline, now.advanced(byMilliseconds: remaining % 1_000 + 1))
    }

    private mutating func refreshCountdown<SomeBoard: Board & ~Copyable>(
        on board: inout SomeBoard
    ) {
        guard let remaining = remainingSeconds(at: board.now()), remaining != shownSeconds else {
            return
        }
        paint(on: &board)
    }

    private mutating func show<SomeBoard: Board & ~Copyable>(
        _ screen: GrantScreen, on board: inout SomeBoard
    ) {
        self.screen = screen
        let now = board.now()
        if screen == .code && !haveCodesArrived {
            haveCodesArrived = true
            grant.withUserCode { code in
                grant.withVerificationURI { uri in
                    grant.withVerificationURIComplete { complete in
                        board.codesDidArrive(
                            userCode: code, verificationURI: uri,
                            verificationURIComplete: complete,
                            lifetimeSeconds: grant.lifetimeSeconds,
                            intervalMilliseconds: grant.intervalMilliseconds)
                    }
                }
            }
        }
        if board.hasConsole { writeConsole(at: now, to: &board) }
        paint(on: &board)
    }

    private mutating func writeConsole<SomeBoard: Board & ~Copyable>(
        at now: Instant, to board: inout SomeBoard
    ) {
        switch screen {
        case .connecting:
            console.write("Asking for a code...", to: &board)
        case .code:
            console.write("To sign in, open", to: &board)
            grant.withVerificationURI { console.write("    ", $0, to: &board) }
            console.write("and enter the code", to: &board)
            grant.withUserCode { console.write("    ", $0, to: &board) }
            if let remaining = remainingSeconds(at: now) {
                console.write(secondsLeft: remaining, to: &board)
            }
        case .networkTrouble:
            console.write(
                "The server cannot be reached. The code stays good; trying again.", to: &board)
        case .finished(let outcome):
            console.write(outcome.explanation, to: &board)
        }
    }

    private mutating func paint<SomeBoard: Board & ~Copyable>(on board: inout SomeBoard) {
        let remaining = remainingSeconds(at: board.now()) ?? 0
        shownSeconds = remaining
        guard board.panel != nil else { return }
        let screen = Screen(screen)
        board.show(screen, remainingSeconds: remaining) { pixels in
            grant.withUserCode { code in
                grant.withVerificationURI { uri in
                    grant.withVerificationURIComplete { complete in
                        _ = painter.paint(
                            screen, userCode: code, verificationURI: uri,
                            verificationURIComplete: complete, remainingSeconds: remaining,
                            lifetimeSeconds: grant.lifetimeSeconds, into: &pixels)
                    }
                }
            }
        }
    }

    private mutating func reportPoll<SomeBoard: Board & ~Copyable>(to board: inout SomeBoard) {
        guard grant.pollCount != reportedPolls, let outcome = grant.lastPollOutcome else { return }
        reportedPolls = grant.pollCount
        board.pollDidEnd(number: grant.pollCount, outcome: outcome, at: board.now())
    }

    /// What is left of the codes' lifetime in whole seconds, as a countdown shows it: 0 only at the
    /// end.
    private func remainingSeconds(at now: Instant) -> UInt32? {
        guard let milliseconds = grant.remainingMilliseconds(at: now) else { return nil }
        return (milliseconds + 999) / 1_000
    }
}

extension GrantOutcome {
    /// What a discovery's end means for the grant; nil if the grant can begin.
    ///
    /// - Parameter refusal: Why the endpoints that were found are not taken.
    fileprivate init?(_ outcome: DiscoveryOutcome, _ refusal: RefusalReason?) {
        switch outcome {
        case .found:
            guard let refusal else { return nil }
            self = .refusedAnswer(refusal)
        case .networkFailure(.outOfMemory): self = .outOfMemory(.tls)
        case .networkFailure(let failure): self = .networkFailure(failure)
        case .refusedAnswer(let reason): self = .refusedAnswer(reason)
        case .outOfMemory(let capacity): self = .outOfMemory(.requestBuffer(capacity: capacity))
        case .cancelled: self = .cancelled
        }
    }
}

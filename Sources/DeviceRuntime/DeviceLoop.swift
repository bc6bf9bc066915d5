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

    private var request = Secret<2_560>()
    private var sentCount = 0
    private var received = Secret<1_024>()
    private var painter = ScreenPainter(panel: Panel(width: 1, height: 1, shape: .rectangle))
    private var console = ConsoleText()
    private var screen = GrantScreen.connecting
    private var shownSeconds: UInt32 = 0
    private var reportedPolls: UInt32 = 0

    public init() {}

    /// Runs one grant to its end. The user's wish to sign in is the call itself (RFC 8628 §3.1).
    public mutating func run<SomeBoard: Board & ~Copyable>(
        _ configuration: borrowing ClientConfiguration, on board: inout SomeBoard
    ) -> GrantOutcome {
        if let panel = board.panel { painter = ScreenPainter(panel: panel) }
        reportedPolls = 0
        grant.start(at: board.now())
        while true {
            switch step(configuration, on: &board) {
            case .goOn:
                break
            case .wait(let deadline):
                if board.wait(until: wakeUp(before: deadline, at: board.now())) == .stop {
                    grant.cancel(at: board.now())
                }
                refreshCountdown(on: &board)
            case .finish(let outcome):
                request.wipe()
                received.wipe()
                return outcome
            }
        }
    }

    /// What one turn leaves to do.
    private enum Turn {
        case goOn
        case wait(until: Instant)
        case finish(GrantOutcome)
    }

    private mutating func step<SomeBoard: Board & ~Copyable>(
        _ configuration: borrowing ClientConfiguration, on board: inout SomeBoard
    ) -> Turn {
        let action = grant.poll(at: board.now())
        // The machine turns to waiting by itself when an exchange times out.
        reportPoll(to: &board)
        switch action {
        case .idle:
            return .finish(.cancelled)
        case .wait(let deadline):
            return .wait(until: deadline)
        case .connect(let endpoint, let deadline):
            return connect(endpoint, configuration, deadline, on: &board)
        case .send(_, let deadline):
            return send(configuration, deadline, on: &board)
        case .receive(let deadline):
            return receive(deadline, on: &board)
        case .close:
            board.close()
            grant.transportDidClose(at: board.now())
            return .goOn
        case .display(let screen):
            self.screen = screen
            show(on: &board)
            return .goOn
        case .store:
            store(on: &board)
            return .goOn
        case .finish(let outcome):
            return .finish(outcome)
        }
    }

    // MARK: Transport

    private mutating func connect<SomeBoard: Board & ~Copyable>(
        _ endpoint: EndpointName, _ configuration: borrowing ClientConfiguration,
        _ deadline: Instant, on board: inout SomeBoard
    ) -> Turn {
        do throws(TransportFailure) {
            let progress =
                switch endpoint {
                case .deviceAuthorization:
                    try board.connect(to: configuration.deviceAuthorizationEndpoint)
                case .token:
                    try board.connect(to: configuration.tokenEndpoint)
                }
            guard progress == .ready else { return .wait(until: deadline) }
            request.wipe()
            sentCount = 0
            grant.transportDidConnect(at: board.now())
        } catch {
            grant.transportDidFail(error, at: board.now())
        }
        return .goOn
    }

    private mutating func send<SomeBoard: Board & ~Copyable>(
        _ configuration: borrowing ClientConfiguration, _ deadline: Instant,
        on board: inout SomeBoard
    ) -> Turn {
        if request.isEmpty {
            request.withOutput { output in
                grant.writeRequest(for: configuration, to: &output)
            }
            // Nothing was written: the machine has ended with the reason.
            if request.isEmpty { return .goOn }
        }
        do throws(TransportFailure) {
            let count = try request.withExposedBytes { (bytes) throws(TransportFailure) in
                try board.send(bytes.extracting(sentCount..<bytes.count))
            }
            guard count > 0 else { return .wait(until: deadline) }
            sentCount += count
            if sentCount == request.count {
                request.wipe()
                grant.transportDidSend(at: board.now())
            }
        } catch {
            request.wipe()
            grant.transportDidFail(error, at: board.now())
        }
        return .goOn
    }

    private mutating func receive<SomeBoard: Board & ~Copyable>(
        _ deadline: Instant, on board: inout SomeBoard
    ) -> Turn {
        defer { received.wipe() }
        do throws(TransportFailure) {
            let receipt = try received.withOutput { (output) throws(TransportFailure) in
                try board.receive(into: &output)
            }
            switch receipt {
            case .later:
                return .wait(until: deadline)
            case .ended:
                grant.transportDidClose(at: board.now())
                // The peer's end is closed; this side's must be, too.
                board.close()
            case .bytes:
                let now = board.now()
                received.withExposedBytes { grant.receive($0, at: now) }
            }
        } catch {
            grant.transportDidFail(error, at: board.now())
        }
        return .goOn
    }

    // MARK: Storage

    private mutating func store<SomeBoard: Board & ~Copyable>(on board: inout SomeBoard) {
        do throws(StorageFailure) {
            var slots = try CredentialSlots(on: &board)
            try grant.forEachRecordPart { (part) throws(StorageFailure) in
                try slots.append(part, to: &board)
            }
            try slots.commit(to: &board)
            grant.recordDidStore(at: board.now())
        } catch {
            board.storageDidFail(error)
            grant.recordDidNotStore(at: board.now())
        }
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

    private mutating func show<SomeBoard: Board & ~Copyable>(on board: inout SomeBoard) {
        let now = board.now()
        if screen == .code && grant.pollCount == 0 {
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

import BoundedBytes
import DeviceGrant

/// A machine that the fuzzer drives, and what must hold of it at every step.
protocol FuzzedMachine: ExchangingMachine, ~Copyable {
    /// The least time between the end of an exchange and the next one, in milliseconds.
    var pauseMinimumMilliseconds: UInt32 { get }
    /// Whether the latest answer was `slow_down` (RFC 8628 §3.5).
    var wasToldToSlowDown: Bool { get }

    borrowing func checkExchange(with endpoint: EndpointName, at now: Instant)
    borrowing func checkRecord(_ record: GrantRecord, at now: Instant, wallClockSeconds: UInt32?)
}

/// Drives a machine with answers that the input holds, in virtual time.
///
/// Each answer is a section of the input: a byte that says how the exchange goes, then the bytes
/// that the server sends.
struct Play {
    var now: Instant
    /// Everything that the machine asked for but the closing of connections: bytes behind a response
    /// are seen by a driver that gets them in one piece with it, and by no other.
    private(set) var trace = Digest()
    /// What comes when no answer is left.
    var afterwards = Afterwards.nothing
    /// How often the play waits before it ends; a keeper goes on for ever.
    var waitsMaximum = 64

    private var answers: Input
    private var firstAnswer: Bytes?
    private let handing: Handing
    private let wallClockSeconds: UInt32?

    private var answer = Bytes(start: nil, count: 0)
    private var habit = Habit(byte: 0)
    private var stage = Stage.quiet
    private var quietSince: Instant?
    private var pace: UInt32?
    private var isSlower = false

    enum Afterwards {
        /// The play ends.
        case nothing
        /// The server cannot be reached any more.
        case refusal
    }

    private enum Stage {
        case quiet, connecting, sending, receiving, answered
    }

    /// How an exchange goes, by its answer's first byte.
    private struct Habit {
        var byte: UInt8
        var ending: UInt8 { byte & 7 }
        var isImpatient: Bool { byte & 0x08 != 0 }
        var isNoisy: Bool { byte & 0x10 != 0 }
        var isLate: Bool { byte & 0x20 != 0 }
        var hasSmallBuffer: Bool { byte & 0x40 != 0 }
        var storageFails: Bool { byte & 0x80 != 0 }
    }

    /// - Parameter firstAnswer: What the server says before the input's own answers; nil if nothing.
    init(
        at now: Instant, answers: Input, firstAnswer: Bytes?, wallClockSeconds: UInt32?,
        _ handing: Handing
    ) {
        self.now = now
        self.answers = answers
        self.firstAnswer = firstAnswer
        self.wallClockSeconds = wallClockSeconds
        self.handing = handing
    }

    /// A new machine begins, or the user has done something.
    mutating func beginAnew() {
        waitsMaximum = 64
        stage = .quiet
        quietSince = nil
        pace = nil
    }

    /// Drives the machine until it has ended or the answers have.
    mutating func run<Machine: FuzzedMachine & ~Copyable>(
        _ machine: inout Machine
    ) -> Machine.Outcome? {
        // A machine that asks for more without time passing runs in circles.
        for _ in 0..<4_096 {
            let action = machine.poll(at: now)
            switch action {
            case .idle:
                return nil
            case .wait(let until):
                guard waitsMaximum > 0 else { return nil }
                waitsMaximum -= 1
                wait(until, action, &machine)
            case .connect(let endpoint, let until):
                trace.add(UInt8(2))
                guard connect(endpoint, until, &machine) else { return nil }
            case .send(_, let until):
                trace.add(UInt8(3))
                send(until, &machine)
            case .receive(let until):
                receive(until, &machine)
            case .close:
                machine.transportDidClose(at: now)
            case .display(let screen):
                trace.add(digest(of: screen))
            case .store(let record):
                trace.add(UInt8(record == .codes ? 6 : record == .tokens ? 7 : 8))
                machine.checkRecord(record, at: now, wallClockSeconds: wallClockSeconds)
                if habit.storageFails {
                    machine.recordDidNotStore(at: now)
                } else {
                    machine.recordDidStore(at: now)
                }
            case .finish(let outcome):
                return outcome
            }
        }
        fatalError("the machine runs in circles")
    }

    /// Demands that nothing changes an outcome.
    mutating func checkIsFinal<Machine: FuzzedMachine & ~Copyable>(
        _ outcome: Machine.Outcome, of machine: inout Machine
    ) {
        bother(&machine)
        machine.recordDidStore(at: now)
        for delay: UInt32 in [0, 1, 100_000, 80_000_000] {
            now = now.advanced(byMilliseconds: delay)
            require(machine.poll(at: now) == .finish(outcome), "\(outcome) was not final")
        }
    }

    // MARK: Actions

    private mutating func wait<Machine: FuzzedMachine & ~Copyable>(
        _ until: Instant, _ action: MachineAction<Machine.Outcome>, _ machine: inout Machine
    ) {
        trace.add(until.tick)
        require(!now.hasReached(until), "waits for what has been")
        endExchange()
        isSlower = machine.wasToldToSlowDown
        if habit.isNoisy {
            bother(&machine)
            require(machine.poll(at: now) == action, "events that do not fit changed something")
        }
        if habit.isImpatient {
            now = Instant(tick: until.tick &- 1)
            // A machine that has nothing to do at all waits for a day from now, whenever that is.
            guard case .wait(let later) = machine.poll(at: now) else { fatalError("early") }
            require(later.hasReached(until), "waits for less")
        }
        now = until.advanced(byMilliseconds: habit.isLate ? 600_000 : 0)
    }

    /// Events that answer nothing that was asked.
    private func bother<Machine: FuzzedMachine & ~Copyable>(_ machine: inout Machine) {
        let text: InlineArray<17, UInt8> = [
            0x48, 0x54, 0x54, 0x50, 0x2F, 0x31, 0x2E, 0x31, 0x20, 0x32, 0x30, 0x34, 0x20, 0x0D,
            0x0A,
            0x0D, 0x0A,
        ]
        machine.transportDidConnect(at: now)
        machine.transportDidSend(at: now)
        machine.receive(text.span, at: now)
        machine.transportDidFail(.closed, at: now)
        machine.transportDidClose(at: now)
    }

    private mutating func connect<Machine: FuzzedMachine & ~Copyable>(
        _ endpoint: EndpointName, _ until: Instant, _ machine: inout Machine
    ) -> Bool {
        require(!now.hasReached(until), "a deadline that has been")
        if stage != .connecting {
            if stage != .quiet { endExchange() }
            checkPace(&machine)
            machine.checkExchange(with: endpoint, at: now)
            guard drawAnswer() else { return false }
            stage = .connecting
        }
        switch habit.ending {
        case 4:
            machine.transportDidFail(.refused, at: now)
            endExchange()
        case 5:
            now = until
            endExchange()
        default:
            machine.transportDidConnect(at: now)
        }
        return true
    }

    /// RFC 8628 §3.5: never sooner than the interval, which `slow_down` makes longer by five seconds.
    private mutating func checkPace<Machine: FuzzedMachine & ~Copyable>(
        _ machine: inout Machine
    ) {
        let pause = machine.pauseMinimumMilliseconds
        if let quietSince {
            require(now.tick &- quietSince.tick >= pause, "an exchange too early")
            if let pace {
                let least = isSlower ? min(pace + 5_000, 3_600_000) : pace
                require(pause >= least && (isSlower || pause == pace), "another interval")
            }
            pace = pause
        }
        isSlower = false
    }

    private mutating func endExchange() {
        guard stage != .quiet else { return }
        stage = .quiet
        quietSince = now
    }

    private mutating func drawAnswer() -> Bool {
        if let firstAnswer {
            answer = firstAnswer
            habit = Habit(byte: 0)
            self.firstAnswer = nil
            return true
        }
        guard var section = answers.section().map({ Input($0.baseAddress, $0.count) }) else {
            habit = Habit(byte: 4)
            return afterwards == .refusal
        }
        habit = Habit(byte: section.byte())
        answer = section.rest
        return true
    }

    private mutating func send<Machine: FuzzedMachine & ~Copyable>(
        _ until: Instant, _ machine: inout Machine
    ) {
        require(stage == .connecting, "sends without a connection")
        let room = UnsafeMutableBufferPointer(
            start: requestBuffer, count: habit.hasSmallBuffer ? 64 : requestBytesMaximum)
        var output = OutputSpan(buffer: room, initializedCount: 0)
        machine.writeRequest(for: configuration, to: &output)
        let count = output.finalize(for: room)
        guard count > 0 else {
            require(habit.hasSmallBuffer, "no request")
            return
        }
        require(room[0] == UInt8(ascii: "P"), "no POST")
        if habit.ending == 6 {
            now = until
            endExchange()
        } else {
            machine.transportDidSend(at: now)
            stage = .sending
        }
    }

    private mutating func receive<Machine: FuzzedMachine & ~Copyable>(
        _ until: Instant, _ machine: inout Machine
    ) {
        guard stage == .answered else {
            require(stage == .sending, "receives what it did not ask for")
            stage = .answered
            let now = now
            handing.forEachPiece(of: answer) { piece in
                machine.receive(piece.span, at: now)
                return .goOn
            }
            return
        }
        // The answer is not complete.
        switch habit.ending {
        case 2: machine.transportDidFail(.unreachable, at: now)
        case 3: now = until
        default: machine.transportDidClose(at: now)
        }
        endExchange()
    }

    private func digest(of screen: GrantScreen) -> UInt32 {
        switch screen {
        case .connecting: 0x100
        case .code: 0x101
        case .networkTrouble: 0x102
        case .finished(let outcome): 0x103 + digest(of: outcome)
        }
    }

    private func digest(of outcome: GrantOutcome) -> UInt32 {
        switch outcome {
        case .granted: 1
        case .denied: 2
        case .expired: 3
        case .networkFailure: 4
        case .refusedAnswer: 5
        case .outOfMemory: 6
        case .cancelled: 7
        }
    }
}

import BoundedBytes
import DeviceGrant

/// Drives one machine through a script: a virtual clock, canned replies, and a trace of everything
/// that the machine asked for.
///
/// The machine lies at an address of its own, so that its memory can be searched.
public final class GrantPlayer<let codeCapacity: Int, let uriCapacity: Int, let tokenCapacity: Int>
{
    public let grant: UnsafeMutablePointer<DeviceGrant<codeCapacity, uriCapacity, tokenCapacity>>

    /// Milliseconds of virtual time since the start of the play.
    public var elapsed: UInt64 = 0

    public var habit = Habit.calm
    /// Whether the storage takes records.
    public var storage = Storage.works
    /// The room for a request, in bytes.
    public var requestBytes = 4_096
    /// Any number; it draws the jitter.
    public var entropy: UInt32 = 1
    /// What the wall clock says at the start of the play, in seconds since 1970; nil if the device
    /// does not know.
    public var wallClockAtStart: UInt32?
    public private(set) var trace: [Played] = []

    private let configuration: ClientConfiguration
    private let origin: UInt32
    private var replies: [Reply]
    private var lastReply: Reply?
    private var reply: Reply?
    private var hasAnswered = false
    private var reportedPolls: UInt32 = 0

    /// How often, and with what else, the driver bothers the machine.
    public enum Habit: CaseIterable, Sendable {
        case calm
        /// Every action is asked for several times, and at moments before it is due.
        case impatient
        /// Events that do not fit come in between, twice each.
        case noisy
    }

    public enum Storage: Sendable {
        case works, fails
    }

    /// - Parameters:
    ///   - origin: The tick at which the play begins.
    ///   - replies: One for each request; the last one is repeated.
    public init(
        _ configuration: consuming ClientConfiguration, origin: UInt32 = 0, _ replies: [Reply]
    ) {
        self.configuration = configuration
        self.origin = origin
        self.replies = replies
        grant = .allocate(capacity: 1)
        grant.initialize(to: DeviceGrant())
    }

    deinit {
        grant.deinitialize(count: 1)
        grant.deallocate()
    }

    /// What the device knows of the time of day.
    public var wallClockSeconds: UInt32? {
        wallClockAtStart.map { $0 &+ UInt32(truncatingIfNeeded: elapsed / 1_000) }
    }

    public var now: Instant { Instant(tick: origin &+ UInt32(truncatingIfNeeded: elapsed)) }

    /// From here on these replies come, in place of those not used so far.
    public func expect(_ replies: [Reply]) { self.replies = replies }

    /// The user starts, and the machine runs to its end.
    @discardableResult
    public func play() -> GrantOutcome? {
        start()
        return run()
    }

    /// The user starts.
    public func start() {
        grant.pointee.start(at: now, entropy: entropy)
    }

    /// The device has booted, and its storage held this record, read in pieces of so many bytes.
    @discardableResult
    public func resume(_ record: [UInt8], pieceBytes: Int = 64) -> Resumption {
        var rest = record[...]
        while !rest.isEmpty {
            grant.pointee.restore(Array(rest.prefix(pieceBytes)).span)
            rest = rest.dropFirst(pieceBytes)
        }
        return grant.pointee.resume(
            at: now, wallClockSeconds: wallClockSeconds, entropy: entropy)
    }

    /// Runs until the grant has ended, or `stop` says so of the action to come.
    @discardableResult
    public func run(until stop: (GrantAction) -> Bool = { _ in false }) -> GrantOutcome? {
        for _ in 0..<200_000 {
            let action = nextAction()
            if stop(action) { return nil }
            if let end = perform(action) { return end.outcome }
        }
        return nil
    }

    private struct End {
        var outcome: GrantOutcome?
    }

    /// Asks for the action, as impatiently as the habit says; each answer must be the same.
    private func nextAction() -> GrantAction {
        let action = grant.pointee.poll(at: now)
        reportPoll()
        if case .display = action { return action }
        if habit == .impatient {
            for _ in 0..<3 { ask(again: action) }
        }
        if habit == .noisy {
            makeNoise(during: action)
            ask(again: action)
        }
        return action
    }

    /// Asks again for an action; another one than before is a fault.
    private func ask(again action: GrantAction) {
        let answer = grant.pointee.poll(at: now)
        if answer != action { trace.append(.fault("\(action) turned into \(answer)", at: elapsed)) }
    }

    private func perform(_ action: GrantAction) -> End? {
        switch action {
        case .idle:
            return End(outcome: nil)
        case .wait(let deadline):
            let end = elapsed + UInt64(now.milliseconds(until: deadline))
            trace.append(.wait(from: elapsed, until: end))
            if end == elapsed { trace.append(.fault("A wait for no time", at: elapsed)) }
            pass(until: deadline, asking: action)
        case .connect(let endpoint, let deadline):
            connect(endpoint, deadline, action)
        case .send(let endpoint, let deadline):
            send(endpoint, deadline, action)
        case .receive(let deadline):
            receive(deadline, action)
        case .close:
            trace.append(.close(at: elapsed))
            grant.pointee.transportDidClose(at: now)
        case .display(let screen):
            trace.append(.display(shown(screen), at: elapsed))
        case .store(let kind):
            trace.append(.store(kind, record, at: elapsed))
            switch storage {
            case .works: grant.pointee.recordDidStore(at: now)
            case .fails: grant.pointee.recordDidNotStore(at: now)
            }
        case .finish(let outcome):
            trace.append(.finish(outcome, at: elapsed))
            return End(outcome: outcome)
        }
        return nil
    }

    // MARK: Exchanges

    private func connect(_ endpoint: EndpointName, _ deadline: Instant, _ action: GrantAction) {
        trace.append(.connect(endpoint, at: elapsed))
        if !replies.isEmpty { lastReply = replies.removeFirst() }
        reply = lastReply
        hasAnswered = false
        guard let reply else { return pass(until: deadline, asking: action) }
        step(reply.connecting, reply.connectMilliseconds, deadline, action) {
            grant.pointee.transportDidConnect(at: now)
        }
    }

    private func send(_ endpoint: EndpointName, _ deadline: Instant, _ action: GrantAction) {
        let bytes = writeRequest()
        guard !bytes.isEmpty, let reply else { return }
        step(reply.sending, reply.sendMilliseconds, deadline, action) {
            trace.append(.request(SentRequest(endpoint: endpoint, at: elapsed, bytes: bytes)))
            grant.pointee.transportDidSend(at: now)
        }
    }

    private func receive(_ deadline: Instant, _ action: GrantAction) {
        guard let reply, hasAnswered else {
            elapsed += reply?.answerMilliseconds ?? 0
            hasAnswered = true
            for piece in reply?.pieces.split(reply?.bytes ?? []) ?? [] {
                grant.pointee.receive(piece.span, at: now)
            }
            return
        }
        switch reply.ending {
        case .staysOpen: pass(until: deadline, asking: action)
        case .closes: grant.pointee.transportDidClose(at: now)
        case .fails(let failure): grant.pointee.transportDidFail(failure, at: now)
        }
    }

    private func step(
        _ step: Reply.Step, _ milliseconds: UInt64, _ deadline: Instant, _ action: GrantAction,
        _ success: () -> Void
    ) {
        switch step {
        case .succeeds:
            elapsed += milliseconds
            success()
        case .fails(let failure):
            elapsed += milliseconds
            grant.pointee.transportDidFail(failure, at: now)
        case .closes:
            elapsed += milliseconds
            grant.pointee.transportDidClose(at: now)
        case .stalls:
            pass(until: deadline, asking: action)
        }
    }

    /// Writes the request that is due.
    public func writeRequest() -> [UInt8] {
        [UInt8](capacity: requestBytes) { output in
            grant.pointee.writeRequest(for: configuration, to: &output)
        }
    }

    // MARK: Time

    /// Lets time pass; an impatient driver asks on the way, up to the last millisecond.
    private func pass(until deadline: Instant, asking action: GrantAction) {
        let rest = UInt64(now.milliseconds(until: deadline))
        if habit == .impatient, rest > 1 {
            let begin = elapsed
            for early in [1, rest / 3, rest / 2, rest - 1] where early > 0 {
                elapsed = begin + early
                ask(again: action)
                ask(again: action)
            }
            elapsed = begin
        }
        elapsed += max(rest, 1)
    }

    // MARK: What the machine holds

    /// The record that is to be stored.
    public var record: [UInt8] {
        var bytes: [UInt8] = []
        grant.pointee.forEachRecordPart(at: now, wallClockSeconds: wallClockSeconds) {
            bytes += [UInt8](copying: $0)
        }
        return bytes
    }

    private func shown(_ screen: GrantScreen) -> Shown {
        Shown(
            screen: screen,
            userCode: grant.pointee.withUserCode { String(copying: $0) },
            verificationURI: grant.pointee.withVerificationURI { String(copying: $0) },
            verificationURIComplete: grant.pointee.withVerificationURIComplete {
                String(copying: $0)
            })
    }

    private func reportPoll() {
        let count = grant.pointee.pollCount
        if count < reportedPolls { reportedPolls = 0 }
        guard count != reportedPolls, let outcome = grant.pointee.lastPollOutcome else { return }
        reportedPolls = count
        trace.append(.poll(outcome, at: elapsed))
    }
}

/// A player of the grant with the default capacities.
public typealias StandardPlayer = GrantPlayer<512, 256, 1920>

/// A player of the grant with the small capacities.
public typealias SmallPlayer = GrantPlayer<128, 128, 512>

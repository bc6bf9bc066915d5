import BoundedBytes
import DeviceGrant

/// Drives one grant through a script.
public final class GrantPlayer<let codeCapacity: Int, let uriCapacity: Int, let tokenCapacity: Int>:
    ExchangePlayer<DeviceGrant<codeCapacity, uriCapacity, tokenCapacity>>
{
    public var grant: UnsafeMutablePointer<DeviceGrant<codeCapacity, uriCapacity, tokenCapacity>> {
        machine
    }

    public var habit = Habit.calm

    private var reportedPolls: UInt32 = 0

    /// How often, and with what else, the driver bothers the machine.
    public enum Habit: CaseIterable, Sendable {
        case calm
        /// Every action is asked for several times, and at moments before it is due.
        case impatient
        /// Events that do not fit come in between, twice each.
        case noisy
    }

    /// - Parameters:
    ///   - origin: The tick at which the play begins.
    ///   - replies: One for each request; the last one is repeated.
    public init(
        _ configuration: consuming ClientConfiguration, origin: UInt32 = 0, _ replies: [Reply]
    ) {
        super.init(DeviceGrant(), configuration, origin: origin, replies)
    }

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
            if let end = end(of: action) { return end.outcome }
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

    private func end(of action: GrantAction) -> End? {
        switch action {
        case .idle:
            return End(outcome: nil)
        case .wait(let deadline):
            let end = elapsed + UInt64(now.milliseconds(until: deadline))
            trace.append(.wait(from: elapsed, until: end))
            if end == elapsed { trace.append(.fault("A wait for no time", at: elapsed)) }
            pass(until: deadline, asking: action)
        case .display(let screen):
            trace.append(.display(shown(screen), at: elapsed))
        case .finish(let outcome):
            trace.append(.finish(outcome, at: elapsed))
            return End(outcome: outcome)
        case .connect, .send, .receive, .close, .store:
            perform(action)
        }
        return nil
    }

    // MARK: Time

    /// Lets time pass; an impatient driver asks on the way, up to the last millisecond.
    override func pass(until deadline: Instant, asking action: GrantAction) {
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
        super.pass(until: deadline, asking: action)
    }

    // MARK: What the machine holds

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

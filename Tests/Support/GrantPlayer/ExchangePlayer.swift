import BoundedBytes
import DeviceGrant

/// Drives one machine through a script: a virtual clock, canned replies, and a trace of everything
/// that the machine asked for.
///
/// The machine lies at an address of its own, so that its memory can be searched.
public class ExchangePlayer<Machine: ExchangingMachine & ~Copyable> {
    /// Milliseconds of virtual time since the start of the play.
    public var elapsed: UInt64 = 0
    /// Whether the storage takes records.
    public var storage = RecordStorage.works
    /// The room for a request, in bytes.
    public var requestBytes = 8_192
    /// Any number; it draws the jitter.
    public var entropy: UInt32 = 1
    /// What the wall clock says at the start of the play, in seconds since 1970; nil if the device
    /// does not know.
    public var wallClockAtStart: UInt32?
    public internal(set) var trace: [MachinePlayed<Machine.Outcome>] = []

    let machine: UnsafeMutablePointer<Machine>
    var configuration: ClientConfiguration
    private let origin: UInt32
    private var replies: [Reply]
    private var lastReply: Reply?
    private var reply: Reply?
    private var hasAnswered = false

    init(
        _ machine: consuming Machine, _ configuration: consuming ClientConfiguration,
        origin: UInt32, _ replies: [Reply]
    ) {
        self.configuration = configuration
        self.origin = origin
        self.replies = replies
        self.machine = .allocate(capacity: 1)
        self.machine.initialize(to: machine)
    }

    deinit {
        machine.deinitialize(count: 1)
        machine.deallocate()
    }

    public var now: Instant { Instant(tick: origin &+ UInt32(truncatingIfNeeded: elapsed)) }

    /// What the device knows of the time of day.
    public var wallClockSeconds: UInt32? {
        wallClockAtStart.map { $0 &+ UInt32(truncatingIfNeeded: elapsed / 1_000) }
    }

    /// From here on these replies come, in place of those not used so far.
    public func expect(_ replies: [Reply]) { self.replies = replies }

    /// Writes the request that is due.
    public func writeRequest() -> [UInt8] {
        [UInt8](capacity: requestBytes) { output in
            machine.pointee.writeRequest(for: configuration, to: &output)
        }
    }

    /// The record that is to be stored.
    public var record: [UInt8] {
        var bytes: [UInt8] = []
        machine.pointee.forEachRecordPart(at: now, wallClockSeconds: wallClockSeconds) {
            bytes += [UInt8](copying: $0)
        }
        return bytes
    }

    /// Asks again for an action; another one than before is a fault.
    func ask(again action: MachineAction<Machine.Outcome>) {
        let answer = machine.pointee.poll(at: now)
        if answer != action { trace.append(.fault("\(action) turned into \(answer)", at: elapsed)) }
    }

    /// Does what the machine asks for, if it is about an exchange or its record.
    func perform(_ action: MachineAction<Machine.Outcome>) {
        switch action {
        case .connect(let endpoint, let deadline):
            connect(endpoint, deadline, action)
        case .send(let endpoint, let deadline):
            send(endpoint, deadline, action)
        case .receive(let deadline):
            receive(deadline, action)
        case .close:
            trace.append(.close(at: elapsed))
            machine.pointee.transportDidClose(at: now)
        case .store(let kind):
            trace.append(.store(kind, record, at: elapsed))
            switch storage {
            case .works: machine.pointee.recordDidStore(at: now)
            case .fails: machine.pointee.recordDidNotStore(at: now)
            }
        case .idle, .wait, .display, .finish:
            trace.append(.fault("\(action)", at: elapsed))
        }
    }

    /// Lets time pass.
    func pass(until deadline: Instant, asking action: MachineAction<Machine.Outcome>) {
        elapsed += max(UInt64(now.milliseconds(until: deadline)), 1)
    }

    private func connect(
        _ endpoint: EndpointName, _ deadline: Instant, _ action: MachineAction<Machine.Outcome>
    ) {
        trace.append(.connect(endpoint, at: elapsed))
        if !replies.isEmpty { lastReply = replies.removeFirst() }
        reply = lastReply
        hasAnswered = false
        guard let reply else { return pass(until: deadline, asking: action) }
        step(reply.connecting, reply.connectMilliseconds, deadline, action) {
            machine.pointee.transportDidConnect(at: now)
        }
    }

    private func send(
        _ endpoint: EndpointName, _ deadline: Instant, _ action: MachineAction<Machine.Outcome>
    ) {
        let bytes = writeRequest()
        guard !bytes.isEmpty, let reply else { return }
        step(reply.sending, reply.sendMilliseconds, deadline, action) {
            trace.append(.request(SentRequest(endpoint: endpoint, at: elapsed, bytes: bytes)))
            machine.pointee.transportDidSend(at: now)
        }
    }

    private func receive(_ deadline: Instant, _ action: MachineAction<Machine.Outcome>) {
        guard let reply, hasAnswered else {
            elapsed += reply?.answerMilliseconds ?? 0
            hasAnswered = true
            for piece in reply?.pieces.split(reply?.bytes ?? []) ?? [] {
                machine.pointee.receive(piece.span, at: now)
            }
            return
        }
        switch reply.ending {
        case .staysOpen: pass(until: deadline, asking: action)
        case .closes: machine.pointee.transportDidClose(at: now)
        case .fails(let failure): machine.pointee.transportDidFail(failure, at: now)
        }
    }

    private func step(
        _ step: Reply.Step, _ milliseconds: UInt64, _ deadline: Instant,
        _ action: MachineAction<Machine.Outcome>, _ success: () -> Void
    ) {
        if step != .stalls { elapsed += milliseconds }
        switch step {
        case .succeeds: success()
        case .fails(let failure): machine.pointee.transportDidFail(failure, at: now)
        case .closes: machine.pointee.transportDidClose(at: now)
        case .stalls: pass(until: deadline, asking: action)
        }
    }

    // MARK: Views of the trace that tests ask for

    public var requests: [SentRequest] {
        trace.compactMap { if case .request(let request) = $0 { request } else { nil } }
    }

    /// The endpoints that were connected to, in their order.
    public var connectedEndpoints: [EndpointName] {
        trace.compactMap { if case .connect(let endpoint, _) = $0 { endpoint } else { nil } }
    }

    /// When the machine began to connect, in milliseconds.
    public var connects: [UInt64] {
        trace.compactMap { if case .connect(_, let time) = $0 { time } else { nil } }
    }

    public var closes: Int {
        trace.count { if case .close = $0 { true } else { false } }
    }

    /// The records of that kind.
    public func records(_ kind: GrantRecord) -> [[UInt8]] {
        trace.compactMap {
            if case .store(kind, let record, _) = $0 { record } else { nil }
        }
    }

    public var faults: [String] {
        trace.compactMap { if case .fault(let fault, _) = $0 { fault } else { nil } }
    }

    /// Whether the text stands anywhere in the machine's memory.
    public func memoryHolds(_ text: String) -> Bool {
        occurrences(of: text, at: machine, bytes: MemoryLayout<Machine>.size) > 0
    }
}

/// Whether a storage takes records.
public enum RecordStorage: Sendable {
    case works, fails
}

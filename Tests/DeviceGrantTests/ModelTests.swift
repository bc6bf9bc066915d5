import BoundedBytes
import DeviceGrant
import GrantPlayer
import Testing

/// All sequences of events against a model that is small enough to read.
@Suite struct ModelTests {
    typealias Event = GrantModel.Event

    /// Where the sequences begin, and how many events they have.
    static let beginnings: [(events: [Event], length: Int)] = [
        ([], 8),
        // The codes have just come.
        (waiting, 8),
        // The codes are to be stored.
        (Array(waiting.dropLast(3)), 8),
        // A poll's request has left.
        (waiting + receiving, 8),
        // A poll has failed, and the connection is to be closed.
        (waiting + receiving + [.didFail], 8),
        // The codes were asked for, and memory did not suffice, twice.
        (shortOfMemory, 8),
        // The tokens have come.
        (waiting + receiving + [.tokens], 8),
        // The server has said slow_down, and the codes are stored once more.
        (waiting + receiving + [.slowDown], 8),
        // It has said so twice in a row.
        (waiting + receiving + [.slowDown, .stored] + receiving + [.slowDown], 8),
        // The user has declined, and what was stored goes.
        (waiting + receiving + [.denied], 8),
    ]

    private static let waiting: [Event] = [
        .start, .poll, .poll, .didConnect, .poll, .didSend, .poll, .codes, .poll, .stored, .poll,
    ]
    private static let shortOfMemory: [Event] = [
        .start, .poll, .poll, .ranShort, .poll, .didClose, .poll, .timer, .poll, .ranShort, .poll,
    ]
    private static let receiving: [Event] = [.timer, .poll, .didConnect, .poll, .didSend, .poll]

    @Test("All sequences of up to eight events do what the model does", arguments: beginnings)
    func sequences(_ events: [Event], _ length: Int) throws {
        // The wrap of the tick lies within the first poll.
        var start = Twins(origin: .max - 5_050)
        for event in events { try #require(start.apply(event) == nil) }
        follow(start, events.count, length)
    }

    @Test(
        "After a reboot all sequences of up to eight events do what the model does",
        arguments: [0, 1, 20] as [UInt64])
    func resumed(_ seconds: UInt64) throws {
        follow(Twins(origin: .max - 5_050, resumedFor: seconds), 0, 8)
    }

    private func follow(_ start: Twins, _ eventsBefore: Int, _ length: Int) {
        // Two sequences that lead to the same state go on alike: each state is followed up once.
        var states: Set<Twins> = [start]
        var seen = states
        var steps = 0
        for _ in 0..<length {
            var next: Set<Twins> = []
            for state in states {
                for event in Event.allCases {
                    var twins = state
                    steps += 1
                    if let difference = twins.apply(event) {
                        Issue.record("\(twins.history): \(difference)")
                        return
                    }
                    if seen.insert(twins).inserted { next.insert(twins) }
                }
            }
            states = next
        }
        print("\(eventsBefore) events before: \(steps) steps, \(seen.count) states")
        #expect(seen.count > 100)
    }
}

/// The machine and the model, in the same state.
private struct Twins: Hashable {
    var model = GrantModel(now: 0)
    /// The machine's bytes. It has no references, so that they are all of it.
    var machine: [UInt8]
    let origin: UInt32
    var history: [GrantModel.Event] = []

    init(origin: UInt32) {
        self.origin = origin
        machine = [UInt8](repeating: 0, count: MemoryLayout<SmallDeviceGrant>.stride)
        machine.withUnsafeMutableBytes { bytes in
            bytes.withMemoryRebound(to: SmallDeviceGrant.self) { grants in
                grants.initializeElement(at: 0, to: SmallDeviceGrant())
            }
        }
    }

    /// Both after a reboot with codes that live for so many seconds.
    init(origin: UInt32, resumedFor seconds: UInt64) {
        self.init(origin: origin)
        model = GrantModel(now: 0, resumedFor: seconds * 1_000)
        let texts = [(5, "d"), (6, "u"), (7, "https://a/")]
        var record: [UInt8] = [1]
        for (tag, text) in texts {
            record += [UInt8(tag), 0, UInt8(text.utf8.count)] + Array(text.utf8)
        }
        record += [9, 0, 4, 0, 0, 0x13, 0x88, 10, 0, 4, 0, 0, 0, 20]
        record += [11, 0, 4, 0, 0, 0, UInt8(seconds)]
        machine.withUnsafeMutableBytes { bytes in
            bytes.withMemoryRebound(to: SmallDeviceGrant.self) { grants in
                grants[0].restore(record.span)
                _ = grants[0].resume(
                    at: Instant(tick: origin), wallClockSeconds: nil, entropy: 1)
            }
        }
    }

    static func == (first: Twins, second: Twins) -> Bool {
        first.model == second.model && first.machine == second.machine
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(model)
    }

    /// Gives the event to both; what they then differ in, or nil.
    mutating func apply(_ event: GrantModel.Event) -> String? {
        history.append(event)
        let origin = origin
        var model = model
        defer { self.model = model }
        return machine.withUnsafeMutableBytes { bytes in
            bytes.withMemoryRebound(to: SmallDeviceGrant.self) { grants in
                model.apply(event)
                let now = Instant(tick: origin &+ UInt32(truncatingIfNeeded: model.now))
                if event == .poll {
                    let action = grants[0].poll(at: now).label { instant in
                        model.now + UInt64(now.milliseconds(until: instant))
                    }
                    let expected = model.poll()
                    if action != expected { return "\(action) instead of \(expected)" }
                } else {
                    Self.apply(event, to: &grants[0], at: now)
                }
                return Self.difference(between: &grants[0], and: model, at: now)
            }
        }
    }

    private static func apply(
        _ event: GrantModel.Event, to grant: inout SmallDeviceGrant, at now: Instant
    ) {
        switch event {
        case .poll, .timer, .almostTimer: break
        case .start: grant.start(at: now, entropy: 1)
        case .cancel: grant.cancel(at: now)
        case .didConnect: grant.transportDidConnect(at: now)
        case .didSend: grant.transportDidSend(at: now)
        case .interim: grant.receive(Answers.interim.span, at: now)
        case .codes: grant.receive(Answers.codes.span, at: now)
        case .pending: grant.receive(Answers.pending.span, at: now)
        case .slowDown: grant.receive(Answers.slowDown.span, at: now)
        case .tokens: grant.receive(Answers.tokens.span, at: now)
        case .denied: grant.receive(Answers.denied.span, at: now)
        case .didClose: grant.transportDidClose(at: now)
        case .didFail: grant.transportDidFail(.unreachable, at: now)
        case .ranShort: grant.transportDidFail(.outOfMemory, at: now)
        case .stored: grant.recordDidStore(at: now)
        case .notStored: grant.recordDidNotStore(at: now)
        }
    }

    private static func difference(
        between grant: inout SmallDeviceGrant, and model: GrantModel, at now: Instant
    ) -> String? {
        if grant.pollCount != model.polls { return "\(grant.pollCount) polls" }
        if grant.lastPollOutcome?.label != model.lastOutcome {
            return "\(String(describing: grant.lastPollOutcome)) as the last outcome"
        }
        let remaining = grant.remainingMilliseconds(at: now).map { UInt64($0) }
        if remaining != model.remaining { return "\(remaining as Any) ms left" }
        let hasCodes = grant.withUserCode { $0.count > 0 }
        if hasCodes != model.hasCodes { return "codes: \(hasCodes)" }
        let hasTokens = grant.withAccessToken { $0.count > 0 }
        if hasTokens != model.hasTokens { return "tokens: \(hasTokens)" }
        return nil
    }

    /// The events' bytes, as short as they can be.
    private enum Answers {
        static let interim = Array("HTTP/1.1 103 Hints\r\n\r\n".utf8)
        static let codes = bytes(
            200,
            #"{"device_code":"d","user_code":"u","verification_uri":"https://a/","expires_in":20}"#)
        static let pending = bytes(400, #"{"error":"authorization_pending"}"#)
        static let slowDown = bytes(400, #"{"error":"slow_down"}"#)
        static let tokens = bytes(200, #"{"access_token":"a"}"#)
        static let denied = bytes(400, #"{"error":"access_denied"}"#)

        private static func bytes(_ status: Int, _ body: String) -> [UInt8] {
            Array("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
        }
    }
}

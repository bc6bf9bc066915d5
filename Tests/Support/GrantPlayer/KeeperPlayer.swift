import BoundedBytes
import DeviceGrant

/// Drives one keeper through a script, as ``GrantPlayer`` does a grant.
public final class KeeperPlayer<let tokenCapacity: Int> {
    public let keeper: UnsafeMutablePointer<TokenKeeper<tokenCapacity>>

    /// Milliseconds of virtual time since the start of the play.
    public var elapsed: UInt64 = 0
    public var storage = Storage.works
    /// The room for a request, in bytes.
    public var requestBytes = 8_192
    public var entropy: UInt32 = 1
    /// What the wall clock says at the start of the play, in seconds since 1970; nil if the device
    /// does not know.
    public var wallClockAtStart: UInt32?
    public private(set) var trace: [KeeperPlayed] = []

    private let configuration: ClientConfiguration
    private let origin: UInt32
    private var replies: [Reply]
    private var lastReply: Reply?
    private var reply: Reply?
    private var hasAnswered = false

    public enum Storage: Sendable {
        case works, fails
    }

    public init(
        _ configuration: consuming ClientConfiguration, origin: UInt32 = 0, _ replies: [Reply]
    ) {
        self.configuration = configuration
        self.origin = origin
        self.replies = replies
        keeper = .allocate(capacity: 1)
        keeper.initialize(to: TokenKeeper())
    }

    deinit {
        keeper.deinitialize(count: 1)
        keeper.deallocate()
    }

    public var now: Instant { Instant(tick: origin &+ UInt32(truncatingIfNeeded: elapsed)) }

    public var wallClockSeconds: UInt32? {
        wallClockAtStart.map { $0 &+ UInt32(truncatingIfNeeded: elapsed / 1_000) }
    }

    /// From here on these replies come, in place of those not used so far.
    public func expect(_ replies: [Reply]) { self.replies = replies }

    // MARK: The application

    /// Takes up a record, read in pieces of so many bytes.
    @discardableResult
    public func keep(_ record: [UInt8], pieceBytes: Int = 64) -> Bool {
        var rest = record[...]
        while !rest.isEmpty {
            keeper.pointee.restore(Array(rest.prefix(pieceBytes)).span)
            rest = rest.dropFirst(pieceBytes)
        }
        return keeper.pointee.keep(
            at: now, wallClockSeconds: wallClockSeconds, entropy: entropy)
    }

    /// The access token, as the application gets it.
    public var accessToken: (state: AccessTokenState?, text: String) {
        var state: AccessTokenState?
        let bytes = [UInt8](capacity: 8_192) { output in
            state = try? keeper.pointee.writeAccessToken(at: now, to: &output)
        }
        return (state, String(decoding: bytes, as: UTF8.self))
    }

    public func refresh() {
        keeper.pointee.refresh(at: now)
    }

    public func signOut() {
        keeper.pointee.signOut(at: now, configuration: configuration)
    }

    // MARK: The driver

    /// Runs until the keeper has ended, `end` has come, or `stop` says so of the action to come.
    @discardableResult
    public func run(
        until end: UInt64 = .max, stop: (KeeperAction) -> Bool = { _ in false }
    ) -> KeeperOutcome? {
        for _ in 0..<200_000 {
            let action = keeper.pointee.poll(at: now)
            if keeper.pointee.poll(at: now) != action {
                trace.append(.fault("\(action) was not repeated", at: elapsed))
            }
            if stop(action) { return nil }
            switch action {
            case .idle: return nil
            case .finish(let outcome): return outcome
            case .wait(let deadline):
                let rest = UInt64(now.milliseconds(until: deadline))
                if rest == 0 { trace.append(.fault("A wait for no time", at: elapsed)) }
                guard elapsed + max(rest, 1) < end else {
                    elapsed = end
                    return nil
                }
                elapsed += max(rest, 1)
            default: perform(action)
            }
        }
        return nil
    }

    /// The record that is to be stored.
    public var record: [UInt8] {
        var bytes: [UInt8] = []
        keeper.pointee.forEachRecordPart(at: now, wallClockSeconds: wallClockSeconds) {
            bytes += [UInt8](copying: $0)
        }
        return bytes
    }

    /// Writes the request that is due.
    public func writeRequest() -> [UInt8] {
        [UInt8](capacity: requestBytes) { output in
            keeper.pointee.writeRequest(for: configuration, to: &output)
        }
    }

    private func perform(_ action: KeeperAction) {
        switch action {
        case .connect(let endpoint, let deadline): connect(endpoint, deadline)
        case .send(let endpoint, let deadline): send(endpoint, deadline)
        case .receive(let deadline): receive(deadline)
        case .close:
            trace.append(.close(at: elapsed))
            keeper.pointee.transportDidClose(at: now)
        case .store(let kind):
            trace.append(.store(kind, record, at: elapsed))
            switch storage {
            case .works: keeper.pointee.recordDidStore(at: now)
            case .fails: keeper.pointee.recordDidNotStore(at: now)
            }
        default: trace.append(.fault("\(action)", at: elapsed))
        }
    }

    private func connect(_ endpoint: EndpointName, _ deadline: Instant) {
        trace.append(.connect(endpoint, at: elapsed))
        if !replies.isEmpty { lastReply = replies.removeFirst() }
        reply = lastReply
        hasAnswered = false
        guard let reply else { return pass(until: deadline) }
        step(reply.connecting, reply.connectMilliseconds, deadline) {
            keeper.pointee.transportDidConnect(at: now)
        }
    }

    private func send(_ endpoint: EndpointName, _ deadline: Instant) {
        let bytes = writeRequest()
        guard !bytes.isEmpty, let reply else { return }
        step(reply.sending, reply.sendMilliseconds, deadline) {
            trace.append(.request(SentRequest(endpoint: endpoint, at: elapsed, bytes: bytes)))
            keeper.pointee.transportDidSend(at: now)
        }
    }

    private func receive(_ deadline: Instant) {
        guard let reply, hasAnswered else {
            elapsed += reply?.answerMilliseconds ?? 0
            hasAnswered = true
            for piece in reply?.pieces.split(reply?.bytes ?? []) ?? [] {
                keeper.pointee.receive(piece.span, at: now)
            }
            return
        }
        switch reply.ending {
        case .staysOpen: pass(until: deadline)
        case .closes: keeper.pointee.transportDidClose(at: now)
        case .fails(let failure): keeper.pointee.transportDidFail(failure, at: now)
        }
    }

    private func step(
        _ step: Reply.Step, _ milliseconds: UInt64, _ deadline: Instant, _ success: () -> Void
    ) {
        if step != .stalls { elapsed += milliseconds }
        switch step {
        case .succeeds: success()
        case .fails(let failure): keeper.pointee.transportDidFail(failure, at: now)
        case .closes: keeper.pointee.transportDidClose(at: now)
        case .stalls: pass(until: deadline)
        }
    }

    private func pass(until deadline: Instant) {
        elapsed += max(UInt64(now.milliseconds(until: deadline)), 1)
    }

    // MARK: Views

    public var requests: [SentRequest] {
        trace.compactMap { if case .request(let request) = $0 { request } else { nil } }
    }

    /// When the keeper began to connect, in milliseconds.
    public var connects: [UInt64] {
        trace.compactMap { if case .connect(_, let time) = $0 { time } else { nil } }
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

    /// Whether the text stands anywhere in the keeper's memory.
    public func memoryHolds(_ text: String) -> Bool {
        occurrences(of: text, at: keeper, bytes: MemoryLayout<TokenKeeper<tokenCapacity>>.size) > 0
    }
}

/// What the keeper asked for, with the time in milliseconds from the start of the play.
public enum KeeperPlayed: Equatable {
    case connect(EndpointName, at: UInt64)
    case request(SentRequest)
    case close(at: UInt64)
    case store(GrantRecord, [UInt8], at: UInt64)
    /// The keeper did what it never may.
    case fault(String, at: UInt64)
}

/// A player of the keeper with the default capacity.
public typealias StandardKeeperPlayer = KeeperPlayer<1920>

/// A player of the keeper with the small capacity.
public typealias SmallKeeperPlayer = KeeperPlayer<512>

import BoundedBytes
import DeviceGrant
import HTTPWire

/// Drives one discovery through a script, as ``GrantPlayer`` does a grant.
public final class DiscoveryPlayer {
    public var discovery = ServerDiscovery()

    /// Milliseconds of virtual time since the start of the play.
    public var elapsed: UInt64 = 0
    /// The room for a request, in bytes.
    public var requestBytes = 4_096
    public private(set) var trace: [DiscoveryPlayed] = []

    private var configuration: ClientConfiguration
    private let origin: UInt32
    private var replies: [Reply]
    private var lastReply: Reply?
    private var reply: Reply?
    private var hasAnswered = false

    /// - Parameters:
    ///   - origin: The tick at which the play begins.
    ///   - replies: One for each request; the last one is repeated.
    public init(
        _ configuration: consuming ClientConfiguration, origin: UInt32 = 0, _ replies: [Reply]
    ) {
        self.configuration = configuration
        self.origin = origin
        self.replies = replies
    }

    public var now: Instant { Instant(tick: origin &+ UInt32(truncatingIfNeeded: elapsed)) }

    /// From here on these replies come, in place of those not used so far.
    public func expect(_ replies: [Reply]) { self.replies = replies }

    /// Starts, and runs to the end.
    @discardableResult
    public func play() -> DiscoveryOutcome? {
        discovery.start(at: now)
        return run()
    }

    /// Runs until the discovery has ended, or `stop` says so of the action to come.
    @discardableResult
    public func run(until stop: (DiscoveryAction) -> Bool = { _ in false }) -> DiscoveryOutcome? {
        for _ in 0..<1_000 {
            let action = discovery.poll(at: now)
            if discovery.poll(at: now) != action {
                trace.append(.fault("\(action) was not repeated", at: elapsed))
            }
            if stop(action) { return nil }
            switch action {
            case .idle:
                return nil
            case .finish(let outcome):
                trace.append(.finish(outcome, at: elapsed))
                return outcome
            case .connect(let endpoint, let deadline): connect(endpoint, deadline)
            case .send(let endpoint, let deadline): send(endpoint, deadline)
            case .receive(let deadline): receive(deadline)
            case .close:
                trace.append(.close(at: elapsed))
                discovery.transportDidClose(at: now)
            // Nothing is shown or stored, and there is nothing to wait for.
            case .wait, .display, .store:
                trace.append(.fault("\(action)", at: elapsed))
                return nil
            }
        }
        return nil
    }

    /// Writes the request that is due.
    public func writeRequest() -> [UInt8] {
        [UInt8](capacity: requestBytes) { output in
            discovery.writeRequest(for: configuration, to: &output)
        }
    }

    /// Gives the configuration what was found.
    public func apply() -> RefusalReason? {
        discovery.apply(to: &configuration)
    }

    private func connect(_ endpoint: EndpointName, _ deadline: Instant) {
        trace.append(.connect(endpoint, at: elapsed))
        if !replies.isEmpty { lastReply = replies.removeFirst() }
        reply = lastReply
        hasAnswered = false
        guard let reply else { return pass(until: deadline) }
        step(reply.connecting, reply.connectMilliseconds, deadline) {
            discovery.transportDidConnect(at: now)
        }
    }

    private func send(_ endpoint: EndpointName, _ deadline: Instant) {
        let bytes = writeRequest()
        guard !bytes.isEmpty, let reply else { return }
        step(reply.sending, reply.sendMilliseconds, deadline) {
            trace.append(.request(SentRequest(endpoint: endpoint, at: elapsed, bytes: bytes)))
            discovery.transportDidSend(at: now)
        }
    }

    private func receive(_ deadline: Instant) {
        guard let reply, hasAnswered else {
            elapsed += reply?.answerMilliseconds ?? 0
            hasAnswered = true
            for piece in reply?.pieces.split(reply?.bytes ?? []) ?? [] {
                discovery.receive(piece.span, at: now)
            }
            return
        }
        switch reply.ending {
        case .staysOpen: pass(until: deadline)
        case .closes: discovery.transportDidClose(at: now)
        case .fails(let failure): discovery.transportDidFail(failure, at: now)
        }
    }

    private func step(
        _ step: Reply.Step, _ milliseconds: UInt64, _ deadline: Instant, _ success: () -> Void
    ) {
        if step != .stalls { elapsed += milliseconds }
        switch step {
        case .succeeds: success()
        case .fails(let failure): discovery.transportDidFail(failure, at: now)
        case .closes: discovery.transportDidClose(at: now)
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

    /// The documents that were asked for, in their order.
    public var documents: [EndpointName] {
        trace.compactMap { if case .connect(let endpoint, _) = $0 { endpoint } else { nil } }
    }

    public var closes: Int {
        trace.count { if case .close = $0 { true } else { false } }
    }

    public var faults: [String] {
        trace.compactMap { if case .fault(let fault, _) = $0 { fault } else { nil } }
    }

    /// Whether the configuration has the endpoints.
    public var hasEndpoints: Bool { configuration.hasEndpoints }

    /// Whether the configuration has the URL as the endpoint of that name.
    public func has(_ url: String, as name: EndpointName) -> Bool {
        let bytes = Array(url.utf8)
        var isSame = false
        configuration.withEndpoint(name) { isSame = $0.isEqual(to: bytes.span) }
        return isSame
    }

    /// Whether the configuration has an endpoint of that name.
    public func has(_ name: EndpointName) -> Bool {
        var isThere = false
        configuration.withEndpoint(name) { _ in isThere = true }
        return isThere
    }
}

/// What the discovery asked for, with the time in milliseconds from the start of the play.
public enum DiscoveryPlayed: Equatable {
    case connect(EndpointName, at: UInt64)
    case request(SentRequest)
    case close(at: UInt64)
    case finish(DiscoveryOutcome, at: UInt64)
    /// The discovery did what it never may.
    case fault(String, at: UInt64)
}

import BoundedBytes
import HTTPWire

/// Finds a server's endpoints from its issuer (RFC 8414): a state machine without I/O, driven like
/// ``DeviceGrant``.
///
/// It asks for `/.well-known/oauth-authorization-server`, then, if the server has no such document,
/// for `/.well-known/openid-configuration` (RFC 8414 §5). The document must name exactly the issuer
/// that was asked for.
public struct ServerDiscovery: ~Copyable {
    private var exchange = Exchange()
    private var phase = Phase.idle
    private var metadata = ServerMetadata()

    private enum Phase: Equatable {
        case idle
        case asking(EndpointName)
        case finished(DiscoveryOutcome)
    }

    public init() {}

    /// Begins to ask. Ignored while it is under way.
    public mutating func start(at now: Instant) {
        if case .asking = phase { return }
        ask(.oauthMetadata, at: now)
    }

    /// Gives up.
    public mutating func cancel(at now: Instant) {
        guard case .asking = phase else { return }
        exchange.abandon()
        phase = .finished(.cancelled)
    }

    /// What to do next.
    public mutating func poll(at now: Instant) -> DiscoveryAction {
        if let end = exchange.checkDeadline(at: now) { exchangeDidEnd(end, at: now) }
        if case .asking(let name) = phase, let action: DiscoveryAction = exchange.action(name) {
            return action
        }
        if exchange.mustClose { return .close }
        if case .finished(let outcome) = phase { return .finish(outcome) }
        return .idle
    }

    /// Writes the whole request that ``MachineAction/send(_:until:)`` asks for.
    public mutating func writeRequest(
        for configuration: borrowing ClientConfiguration, to output: inout OutputSpan<UInt8>
    ) {
        guard case .asking(let name) = phase, exchange.phase == .sending else { return }
        let start = output.count
        do throws(CapacityExceeded) {
            try configuration.withEndpoint(name) { (endpoint) throws(CapacityExceeded) in
                try output.beginRequestLine("GET", endpoint)
                try output.endRequestLine(endpoint)
                try output.endRequestHead()
            }
        } catch {
            // Half a request must not leave.
            output.removeLast(output.count - start)
            exchange.abandon()
            phase = .finished(.outOfMemory(requestBufferCapacity: error.capacity))
        }
    }

    /// See ``DeviceGrant/transportDidConnect(at:)``.
    public mutating func transportDidConnect(at now: Instant) {
        exchange.didConnect(at: now)
    }

    /// See ``DeviceGrant/transportDidSend(at:)``.
    public mutating func transportDidSend(at now: Instant) {
        exchange.didSend(at: now)
    }

    /// See ``DeviceGrant/receive(_:at:)``.
    public mutating func receive(_ bytes: borrowing Span<UInt8>, at now: Instant) {
        if let end = exchange.receive(bytes, into: &metadata) { exchangeDidEnd(end, at: now) }
    }

    /// See ``DeviceGrant/transportDidClose(at:)``.
    public mutating func transportDidClose(at now: Instant) {
        if let end = exchange.didClose() { exchangeDidEnd(end, at: now) }
    }

    /// See ``DeviceGrant/transportDidFail(_:at:)``.
    public mutating func transportDidFail(_ failure: TransportFailure, at now: Instant) {
        if let end = exchange.didFail(failure) { exchangeDidEnd(end, at: now) }
    }

    // MARK: What happened

    private mutating func ask(_ name: EndpointName, at now: Instant) {
        metadata.wipe(.issuer)
        metadata.wipe(.deviceAuthorizationEndpoint)
        metadata.wipe(.tokenEndpoint)
        metadata.wipe(.revocationEndpoint)
        phase = .asking(name)
        exchange.begin(.metadata, at: now)
    }

    private mutating func exchangeDidEnd(_ end: Exchange.End, at now: Instant) {
        switch end {
        case .failure(let failure):
            phase = .finished(.networkFailure(failure))
        case .refused(let error):
            phase = .finished(.refusedAnswer(.http(error)))
        case .response(let response):
            guard let reason = refusal(of: response) else {
                phase = .finished(.found)
                return
            }
            if phase == .asking(.oauthMetadata), !isTrouble(response.status) {
                ask(.openIDMetadata, at: now)
            } else {
                phase = .finished(.refusedAnswer(reason))
            }
        }
    }

    private func refusal(of response: Exchange.Response) -> RefusalReason? {
        guard response.status == 200 else { return .status(response.status) }
        guard response.hasObject else { return .notJSON }
        if let problem = exchange.facts.problem { return problem }
        if metadata.issuer.isEmpty { return .missing(.issuer) }
        if metadata.deviceAuthorizationEndpoint.isEmpty {
            return .missing(.deviceAuthorizationEndpoint)
        }
        if metadata.tokenEndpoint.isEmpty { return .missing(.tokenEndpoint) }
        return nil
    }

    // MARK: The result

    /// Gives the configuration the endpoints that were found.
    ///
    /// - Returns: Why they are not taken: the document is another issuer's (RFC 8414 §3.3), or names
    ///   what is no endpoint. Nil if they are.
    public borrowing func apply(
        to configuration: inout ClientConfiguration
    ) -> RefusalReason? {
        let isSameIssuer = metadata.issuer.withBytes { configuration.isIssuer($0) }
        guard isSameIssuer else { return .unusable(.issuer) }
        let allowsPlaintext = configuration.isIssuerPlaintext
        do throws(EndpointError) {
            let deviceAuthorization = try Self.endpoint(
                metadata.deviceAuthorizationEndpoint, allowsPlaintext)
            do throws(EndpointError) {
                let token = try Self.endpoint(metadata.tokenEndpoint, allowsPlaintext)
                configuration.setEndpoints(deviceAuthorization: deviceAuthorization, token: token)
            } catch {
                return .unusable(.tokenEndpoint)
            }
        } catch {
            return .unusable(.deviceAuthorizationEndpoint)
        }
        // Optional: without it, signing out forgets the tokens without telling the server.
        configuration.revocationEndpoint = try? Self.endpoint(
            metadata.revocationEndpoint, allowsPlaintext)
        return nil
    }

    private static func endpoint(
        _ text: borrowing FixedBytes<256>, _ allowsPlaintext: Bool
    ) throws(EndpointError) -> Endpoint {
        let endpoint = try text.withBytes { (text) throws(EndpointError) in try Endpoint(text) }
        guard allowsPlaintext || !endpoint.isPlaintext else { throw .unsupportedScheme }
        return endpoint
    }
}

/// The texts of a metadata document.
private struct ServerMetadata: ~Copyable, TextHolder {
    var issuer = FixedBytes<256>()
    var deviceAuthorizationEndpoint = FixedBytes<256>()
    var tokenEndpoint = FixedBytes<256>()
    var revocationEndpoint = FixedBytes<256>()

    mutating func append(
        _ bytes: borrowing Span<UInt8>, to member: AnswerMember
    ) throws(CapacityExceeded) {
        switch member {
        case .issuer: try issuer.append(bytes)
        case .deviceAuthorizationEndpoint: try deviceAuthorizationEndpoint.append(bytes)
        case .tokenEndpoint: try tokenEndpoint.append(bytes)
        case .revocationEndpoint: try revocationEndpoint.append(bytes)
        default: break
        }
    }

    mutating func wipe(_ member: AnswerMember) {
        switch member {
        case .issuer: issuer.wipe()
        case .deviceAuthorizationEndpoint: deviceAuthorizationEndpoint.wipe()
        case .tokenEndpoint: tokenEndpoint.wipe()
        case .revocationEndpoint: revocationEndpoint.wipe()
        default: break
        }
    }
}

/// What ``ServerDiscovery/poll(at:)`` asks its driver to do next.
public typealias DiscoveryAction = MachineAction<DiscoveryOutcome>

/// How a discovery ended.
public enum DiscoveryOutcome: Equatable, Sendable {
    /// The server has the documents; see ``ServerDiscovery/apply(to:)``.
    case found
    case networkFailure(TransportFailure)
    case refusedAnswer(RefusalReason)
    /// A request did not fit into the driver's buffer, which holds this many bytes.
    case outOfMemory(requestBufferCapacity: Int)
    case cancelled
}

extension ServerDiscovery: ExchangingMachine {
    public typealias Outcome = DiscoveryOutcome

    /// Nothing is stored.
    public borrowing func forEachRecordPart<Failure: Error>(
        at now: Instant, wallClockSeconds: UInt32?,
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {}

    public mutating func recordDidStore(at now: Instant) {}
    public mutating func recordDidNotStore(at now: Instant) {}
}

import BoundedBytes
import HTTPWire

/// The order of a discovery, and the places of its texts: all of it but the room for them.
struct DiscoveryControl: ~Copyable {
    private var exchange = Exchange(
        TextTable([
            Endpoint.bytesMaximum, Endpoint.bytesMaximum, Endpoint.bytesMaximum,
            Endpoint.bytesMaximum, 0, 0, 0, 0,
        ]))
    private var phase = Phase.idle
    /// How the last discovery ended; nil before that.
    private var outcome: DiscoveryOutcome?

    private enum Phase {
        case idle, askingOAuth, askingOpenID
    }

    private var isAsking: Bool { phase != .idle }

    mutating func start(at now: Instant, _ room: inout MutableSpan<UInt8>) {
        if isAsking { return }
        outcome = nil
        phase = .askingOAuth
        ask(.oauthMetadata, at: now, &room)
    }

    mutating func cancel() {
        guard isAsking else { return }
        exchange.abandon()
        finish(.cancelled)
    }

    mutating func poll(at now: Instant, _ room: inout MutableSpan<UInt8>) -> DiscoveryAction {
        didHappen(.none, Span(), &room, at: now)
        if let action: DiscoveryAction = exchange.action() { return action }
        guard let outcome else { return .idle }
        return .finish(outcome)
    }

    mutating func writeRequest(
        for configuration: borrowing ClientConfiguration, to output: inout OutputSpan<UInt8>,
        _ room: inout MutableSpan<UInt8>
    ) {
        let isWhole = exchange.writeRequest(
            about: .error, for: configuration, room.span, to: &output)
        if !isWhole { finish(.outOfMemory(requestBufferCapacity: output.capacity)) }
    }

    @inline(never)
    mutating func didHappen(
        _ event: Exchange.Event, _ bytes: borrowing Span<UInt8>,
        _ room: inout MutableSpan<UInt8>, at now: Instant
    ) {
        guard let outcome = exchange.didHappen(event, bytes, &room, at: now) else { return }
        switch outcome {
        case .networkFailure(let failure):
            finish(.networkFailure(failure))
        case .refusedAnswer(let reason):
            let isAnswered = exchange.status > 0 && !isTrouble(exchange.status)
            if phase == .askingOAuth, isAnswered {
                phase = .askingOpenID
                ask(.openIDMetadata, at: now, &room)
            } else {
                finish(.refusedAnswer(reason))
            }
        default:
            finish(.found)
        }
    }

    private mutating func ask(
        _ request: MachineRequest, at now: Instant, _ room: inout MutableSpan<UInt8>
    ) {
        exchange.texts.wipe(.issuer, through: .revocationEndpoint, &room)
        exchange.begin(request, .metadata, at: now)
    }

    private mutating func finish(_ outcome: DiscoveryOutcome) {
        phase = .idle
        self.outcome = outcome
    }

    // MARK: The result

    borrowing func apply(
        _ room: borrowing Span<UInt8>, to configuration: inout ClientConfiguration
    ) -> RefusalReason? {
        // Nothing of a document that was refused counts.
        guard case .found = outcome,
            configuration.isIssuer(room.extracting(exchange.texts.range(.issuer)))
        else { return .unusable(.issuer) }
        let allowsPlaintext = configuration.isIssuerPlaintext
        guard
            let deviceAuthorization = endpoint(
                .deviceAuthorizationEndpoint, room, allowsPlaintext)
        else { return .unusable(.deviceAuthorizationEndpoint) }
        guard let token = endpoint(.tokenEndpoint, room, allowsPlaintext) else {
            return .unusable(.tokenEndpoint)
        }
        configuration.setEndpoints(deviceAuthorization: deviceAuthorization, token: token)
        // Optional: without it, signing out forgets the tokens without telling the server.
        configuration.revocationEndpoint = endpoint(.revocationEndpoint, room, allowsPlaintext)
        return nil
    }

    @inline(never)
    private borrowing func endpoint(
        _ place: TextPlace, _ room: borrowing Span<UInt8>, _ allowsPlaintext: Bool
    ) -> Endpoint? {
        guard let endpoint = try? Endpoint(room.extracting(exchange.texts.range(place))),
            allowsPlaintext || !endpoint.isPlaintext
        else { return nil }
        return endpoint
    }
}

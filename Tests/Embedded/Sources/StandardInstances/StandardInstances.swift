import BoundedBytes
import DeviceGrant
import HTTPWire

/// What a driver tells the machines.
public struct Facts {
    public var now: Instant
    public var wallClockSeconds: UInt32?
    public var entropy: UInt32
    public var failure: TransportFailure
}

public func useStandardGrant(
    _ grant: inout StandardDeviceGrant, _ configuration: borrowing ClientConfiguration,
    _ bytes: borrowing Span<UInt8>, _ output: inout OutputSpan<UInt8>, _ facts: Facts
) {
    use(&grant, configuration, bytes, &output, facts)
}

public func useStandardKeeper(
    _ keeper: inout StandardTokenKeeper, _ configuration: borrowing ClientConfiguration,
    _ bytes: borrowing Span<UInt8>, _ output: inout OutputSpan<UInt8>, _ facts: Facts
) -> Bool {
    use(&keeper, configuration, bytes, &output, facts)
}

public func useDiscovery(
    _ discovery: inout ServerDiscovery, _ configuration: inout ClientConfiguration,
    _ bytes: borrowing Span<UInt8>, _ output: inout OutputSpan<UInt8>, _ facts: Facts
) -> RefusalReason? {
    discovery.start(at: facts.now)
    let action = discovery.poll(at: facts.now)
    if case .finish(.found) = action { return discovery.apply(to: &configuration) }
    exchange(&discovery, configuration, bytes, &output, facts)
    discovery.cancel(at: facts.now)
    return nil
}

public func makeEndpoint(_ text: borrowing Span<UInt8>) throws(EndpointError) -> Endpoint {
    try Endpoint(text)
}

public func makeConfiguration(
    _ issuer: consuming Endpoint, _ text: borrowing Span<UInt8>,
    _ authentication: ClientAuthentication
) throws(ConfigurationError) -> ClientConfiguration {
    try ClientConfiguration(
        issuer: issuer, clientID: text, scope: text, authentication: authentication,
        clientSecret: text)
}

public func makeConfiguration(
    _ first: consuming Endpoint, _ second: consuming Endpoint, _ text: borrowing Span<UInt8>,
    _ authentication: ClientAuthentication, _ dialect: ServerDialect
) throws(ConfigurationError) -> ClientConfiguration {
    try ClientConfiguration(
        deviceAuthorizationEndpoint: first, tokenEndpoint: second, clientID: text, scope: text,
        authentication: authentication, clientSecret: text, dialect: dialect)
}

/// Every public call of the keeper.
@inline(__always)
public func use<let token: Int>(
    _ keeper: inout TokenKeeper<token>, _ configuration: borrowing ClientConfiguration,
    _ bytes: borrowing Span<UInt8>, _ output: inout OutputSpan<UInt8>, _ facts: Facts
) -> Bool {
    keeper.restore(bytes)
    let isKeeping = keeper.keep(
        at: facts.now, wallClockSeconds: facts.wallClockSeconds, entropy: facts.entropy)
    guard isKeeping else { return false }
    exchange(&keeper, configuration, bytes, &output, facts)
    keeper.refresh(at: facts.now)
    keeper.signOut(at: facts.now, configuration: configuration)
    do throws(CapacityExceeded) {
        return try keeper.writeAccessToken(at: facts.now, to: &output) == .valid
    } catch {
        return keeper.lastRefreshOutcome == .granted
    }
}

/// Every public call of the grant.
@inline(__always)
public func use<let code: Int, let uri: Int, let token: Int>(
    _ grant: inout DeviceGrant<code, uri, token>, _ configuration: borrowing ClientConfiguration,
    _ bytes: borrowing Span<UInt8>, _ output: inout OutputSpan<UInt8>, _ facts: Facts
) {
    grant.start(at: facts.now, entropy: facts.entropy)
    grant.restore(bytes)
    let resumption = grant.resume(
        at: facts.now, wallClockSeconds: facts.wallClockSeconds, entropy: facts.entropy)
    guard resumption == .codes else { return }
    exchange(&grant, configuration, bytes, &output, facts)
    grant.cancel(at: facts.now)
    if let remaining = grant.remainingMilliseconds(at: facts.now) {
        output.append(UInt8(truncatingIfNeeded: remaining))
    }
    grant.withUserCode { output.append($0[0]) }
    grant.withVerificationURI { output.append($0[0]) }
    grant.withVerificationURIComplete { output.append($0[0]) }
    grant.withAccessToken { output.append($0[0]) }
    grant.withRefreshToken { output.append($0[0]) }
    grant.withIDToken { output.append($0[0]) }
    if let lifetime = grant.accessTokenLifetimeSeconds {
        output.append(UInt8(truncatingIfNeeded: lifetime))
    }
    if grant.lastPollOutcome == .granted { grant.wipeTokens() }
}

/// Every call that the machines have in common.
@inline(__always)
private func exchange<Machine: ExchangingMachine & ~Copyable>(
    _ machine: inout Machine, _ configuration: borrowing ClientConfiguration,
    _ bytes: borrowing Span<UInt8>, _ output: inout OutputSpan<UInt8>, _ facts: Facts
) {
    if case .finish = machine.poll(at: facts.now) { return }
    machine.transportDidConnect(at: facts.now)
    machine.writeRequest(for: configuration, to: &output)
    machine.transportDidSend(at: facts.now)
    machine.receive(bytes, at: facts.now)
    machine.transportDidFail(facts.failure, at: facts.now)
    machine.transportDidClose(at: facts.now)
    machine.forEachRecordPart(
        at: facts.now, wallClockSeconds: facts.wallClockSeconds
    ) { output.append($0[0]) }
    machine.recordDidStore(at: facts.now)
    machine.recordDidNotStore(at: facts.now)
}

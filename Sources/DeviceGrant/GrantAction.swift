import BoundedBytes

/// What ``DeviceGrant/poll(at:)`` asks its driver to do next.
public typealias GrantAction = MachineAction<GrantOutcome>

/// What ``TokenKeeper/poll(at:)`` asks its driver to do next.
public typealias KeeperAction = MachineAction<KeeperOutcome>

/// What a machine asks its driver to do next.
///
/// Every action but ``display(_:)`` is repeated until the event that it waits for has come, so a
/// driver may stop half-way and poll again at any time.
public enum MachineAction<Outcome: Equatable & Sendable>: Equatable, Sendable {
    /// Nothing runs: wait for the user, then ``DeviceGrant/start(at:entropy:)``.
    case idle

    /// Nothing to do before the instant; poll again then. Polling earlier changes nothing.
    case wait(until: Instant)

    /// Connect to the endpoint's host, or reuse the connection to it; then
    /// ``DeviceGrant/transportDidConnect(at:)`` or ``DeviceGrant/transportDidFail(_:at:)``. Poll
    /// again at the instant if neither has happened.
    case connect(EndpointName, until: Instant)

    /// Write the request with `writeRequest(for:to:)`, send all of it, then
    /// ``DeviceGrant/transportDidSend(at:)``.
    case send(EndpointName, until: Instant)

    /// Hand what arrives to ``DeviceGrant/receive(_:at:)``, and the connection's end to
    /// ``DeviceGrant/transportDidClose(at:)``.
    case receive(until: Instant)

    /// Close the connection, then ``DeviceGrant/transportDidClose(at:)``.
    case close

    /// Show this screen. Said once for each change.
    case display(GrantScreen)

    /// Write the parts of ``DeviceGrant/forEachRecordPart(at:wallClockSeconds:_:)``, make it survive a power cut, then
    /// ``DeviceGrant/recordDidStore(at:)`` or ``DeviceGrant/recordDidNotStore(at:)``.
    case store(GrantRecord)

    /// The machine has ended.
    case finish(Outcome)
}

/// The server's endpoints, by name.
public enum EndpointName: Equatable, Sendable {
    /// RFC 8628 §3.1.
    case deviceAuthorization
    /// RFC 6749 §3.2.
    case token
    /// RFC 7009 §2.
    case revocation
    /// RFC 8414 §3.
    case oauthMetadata
    /// OpenID Connect Discovery §4.
    case openIDMetadata
}

/// What a screen shows.
public enum GrantScreen: Equatable, Sendable {
    /// The codes are being asked for.
    case connecting
    /// The user code and the verification URI, while the user decides (RFC 8628 §3.3).
    case code
    /// The same, while the server cannot be reached; the device goes on trying.
    case networkTrouble
    /// The grant has ended.
    case finished(GrantOutcome)
}

/// What is to be stored.
public enum GrantRecord: Equatable, Sendable {
    /// The codes, while the user decides.
    case codes
    /// The tokens of a grant that succeeded.
    case tokens
    /// Nothing: what was stored is used up.
    case nothing
}

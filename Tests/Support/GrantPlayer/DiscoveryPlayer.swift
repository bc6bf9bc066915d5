import DeviceGrant

/// Drives one discovery through a script.
public final class DiscoveryPlayer: ExchangePlayer<ServerDiscovery> {
    public var discovery: UnsafeMutablePointer<ServerDiscovery> { machine }

    /// - Parameters:
    ///   - origin: The tick at which the play begins.
    ///   - replies: One for each request; the last one is repeated.
    public init(
        _ configuration: consuming ClientConfiguration, origin: UInt32 = 0, _ replies: [Reply]
    ) {
        super.init(ServerDiscovery(), configuration, origin: origin, replies)
    }

    /// Starts, and runs to the end.
    @discardableResult
    public func play() -> DiscoveryOutcome? {
        discovery.pointee.start(at: now)
        return run()
    }

    /// Runs until the discovery has ended, or `stop` says so of the action to come.
    @discardableResult
    public func run(until stop: (DiscoveryAction) -> Bool = { _ in false }) -> DiscoveryOutcome? {
        for _ in 0..<1_000 {
            let action = discovery.pointee.poll(at: now)
            ask(again: action)
            if stop(action) { return nil }
            switch action {
            case .idle:
                return nil
            case .finish(let outcome):
                trace.append(.finish(outcome, at: elapsed))
                return outcome
            // Nothing is shown or stored, and there is nothing to wait for.
            case .wait, .display, .store:
                trace.append(.fault("\(action)", at: elapsed))
                return nil
            case .connect, .send, .receive, .close:
                perform(action)
            }
        }
        return nil
    }

    /// Gives the configuration what was found.
    public func apply() -> RefusalReason? {
        discovery.pointee.apply(to: &configuration)
    }

    // MARK: The configuration

    /// Whether it has the endpoints.
    public var hasEndpoints: Bool { configuration.hasEndpoints }

    /// Whether it has the URL as the endpoint of that name.
    public func has(_ url: String, as name: EndpointName) -> Bool {
        let bytes = Array(url.utf8)
        var isSame = false
        configuration.withEndpoint(name) { isSame = $0.isEqual(to: bytes.span) }
        return isSame
    }

    /// Whether it has an endpoint of that name.
    public func has(_ name: EndpointName) -> Bool {
        var isThere = false
        configuration.withEndpoint(name) { _ in isThere = true }
        return isThere
    }
}

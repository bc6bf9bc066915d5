import DeviceGrant

/// Drives one keeper through a script.
public final class KeeperPlayer<let tokenCapacity: Int>:
    ExchangePlayer<TokenKeeper<tokenCapacity>>
{
    public var keeper: UnsafeMutablePointer<TokenKeeper<tokenCapacity>> { machine }

    /// - Parameters:
    ///   - origin: The tick at which the play begins.
    ///   - replies: One for each request; the last one is repeated.
    public init(
        _ configuration: consuming ClientConfiguration, origin: UInt32 = 0, _ replies: [Reply]
    ) {
        super.init(TokenKeeper(), configuration, origin: origin, replies)
    }

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
            ask(again: action)
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
                pass(until: deadline, asking: action)
            default: perform(action)
            }
        }
        return nil
    }
}

/// A player of the keeper with the default capacity.
public typealias StandardKeeperPlayer = KeeperPlayer<1920>

/// A player of the keeper with the small capacity.
public typealias SmallKeeperPlayer = KeeperPlayer<512>

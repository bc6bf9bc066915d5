import BoundedBytes
import DeviceGrant

/// Signs a user in. What stands between the two marks is the README's own text.
func signIn(_ client: borrowing ClientConfiguration, on tv: CannedBoard) -> GrantOutcome {
    // README: from here
    var grant = StandardDeviceGrant()
    grant.start(at: tv.now(), entropy: tv.entropy())
    while true {
        switch grant.poll(at: tv.now()) {
        case .connect(let endpoint, _): grant.transportDidConnect(at: tv.connect(to: endpoint))
        case .send: grant.transportDidSend(at: tv.send { grant.writeRequest(for: client, to: &$0) })
        case .receive: grant.receive(tv.receive().span, at: tv.now())
        case .close: grant.transportDidClose(at: tv.close())
        case .wait(let due): tv.sleep(until: due)
        case .display(let screen): tv.show(screen, of: grant)
        case .store: grant.recordDidStore(at: tv.store(grant))
        case .finish(let outcome): return outcome
        case .idle: return .cancelled
        }
    }
    // README: to here
}

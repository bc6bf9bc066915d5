import DeviceGrant

extension GrantPlayer {
    /// Says everything that does not fit the action, twice. None of it may have an effect.
    func makeNoise(during action: GrantAction) {
        let answer = Reply.tokens.bytes
        for _ in 0..<2 {
            switch action {
            case .connect, .send, .receive:
                break
            default:
                grant.pointee.transportDidFail(.unreachable, at: now)
            }
            switch action {
            case .connect, .send, .receive, .close: break
            default: grant.pointee.transportDidClose(at: now)
            }
            if !action.isConnect { grant.pointee.transportDidConnect(at: now) }
            if !action.isSend { grant.pointee.transportDidSend(at: now) }
            if !action.isReceive { grant.pointee.receive(answer.span, at: now) }
            if !action.isStore {
                grant.pointee.recordDidStore(at: now)
                grant.pointee.recordDidNotStore(at: now)
            }
            switch action {
            case .idle: grant.pointee.cancel(at: now)
            case .finish: grant.pointee.cancel(at: now)
            case .close: break
            default: grant.pointee.start(at: now, entropy: 1)
            }
        }
    }
}

extension GrantAction {
    fileprivate var isConnect: Bool { if case .connect = self { true } else { false } }
    fileprivate var isSend: Bool { if case .send = self { true } else { false } }
    fileprivate var isReceive: Bool { if case .receive = self { true } else { false } }
    fileprivate var isStore: Bool { if case .store = self { true } else { false } }
}

extension Reply.Pieces {
    /// The pieces that the bytes arrive in; an empty piece is a part of the game.
    func split(_ bytes: [UInt8]) -> [[UInt8]] {
        switch self {
        case .whole: [bytes]
        case .bytewise: bytes.map { [$0] }
        case .cut(let index): [Array(bytes[..<index]), [], Array(bytes[index...])]
        }
    }
}

import BoundedBytes
import DeviceGrant
import DeviceRuntime
import GrantPlayer

/// A keeper's loop at an address of its own, so that its memory can be searched.
final class RunningKeeper {
    private let loop: UnsafeMutablePointer<KeeperLoop<1_920>>
    private let configuration: ClientConfiguration

    init(revocationEndpoint: String? = "https://server.example.com/revoke") throws {
        configuration = try ClientConfiguration.make(revocationEndpoint: revocationEndpoint)
        loop = .allocate(capacity: 1)
        loop.initialize(to: KeeperLoop())
    }

    deinit {
        loop.deinitialize(count: 1)
        loop.deallocate()
    }

    func restore(on board: FakeBoard) -> Bool {
        var board = board
        return loop.pointee.restore(on: &board)
    }

    func refresh(on board: FakeBoard) -> PollOutcome? {
        var board = board
        return loop.pointee.refresh(configuration, on: &board)
    }

    func signOut(on board: FakeBoard) -> KeeperOutcome? {
        var board = board
        return loop.pointee.signOut(configuration, on: &board)
    }

    /// The access token, as the application gets it.
    func accessToken(at now: Instant) -> (state: AccessTokenState?, text: String) {
        var state: AccessTokenState?
        let bytes = [UInt8](capacity: 1_920) { output in
            state = try? loop.pointee.keeper.writeAccessToken(at: now, to: &output)
        }
        return (state, String(decoding: bytes, as: UTF8.self))
    }

    func memoryHolds(_ text: String) -> Bool {
        copies(of: text) > 0
    }

    /// How often the text stands in the loop's memory.
    func copies(of text: String) -> Int {
        occurrences(of: text, at: loop, bytes: MemoryLayout<KeeperLoop<1_920>>.size)
    }
}

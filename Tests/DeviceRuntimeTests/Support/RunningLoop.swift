import DeviceGrant
import DeviceRuntime
import GrantPlayer

/// A loop at an address of its own, so that its memory can be searched.
final class RunningLoop {
    private let loop: UnsafeMutablePointer<DeviceLoop<512, 256, 2048>>

    init() {
        loop = .allocate(capacity: 1)
        loop.initialize(to: DeviceLoop())
    }

    deinit {
        loop.deinitialize(count: 1)
        loop.deallocate()
    }

    /// Runs one grant on the board, with the configuration of the RFC's examples or another.
    func run(
        on board: FakeBoard, clientID: String = "1406020730",
        issuer: String = "https://server.example.com"
    ) throws -> GrantOutcome {
        let configuration = try ClientConfiguration.make(
            clientID: clientID, deviceAuthorizationEndpoint: issuer + "/device_authorization",
            tokenEndpoint: issuer + "/token")
        return run(configuration, on: board)
    }

    /// Finds the endpoints that the configuration lacks.
    func discover(
        _ configuration: inout ClientConfiguration, on board: FakeBoard
    ) -> GrantOutcome? {
        var board = board
        return loop.pointee.discover(&configuration, on: &board)
    }

    /// Runs one grant with the configuration.
    func run(_ configuration: borrowing ClientConfiguration, on board: FakeBoard) -> GrantOutcome {
        var board = board
        return loop.pointee.run(configuration, on: &board)
    }

    var accessToken: String { loop.pointee.grant.withAccessToken { String(copying: $0) } }

    func memoryHolds(_ text: String) -> Bool {
        copies(of: text) > 0
    }

    /// How often the text stands in the loop's memory.
    func copies(of text: String) -> Int {
        occurrences(of: text, at: loop, bytes: MemoryLayout<DeviceLoop<512, 256, 2048>>.size)
    }
}

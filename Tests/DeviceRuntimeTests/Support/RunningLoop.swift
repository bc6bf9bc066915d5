import DeviceGrant
import DeviceRuntime
import Foundation
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
        var board = board
        let configuration = try ClientConfiguration.make(
            clientID: clientID, deviceAuthorizationEndpoint: issuer + "/device_authorization",
            tokenEndpoint: issuer + "/token")
        return loop.pointee.run(configuration, on: &board)
    }

    var accessToken: String { loop.pointee.grant.withAccessToken { String(copying: $0) } }

    func memoryHolds(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        var start = UnsafeRawPointer(loop)
        let end = start + MemoryLayout<DeviceLoop<512, 256, 2048>>.size - bytes.count
        while start <= end, let found = memchr(start, Int32(bytes[0]), end - start + 1) {
            if memcmp(found, bytes, bytes.count) == 0 { return true }
            start = UnsafeRawPointer(found) + 1
        }
        return false
    }
}

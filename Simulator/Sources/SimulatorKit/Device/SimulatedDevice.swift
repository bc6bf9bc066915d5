import BoundedBytes
import DeviceGrant
import DeviceRuntime
import DeviceScreen
import Foundation
import HTTPWire
import TLSTransport

/// One device that runs one grant in real time over real TLS, on a thread and a stack of its own.
public struct SimulatedDevice: Sendable {
    /// Where it signs in, as what.
    public var server: Server
    public var panel: Panel?
    /// The file that is the device's flash.
    public var storageFile: String
    public var output: BoardOutput
    public var stop: StopSignal

    /// The stack of the device's thread. A debug build needs several times what a board does.
    private static let stackBytes = 512 * 1_024

    public init(
        server: Server, panel: Panel?, storageFile: String, output: BoardOutput, stop: StopSignal
    ) {
        self.server = server
        self.panel = panel
        self.storageFile = storageFile
        self.output = output
        self.stop = stop
    }

    /// What a device is told about its server.
    public struct Server: Sendable {
        public var deviceAuthorizationEndpoint: String
        public var tokenEndpoint: String
        public var clientID: String
        public var scope: String
        /// The pinned roots, PEM or DER.
        public var roots: [UInt8]
        public var resolutions: [Resolution]

        public init(
            deviceAuthorizationEndpoint: String, tokenEndpoint: String, clientID: String,
            scope: String, roots: [UInt8], resolutions: [Resolution]
        ) {
            self.deviceAuthorizationEndpoint = deviceAuthorizationEndpoint
            self.tokenEndpoint = tokenEndpoint
            self.clientID = clientID
            self.scope = scope
            self.roots = roots
            self.resolutions = resolutions
        }
    }

    /// Runs the device to the end of its grant.
    public func run() async throws -> DeviceEvent.Summary {
        let stack = try PaintedStack(bytes: Self.stackBytes)
        let result = try await stack.run { runOnThisThread() }
        var summary = try result.get()
        summary.stackPeakBytes = stack.peakBytes
        return summary
    }

    private func runOnThisThread() -> Result<DeviceEvent.Summary, any Error> {
        Result {
            let configuration = try server.configuration()
            let contexts = UnsafeMutablePointer<TLSContexts>.allocate(capacity: 1)
            contexts.initialize(to: TLSContexts())
            defer {
                contexts.deinitialize(count: 1)
                contexts.deallocate()
            }
            var transport = try server.transport(in: contexts)
            for resolution in server.resolutions { try resolution.add(to: &transport) }
            let storage = try FileStorage(
                path: storageFile, bytes: 2 * (64 + StandardDeviceGrant.recordBytesMaximum))
            var board = SimulatedBoard(
                panel: panel, transport: transport, storage: storage, output: output, stop: stop)
            var loop = DeviceLoop<512, 256, 2_048>()
            let outcome = loop.run(configuration, on: &board)
            let statistics = board.statistics
            return DeviceEvent.Summary(
                outcome: outcome, polls: loop.grant.pollCount,
                connections: statistics.connections, fullHandshakes: statistics.fullHandshakes,
                resumedHandshakes: statistics.resumedHandshakes,
                bytesSent: statistics.bytesSent, bytesReceived: statistics.bytesReceived,
                stackPeakBytes: 0, stateBytes: MemoryLayout<DeviceLoop<512, 256, 2_048>>.size,
                durationMilliseconds: board.uptimeMilliseconds)
        }
    }
}

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
    /// What it does after the grant; nil if nothing.
    public var then: Afterwards?
    /// The file that is the device's flash.
    public var storageFile: String
    public var output: BoardOutput
    public var stop: StopSignal

    /// The stack of the device's thread. A debug build needs several times what a board does.
    private static let stackBytes = 512 * 1_024

    public init(
        server: Server, panel: Panel?, storageFile: String, then: Afterwards? = nil,
        output: BoardOutput, stop: StopSignal
    ) {
        self.server = server
        self.panel = panel
        self.then = then
        self.storageFile = storageFile
        self.output = output
        self.stop = stop
    }

    /// What a device is told about its server.
    public struct Server: Sendable {
        public var place: Place
        public var clientID: String
        /// Empty for a public client.
        public var clientSecret: [UInt8]
        public var dialect: ServerDialect
        public var scope: String
        /// The pinned roots, PEM or DER.
        public var roots: [UInt8]
        public var resolutions: [Resolution]

        public init(
            place: Place, clientID: String, clientSecret: [UInt8], dialect: ServerDialect,
            scope: String, roots: [UInt8], resolutions: [Resolution]
        ) {
            self.place = place
            self.clientID = clientID
            self.clientSecret = clientSecret
            self.dialect = dialect
            self.scope = scope
            self.roots = roots
            self.resolutions = resolutions
        }

        /// Where it takes requests.
        public enum Place: Sendable {
            /// As its metadata say (RFC 8414).
            case issuer(String)
            case endpoints(deviceAuthorization: String, token: String, revocation: String?)
        }
    }

    /// What a device does once it is signed in.
    public enum Afterwards: Sendable {
        case refresh, signOut
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
            var configuration = try server.configuration()
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
            var loop = DeviceLoop<512, 256, 1_920>()
            var outcome =
                loop.discover(&configuration, on: &board)
                ?? loop.run(configuration, on: &board)
            if outcome == .granted, let then {
                outcome = go(on: then, configuration, on: &board)
            }
            let statistics = board.statistics
            return DeviceEvent.Summary(
                outcome: outcome, polls: loop.grant.pollCount,
                connections: statistics.connections, fullHandshakes: statistics.fullHandshakes,
                resumedHandshakes: statistics.resumedHandshakes,
                bytesSent: statistics.bytesSent, bytesReceived: statistics.bytesReceived,
                stackPeakBytes: 0, stateBytes: MemoryLayout<DeviceLoop<512, 256, 1_920>>.size,
                durationMilliseconds: board.uptimeMilliseconds)
        }
    }

    /// What the device does after the grant, with the tokens that its flash holds; the outcome of the
    /// whole run.
    private func go(
        on then: Afterwards, _ configuration: borrowing ClientConfiguration,
        on board: inout SimulatedBoard
    ) -> GrantOutcome {
        var loop = KeeperLoop<1_920>()
        guard loop.restore(on: &board) else { return .granted }
        switch then {
        case .refresh:
            let result = loop.refresh(configuration, on: &board)
            output.event(.refreshed(result))
            return switch result {
            case .granted, nil: .granted
            case .networkFailure(let failure): .networkFailure(failure)
            case .refusedAnswer(let reason): .refusedAnswer(reason)
            case .some: .refusedAnswer(.error(.unknown))
            }
        case .signOut:
            if case .signedOut(let revocation) = loop.signOut(configuration, on: &board) {
                output.event(.signedOut(revocation))
            }
            return .granted
        }
    }
}

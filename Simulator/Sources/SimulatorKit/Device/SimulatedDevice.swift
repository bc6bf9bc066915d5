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
    /// The heap that its TLS library gets, in bytes.
    public var arenaBytes: Int
    public var output: BoardOutput
    public var stop: StopSignal

    /// The arena that a grant with one certificate authority, of elliptic curves or RSA, gets along
    /// with.
    private static let arenaBytesDefault = 65_536

    /// The part of the arena that a grant needs besides its roots.
    private static let grantArenaBytes = 53_248

    /// The least and the most that an arena can have, in bytes.
    public static let arenaBytesRange = 64...1 << 30

    /// The stack of the device's thread. A debug build needs several times what a board does.
    private static let stackBytes = 512 * 1_024

    public init(
        server: Server, panel: Panel?, storageFile: String, then: Afterwards? = nil,
        arenaBytes: Int? = nil, output: BoardOutput, stop: StopSignal
    ) {
        self.server = server
        self.panel = panel
        self.then = then
        self.storageFile = storageFile
        // A system's bundle of roots needs more: in memory a root is less than twice its PEM text.
        self.arenaBytes =
            arenaBytes
            ?? max(Self.arenaBytesDefault, Self.grantArenaBytes + 2 * server.roots.count)
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
            let arenaMemory = UnsafeMutableRawBufferPointer.allocate(
                byteCount: arenaBytes, alignment: 16)
            let arena = UnsafeMutablePointer<TLSArena>.allocate(capacity: 1)
            arena.initialize(to: TLSArena(memory: arenaMemory))
            defer {
                arena.deinitialize(count: 1)
                arena.deallocate()
                arenaMemory.deallocate()
            }
            var summary = DeviceEvent.Summary(
                outcome: .outOfMemory(.tls), arenaBytes: arenaBytes,
                stateBytes: MemoryLayout<DeviceLoop<512, 256, 1_920>>.size)
            if let transport = try server.transport(in: contexts, arena) {
                try runGrant(&configuration, transport, &summary)
            }
            summary.arenaPeakBytes = arena.pointee.peakBytes
            summary.arenaFailure = arena.pointee.latestFailure
            return summary
        }
    }

    private func runGrant(
        _ configuration: inout ClientConfiguration, _ transport: consuming TLSTransport,
        _ summary: inout DeviceEvent.Summary
    ) throws {
        for resolution in server.resolutions { try resolution.add(to: &transport) }
        let storage = try FileStorage(
            path: storageFile, bytes: 2 * (64 + StandardDeviceGrant.recordBytesMaximum))
        var board = SimulatedBoard(
            panel: panel, transport: transport, storage: storage, output: output, stop: stop)
        var loop = DeviceLoop<512, 256, 1_920>()
        summary.outcome =
            loop.discover(&configuration, on: &board)
            ?? loop.run(configuration, on: &board)
        if summary.outcome == .granted, let then {
            summary.outcome = go(on: then, configuration, on: &board)
        }
        let statistics = board.statistics
        summary.polls = loop.grant.pollCount
        summary.connections = statistics.connections
        summary.fullHandshakes = statistics.fullHandshakes
        summary.resumedHandshakes = statistics.resumedHandshakes
        summary.bytesSent = statistics.bytesSent
        summary.bytesReceived = statistics.bytesReceived
        summary.durationMilliseconds = board.uptimeMilliseconds
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

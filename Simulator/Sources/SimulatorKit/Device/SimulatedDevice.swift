import DeviceGrant
import DeviceRuntime
import DeviceScreen
import TLSTransport

/// One device that runs one grant in real time over real TLS, on a thread and a stack of its own.
public struct SimulatedDevice: Sendable {
    typealias GrantLoop = DeviceLoop<512, 256, 1_920>
    typealias TokenLoop = KeeperLoop<1_920>

    /// Where it signs in, as what.
    public var server: Server
    public var panel: Panel?
    /// What it does after the grant; nil if nothing.
    public var then: Afterwards?
    /// The file that is the device's flash.
    public var storageFile: String
    /// The file in which it keeps the TLS session over a restart; nil if it does not.
    public var sessionFile: String?
    public var memory: MemoryBudget
    public var output: BoardOutput
    public var stop: StopSignal

    public init(
        server: Server, panel: Panel?, storageFile: String,
        sessionFile: String? = nil, then: Afterwards? = nil, memory: MemoryBudget,
        output: BoardOutput, stop: StopSignal
    ) {
        self.server = server
        self.panel = panel
        self.then = then
        self.storageFile = storageFile
        self.sessionFile = sessionFile
        self.memory = memory
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
        var summary = DeviceEvent.Summary(
            outcome: .outOfMemory(.tls), memory: memory,
            stateBytes: MemoryLayout<GrantLoop>.size)
        guard memory.hasArena else { return summary }
        let client = ClientMemory(arenaBytes: memory.arenaBytes, roots: server.roots)
        let isSetUp = try client.setUp(self)
        if isSetUp {
            let stack = try PaintedStack(bytes: MemoryBudget.stackBytes)
            let (then, output) = (then, output.onOtherThread())
            (summary.outcome, summary.polls) = try await stack.run {
                client.runGrant(then: then, output)
            }
            summary.stackPeakBytes = stack.peakBytes
            client.report(to: &summary)
        }
        summary.arenaPeakBytes = client.arena.pointee.peakBytes
        summary.arenaFailure = client.arena.pointee.latestFailure
        return summary
    }
}

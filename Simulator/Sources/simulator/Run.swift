import ArgumentParser
import AuthorizationServer
import Foundation
import Logging
import ScriptedUser
import SimulatorKit

/// `simulator run`: one device, in real time, over real TLS.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run one device to the end of one grant.",
        discussion: """
            Without another server's endpoints it starts the embedded one and says where to approve.

            Examples:
              simulator run                       a TV stick; approve it in a browser
              simulator run --board wearable      a watch
              simulator run --emulate             the image for the board, booted under QEMU
              simulator run --approve-after 8     a scripted user approves through the pages
              simulator run --host 192.168.1.20   scan the code with a phone on the same network
              simulator run --issuer https://id.example.com --client-id ID
                                                  sign in at a server of yours
            """)

    @OptionGroup var options: RunOptions

    func run() async throws {
        let board = try findBoard()
        let state = try StateFolders(chosen: options.state)
        let stop = try StopSignal()
        let interruption = Interruption(stop)
        defer { interruption.cancel() }
        let face = try DeviceFace(board: board, options: options)
        let storage = state.flashFile(of: board, at: options.otherServerName)
        if let way = options.emulate {
            throw ExitCode(try await emulate(board, way, state, storage, face, stop))
        }

        let summary: DeviceEvent.Summary
        if options.usesOtherServer {
            summary = try await device(
                at: try otherServer(), board, storage, face, stop, visitor: nil)
        } else {
            summary = try await withEmbeddedServer(state) { server, host in
                try await runDevice(at: server, host, board, storage, face, stop)
            }
        }
        face.finish(summary)
        throw ExitCode(summary.outcome.exitStatus)
    }

    private func findBoard() throws -> Board {
        do throws(BoardError) {
            return try BoardCatalogue.find().board(options.board)
        } catch {
            throw EnvironmentError("\(error)")
        }
    }

    private func device(
        at server: SimulatedDevice.Server, _ board: Board, _ storage: String, _ face: DeviceFace,
        _ stop: StopSignal, visitor: Visitor?
    ) async throws -> DeviceEvent.Summary {
        let device = SimulatedDevice(
            server: server, panel: board.display?.panel, storageFile: storage,
            sessionFile: options.tlsSession, then: options.then?.afterwards,
            memory: options.memoryBudget(of: board),
            output: face.output { event in
                if case .userCode(let codes) = event { visitor?.codesAreShown(codes) }
            }, stop: stop)
        return try await device.run()
    }

    // MARK: Servers

    private func otherServer() throws -> SimulatedDevice.Server {
        let file = options.otherServerCA
        guard let roots = FileManager.default.contents(atPath: file) else {
            throw EnvironmentError("cannot read the CA file \(file): name another with --ca.")
        }
        return SimulatedDevice.Server(
            place: options.otherServerPlace, clientID: options.clientId ?? "",
            clientSecret: try clientSecret(),
            dialect: options.dialect == .cognitoLambda ? .cognitoLambda : .rfc8628,
            scope: options.scope ?? "", roots: [UInt8](roots),
            resolutions: options.resolve.compactMap { Resolution($0) })
    }

    private func clientSecret() throws -> [UInt8] {
        guard let file = options.clientSecretFile else { return [] }
        guard var secret = FileManager.default.contents(atPath: file), !secret.isEmpty else {
            throw EnvironmentError(
                "cannot read a client secret from \(file): name another --client-secret-file.")
        }
        if secret.last == UInt8(ascii: "\n") { secret.removeLast() }
        if secret.last == UInt8(ascii: "\r") { secret.removeLast() }
        return [UInt8](secret)
    }

    func withEmbeddedServer<Result>(
        _ state: StateFolders, _ body: (RunningServer, _ host: String) async throws -> Result
    ) async throws -> Result {
        let host = options.host ?? "localhost"
        let isLocal = ["localhost", "127.0.0.1", "::1"].contains(host)
        var configuration = ServerConfiguration(
            host: host, address: isLocal ? "127.0.0.1" : "0.0.0.0",
            port: Int(options.port ?? 8_443), stateFolder: state.server)
        configuration.script = options.script
        var logger = Logger(label: "server") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning
        do {
            return try await EmbeddedServer.withServer(configuration, logger: logger) { server in
                try await body(server, host)
            }
        } catch let error as ServerStartError {
            throw EnvironmentError("\(error)")
        }
    }

    private func runDevice(
        at server: RunningServer, _ host: String, _ board: Board, _ storage: String,
        _ face: DeviceFace, _ stop: StopSignal
    ) async throws -> DeviceEvent.Summary {
        guard let roots = FileManager.default.contents(atPath: server.caFile) else {
            throw EnvironmentError("cannot read the CA file \(server.caFile).")
        }
        face.serverIsReady(server)
        // The device and the scripted user run on the server's own machine, whatever name the
        // rest of the network knows it by.
        let resolution = Resolution(host: host, port: UInt16(server.port), address: "127.0.0.1")
        let visitor = Visitor(options, server: server, host: host, stop: stop)
        let summary = try await device(
            at: SimulatedDevice.Server(
                place: embeddedPlace(server), clientID: server.demoClientID, clientSecret: [],
                dialect: options.dialect == .cognitoLambda ? .cognitoLambda : .rfc8628,
                scope: options.scope ?? "", roots: [UInt8](roots),
                resolutions: [resolution] + options.resolve.compactMap { Resolution($0) }),
            board, storage, face, stop, visitor: visitor)
        try await visitor?.finish()
        return summary
    }

    /// Where the embedded server takes requests of the dialect.
    func embeddedPlace(_ server: RunningServer) -> SimulatedDevice.Server.Place {
        switch options.dialect {
        case .rfc8628:
            .endpoints(
                deviceAuthorization: server.issuer + "/device_authorization",
                token: server.issuer + "/token", revocation: server.issuer + "/oauth2/revoke")
        case .cognitoLambda:
            .endpoints(
                deviceAuthorization: server.issuer + "/token", token: server.issuer + "/token",
                revocation: nil)
        }
    }
}

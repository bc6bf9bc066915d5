import ArgumentParser
import AuthorizationServer
import SimulatorKit

extension Run {
    /// Runs the image for the board, and returns its exit status.
    func emulate(
        _ board: Board, _ way: EmulatedDevice.Way, _ state: StateFolders, _ storage: String,
        _ face: DeviceFace, _ stop: StopSignal
    ) async throws -> Int32 {
        guard [.aarch64, .armv7].contains(board.architecture) else {
            throw EnvironmentError(
                "\(board.id) does not run Linux: leave out --emulate, or choose a board that has "
                    + "aarch64 or armv7 in 'simulator boards'.")
        }
        guard board.display != nil || options.screenshots == nil else {
            throw EnvironmentError("\(board.id) has no display to take screenshots of.")
        }
        let scriptFolder: String
        do throws(BoardError) {
            scriptFolder = try BoardCatalogue.find().folder
        } catch {
            throw EnvironmentError("\(error)")
        }
        func run(at server: EmulatedDevice.Server, visitor: Visitor?) async throws -> Int32 {
            let device = EmulatedDevice(
                board: board, way: way, screenshot: face.codeFile, server: server,
                then: options.then?.afterwards, storageFile: storage + ".image")
            let begin = ContinuousClock.now
            return try await device.run(by: scriptFolder + "/emulate", stop: stop) { line in
                guard line.event != "finished" else {
                    let time = (ContinuousClock.now - begin) / .milliseconds(1)
                    face.finish(line, milliseconds: UInt32(time), arenaBytes: nil)
                    return
                }
                face.tell(line)
                if line.event == "user_code", let codes = line.codes {
                    visitor?.codesAreShown(codes)
                }
            }
        }
        if options.usesOtherServer {
            return try await run(
                at: server(
                    options.otherServerPlace, clientID: options.clientId ?? "",
                    caFile: options.otherServerCA, resolutions: []),
                visitor: nil)
        }
        return try await withEmbeddedServer(state) { server, host in
            face.serverIsReady(server)
            let visitor = Visitor(options, server: server, host: host, stop: stop)
            let status = try await run(
                at: self.server(
                    embeddedPlace(server), clientID: server.demoClientID, caFile: server.caFile,
                    resolutions: [
                        Resolution(host: host, port: UInt16(server.port), address: "127.0.0.1")
                    ]),
                visitor: visitor)
            try await visitor?.finish()
            return status
        }
    }

    private func server(
        _ place: SimulatedDevice.Server.Place, clientID: String, caFile: String,
        resolutions: [Resolution]
    ) -> EmulatedDevice.Server {
        EmulatedDevice.Server(
            place: place, clientID: clientID, clientSecretFile: options.clientSecretFile,
            isCognitoLambda: options.dialect == .cognitoLambda, scope: options.scope ?? "",
            caFile: caFile,
            resolutions: resolutions + options.resolve.compactMap { Resolution($0) },
            insecureHTTP: options.insecureHttp)
    }
}

import Foundation

/// One device that is the very image for a board, run by `Boards/emulate`: on the whole emulated board, or
/// in an emulated process.
public struct EmulatedDevice: Sendable {
    public enum Way: String, Sendable, CaseIterable {
        /// A kernel, an image with the client as its only program, a network, and a screen.
        case system
        /// The client alone; it has no screen.
        case user
    }

    public var board: Board
    public var way: Way
    /// The file to save the screen with the code in; nil if it is not wanted.
    public var screenshot: String?
    public var server: Server
    /// What it does after the grant; nil if nothing.
    public var then: SimulatedDevice.Afterwards?
    /// The file for the tokens, if it does something with them: on the whole board one of the board's own,
    /// which ends with it.
    public var storageFile: String

    public init(
        board: Board, way: Way, screenshot: String?, server: Server,
        then: SimulatedDevice.Afterwards?, storageFile: String
    ) {
        self.board = board
        self.way = way
        self.screenshot = screenshot
        self.server = server
        self.then = then
        self.storageFile = storageFile
    }

    /// What the device is told about its server.
    public struct Server: Sendable {
        public var place: SimulatedDevice.Server.Place
        public var clientID: String
        /// Nil for a public client.
        public var clientSecretFile: String?
        public var isCognitoLambda: Bool
        public var scope: String
        public var caFile: String
        public var resolutions: [Resolution]
        public var insecureHTTP: Bool

        public init(
            place: SimulatedDevice.Server.Place, clientID: String, clientSecretFile: String?,
            isCognitoLambda: Bool, scope: String, caFile: String, resolutions: [Resolution],
            insecureHTTP: Bool
        ) {
            self.place = place
            self.clientID = clientID
            self.clientSecretFile = clientSecretFile
            self.isCognitoLambda = isCognitoLambda
            self.scope = scope
            self.caFile = caFile
            self.resolutions = resolutions
            self.insecureHTTP = insecureHTTP
        }
    }

    /// Runs the device to the end of its grant, and returns its exit status. What is no event, as its
    /// console, goes to standard error.
    ///
    /// - Parameters:
    ///   - script: `Boards/emulate`.
    ///   - tell: Called for each event, on one thread.
    public func run(
        by script: String, stop: StopSignal,
        tell: @escaping @Sendable (DeviceEvent.Line) -> Void
    ) async throws -> Int32 {
        let process = try OutsideProcess(script, words, stop: stop)
        return await process.run { line in
            if let event = DeviceEvent.Line(json: line) { tell(event) }
        }
    }

    /// What stands behind `Boards/emulate`.
    var words: [String] {
        var words = [board.id]
        if way == .user { words.append("--user") }
        if let screenshot { words += ["--screenshot", screenshot] }
        words += ["--", "--output", "json", "--client-id", server.clientID, "--ca", server.caFile]
        switch server.place {
        case .issuer(let issuer):
            words += ["--issuer", issuer]
        case .endpoints(let deviceAuthorization, let token, _):
            words += [
                "--device-authorization-endpoint", deviceAuthorization, "--token-endpoint", token,
            ]
        }
        if let file = server.clientSecretFile { words += ["--client-secret-file", file] }
        if server.isCognitoLambda { words += ["--dialect", "cognito-lambda"] }
        if !server.scope.isEmpty { words += ["--scope", server.scope] }
        if server.insecureHTTP { words.append("--insecure-http") }
        if let then {
            words += ["--then", then == .refresh ? "refresh" : "sign-out"]
            words += ["--state", way == .system ? "/tokens" : storageFile]
        }
        for resolution in resolutions {
            words += ["--resolve", "\(resolution.host):\(resolution.port):\(resolution.address)"]
        }
        return words
    }

    /// Where the device finds hosts: this machine has another address seen from an emulated board.
    private var resolutions: [Resolution] {
        guard way == .system else { return server.resolutions }
        let given = server.resolutions.map { resolution in
            Resolution(
                host: resolution.host, port: resolution.port,
                address: Self.isLoopback(resolution.address)
                    ? Self.thisMachine : resolution.address)
        }
        let known = Set(given.map { "\($0.host):\($0.port)" })
        var more: [Resolution] = []
        for url in urls {
            guard let place = URLComponents(string: url), let host = place.host,
                host == "localhost" || Self.isLoopback(host)
            else { continue }
            let port = UInt16(clamping: place.port ?? 443)
            let resolution = Resolution(host: host, port: port, address: Self.thisMachine)
            guard !known.contains("\(host):\(port)"), !more.contains(resolution) else { continue }
            more.append(resolution)
        }
        return given + more
    }

    private var urls: [String] {
        switch server.place {
        case .issuer(let issuer): [issuer]
        case .endpoints(let deviceAuthorization, let token, _): [deviceAuthorization, token]
        }
    }

    private static func isLoopback(_ address: String) -> Bool {
        address.hasPrefix("127.") || ["::1", "[::1]"].contains(address)
    }

    /// QEMU's user network has the machine that it runs on there.
    private static let thisMachine = "10.0.2.2"
}

import ArgumentParser
import AuthorizationServer
import SimulatorKit
import TLSTransport

/// The options of `simulator run`, as typed.
struct RunOptions: ParsableArguments {
    @Option(help: "The board to simulate: VENDOR/BOARD, or BOARD alone.")
    var board = "tv-stick"

    @Option(
        help: """
            Run the very image for the board, which must be one that runs Linux: booted on the whole \
            emulated board (system, also without =), or as an emulated process without a screen (user). \
            Its console is shown, and --screenshots saves the screen with the code.
            """)
    var emulate: EmulatedDevice.Way?

    @Option(help: "How its display is shown: terminal or none.")
    var display: DisplayChoice?

    @Option(help: "Where its serial console leads: stdio.")
    var serial: SerialChoice?

    @Option(help: "Save a PNG of each new screen in this folder.")
    var screenshots: String?

    @Option(help: "What is printed: text or json (one object a line).")
    var output = OutputChoice.text

    @Option(
        help: """
            Folder for certificates, database and the device's flash (default: in the \
            user's state folder).
            """)
    var state: String?

    @Option(
        help: """
            What the client may take in all, in bytes: state, buffers, stack, and the heap for \
            TLS, which gets what the others leave (default: the board's; see simulator boards).
            """)
    var memory: Int?

    @Option(help: "Or the heap for TLS alone, in bytes.")
    var tlsArena: Int?

    @Option(
        help: """
            Keep the TLS session in this file, a secret, for a short handshake at the next start; \
            signing out overwrites it.
            """)
    var tlsSession: String?

    // MARK: The embedded server

    @Option(
        help: """
            Name or address of this machine in every URI and in the certificate; anything \
            but localhost also makes the server reachable from the network.
            """)
    var host: String?

    @Option(help: "Port of the embedded server.")
    var port: UInt16?

    @Option(
        help: """
            Let a scripted user approve through the web pages, this many seconds after the \
            code is shown.
            """)
    var approveAfter: Double?

    @Option(help: "Let a scripted user decline, likewise.")
    var denyAfter: Double?

    @Option(
        help: ArgumentHelp(
            "Let the embedded server answer as a preset or a file says; see `authorization-server "
                + "serve --help`.",
            valueName: "file"),
        transform: { try Script(named: $0) })
    var script: Script?

    // MARK: Another server

    @Option(help: "Sign in at another server: its issuer, whose metadata name the endpoints.")
    var issuer: String?

    @Option(help: "Or its URL for codes (RFC 8628 section 3.1) ...")
    var deviceAuthorizationEndpoint: String?

    @Option(help: "... and its URL for tokens (RFC 6749 section 3.2).")
    var tokenEndpoint: String?

    @Option(help: "How it wants its requests: rfc8628, or cognito-lambda (in the query).")
    var dialect = DialectChoice.rfc8628

    @Option(help: "The client's identifier there.")
    var clientId: String?

    @Option(
        help: """
            File with the client's secret, sent by HTTP Basic authentication; its last line \
            end is left out.
            """)
    var clientSecretFile: String?

    @Option(help: "The scope to ask for.")
    var scope: String?

    @Option(help: "PEM or DER file with the only authorities to trust there.")
    var ca: String?

    @Option(
        help: """
            HOST:PORT:ADDRESS to connect to instead of asking the name service; may be \
            repeated.
            """)
    var resolve: [String] = []

    @Flag(help: "Allow http:// endpoints; they must be on this machine.")
    var insecureHttp = false

    // MARK: After the grant

    @Option(help: "What the device does once it is signed in: refresh or sign-out.")
    var then: AfterChoice?

    enum DialectChoice: String, ExpressibleByArgument, CaseIterable {
        case rfc8628
        case cognitoLambda = "cognito-lambda"
    }

    enum AfterChoice: String, ExpressibleByArgument, CaseIterable {
        case refresh
        case signOut = "sign-out"

        var afterwards: SimulatedDevice.Afterwards { self == .refresh ? .refresh : .signOut }
    }

    enum DisplayChoice: String, ExpressibleByArgument, CaseIterable {
        case terminal, none
    }

    enum SerialChoice: String, ExpressibleByArgument, CaseIterable {
        case stdio
    }

    enum OutputChoice: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    /// Whether the device signs in at a server that runs elsewhere.
    var usesOtherServer: Bool { !otherServerURLs.isEmpty }

    /// Which other server the device signs in at, in a word; nil for the embedded one.
    var otherServerName: String? { issuer ?? tokenEndpoint }

    var otherServerPlace: SimulatedDevice.Server.Place {
        if let issuer { return .issuer(issuer) }
        return .endpoints(
            deviceAuthorization: deviceAuthorizationEndpoint ?? "", token: tokenEndpoint ?? "",
            revocation: nil)
    }

    /// The file with the authorities to trust there.
    var otherServerCA: String { ca ?? "/etc/ssl/certs/ca-certificates.crt" }

    /// What the client may take.
    func memoryBudget(of board: Board) -> MemoryBudget {
        if let tlsArena { return MemoryBudget(arenaBytes: tlsArena) }
        return MemoryBudget(bytes: memory ?? board.clientBudgetBytes)
    }

    private var otherServerURLs: [String] {
        [issuer, deviceAuthorizationEndpoint, tokenEndpoint].compactMap { $0 }
    }

    func validate() throws {
        if usesOtherServer {
            try validateOtherServer()
        } else {
            guard ca == nil, clientId == nil, clientSecretFile == nil, !insecureHttp else {
                throw ValidationError(
                    "--ca, --client-id, --client-secret-file and --insecure-http are for another "
                        + "server: name it with --issuer.")
            }
        }
        guard approveAfter == nil || denyAfter == nil else {
            throw ValidationError("--approve-after or --deny-after, not both.")
        }
        for seconds in [approveAfter, denyAfter].compactMap({ $0 }) {
            guard seconds >= 0, seconds <= 86_400 else {
                throw ValidationError("Seconds are 0 to 86400.")
            }
        }
        guard memory == nil || tlsArena == nil else {
            throw ValidationError(
                "--memory or --tls-arena, not both: the heap for TLS is what --memory leaves.")
        }
        if let memory, !(1...1 << 30).contains(memory) {
            throw ValidationError("--memory takes 1 to 1073741824 bytes, not \(memory).")
        }
        if let tlsArena, !(TLSArena.memoryBytesMinimum...1 << 30).contains(tlsArena) {
            throw ValidationError(
                "--tls-arena takes \(TLSArena.memoryBytesMinimum) to 1073741824 bytes, not "
                    + "\(tlsArena).")
        }
        if let emulate { try validateEmulation(emulate) }
        for text in resolve where Resolution(text) == nil {
            throw ValidationError("--resolve takes HOST:PORT:ADDRESS, not \(text).")
        }
        if output == .json, serial == .stdio {
            throw ValidationError(
                "--output json and --serial stdio both want standard output: choose one.")
        }
        if output == .json, display == .terminal {
            throw ValidationError(
                "--output json and --display terminal both want standard output: choose one.")
        }
    }

    private func validateEmulation(_ way: EmulatedDevice.Way) throws {
        guard memory == nil, tlsArena == nil, tlsSession == nil else {
            throw ValidationError(
                "--memory, --tls-arena and --tls-session are for the simulated device: the image that "
                    + "--emulate runs has its memory built in.")
        }
        guard display != .terminal else {
            throw ValidationError(
                "--display terminal is for the simulated device: --screenshots saves the screen of an "
                    + "emulated one.")
        }
        guard way == .system || screenshots == nil else {
            throw ValidationError(
                "--emulate=user has no screen to take --screenshots of: use --emulate=system.")
        }
        guard way == .user || !insecureHttp else {
            throw ValidationError(
                "--insecure-http reaches this machine alone, which an emulated board is not: use "
                    + "https://, or --emulate=user.")
        }
    }

    private func validateOtherServer() throws {
        guard (issuer != nil) != (deviceAuthorizationEndpoint != nil),
            (deviceAuthorizationEndpoint == nil) == (tokenEndpoint == nil)
        else {
            throw ValidationError(
                "Name another server by --issuer, or by --device-authorization-endpoint and "
                    + "--token-endpoint.")
        }
        guard issuer == nil || dialect == .rfc8628 else {
            throw ValidationError(
                "A cognito-lambda server has no metadata: name its two endpoints.")
        }
        guard clientId != nil else {
            throw ValidationError("Another server needs --client-id.")
        }
        guard host == nil, port == nil, approveAfter == nil, denyAfter == nil, script == nil
        else {
            throw ValidationError(
                "--host, --port, --approve-after, --deny-after and --script are for the embedded "
                    + "server, not for another one.")
        }
        for url in otherServerURLs where url.lowercased().hasPrefix("http://") && !insecureHttp {
            throw ValidationError(
                "\(url) is not protected: use https://, or allow it with --insecure-http.")
        }
    }
}

extension EmulatedDevice.Way: ExpressibleByArgument {}

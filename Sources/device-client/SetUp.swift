import BoundedBytes
import CLinuxBoard
import DeviceGrant
import HTTPWire
import LinuxBoard
import TLSTransport

/// Makes a session of the words of the command line. Whatever is wrong with them, or with the files and
/// devices that they name, ends the program with one line.
struct SetUp: ~Copyable {
    private var words = FixedBytes<4096>()
    /// The client's, with its file's line end.
    private var secret = FixedBytes<512>()

    // Apart, here and below: what one step needs of the stack is free again for the next.
    @inline(never)
    static func session(
        _ contexts: UnsafeMutablePointer<TLSContexts>, _ arena: UnsafeMutablePointer<TLSArena>
    ) -> Session {
        // The heap is empty still. Holds: it gives zeros, which a set-up is at first, and takes them
        // back when nobody uses them any more.
        guard
            let memory = unsafe arena.pointee.allocate(1, size: MemoryLayout<SetUp>.size)
        else { Client.end(.outOfMemory(.tls), GrantReport(.text)) }
        defer { unsafe arena.pointee.release(memory) }
        let setUp = unsafe memory.bindMemory(to: SetUp.self, capacity: 1)
        return unsafe setUp.pointee.session(contexts, arena)
    }

    private mutating func session(
        _ contexts: UnsafeMutablePointer<TLSContexts>, _ arena: UnsafeMutablePointer<TLSArena>
    ) -> Session {
        let isFirst = Machine.isFirst()
        do throws(SystemError) {
            unsafe try appendFile(path("/proc/self/cmdline"), to: &words)
        } catch {
            endForEnvironment("cannot read the command line", Span(), error.explanation)
        }
        let options = words.withBytes { Options($0) }
        guard options.has(.initialProgram) == isFirst else {
            endAsMisused("--init is for the first program of a machine (PID 1), which needs it")
        }
        if isFirst { Machine.start() }
        let form = form(options)
        let configuration = configuration(options)
        do throws(TLSSetupFailure) {
            var transport = unsafe try TLSTransport(
                contexts: contexts, arena: arena, roots: roots(options))
            addResolutions(options, to: &transport)
            return Session(
                configuration: configuration,
                board: board(options, GrantReport(form), transport), then: then(options))
        } catch {
            guard error == .outOfMemory else {
                endForEnvironment(
                    "cannot use --ca", options, .ca, words, "no certificate in it can be read")
            }
            Client.end(.outOfMemory(.tls), GrantReport(form))
        }
    }

    private borrowing func form(_ options: Options) -> GrantReport.Form {
        words.withBytes { options.isValue(.output, "json", in: $0) } ? .json : .text
    }

    private borrowing func then(_ options: Options) -> Options.Afterwards? {
        guard options.has(.then) else { return nil }
        return words.withBytes { options.isValue(.then, "refresh", in: $0) } ? .refresh : .signOut
    }

    // MARK: Server and client

    @inline(never)
    private mutating func configuration(_ options: Options) -> ClientConfiguration {
        readSecret(options)
        let authentication: ClientAuthentication = secret.isEmpty ? .none : .basic
        do throws(ConfigurationError) {
            let configuration = try secret.withBytes { (secret) throws(ConfigurationError) in
                try words.withBytes { (words) throws(ConfigurationError) in
                    try Self.configuration(options, words, authentication, secret)
                }
            }
            secret.wipe()
            return configuration
        } catch {
            switch error {
            case .clientIDMissing: endAsMisused("the client's name is empty: --client-id")
            case .secretMismatch:
                endAsMisused("the client's secret cannot be used with this server")
            case .tooLong:
                endAsMisused("the client's name, secret or scope is longer than 256 bytes")
            }
        }
    }

    private static func configuration(
        _ options: Options, _ words: borrowing Span<UInt8>,
        _ authentication: ClientAuthentication, _ secret: borrowing Span<UInt8>
    ) throws(ConfigurationError) -> ClientConfiguration {
        let client = words.extracting(options.place(of: .clientID))
        let scope = words.extracting(options.place(of: .scope))
        if options.has(.issuer) {
            return try ClientConfiguration(
                issuer: endpoint(.issuer, options, words), clientID: client, scope: scope,
                authentication: authentication, clientSecret: secret)
        }
        let isCognito = options.isValue(.dialect, "cognito-lambda", in: words)
        return try ClientConfiguration(
            deviceAuthorizationEndpoint: endpoint(.deviceAuthorizationEndpoint, options, words),
            tokenEndpoint: endpoint(.tokenEndpoint, options, words), clientID: client,
            scope: scope, authentication: authentication, clientSecret: secret,
            dialect: isCognito ? .cognitoLambda : .rfc8628)
    }

    private static func endpoint(
        _ option: Option, _ options: Options, _ words: borrowing Span<UInt8>
    ) -> Endpoint {
        let text = words.extracting(options.place(of: option))
        do throws(EndpointError) {
            let endpoint = try Endpoint(text)
            guard !endpoint.isPlaintext || options.has(.insecureHTTP) else {
                endAsMisused(
                    "without TLS only by --insecure-http, and only on this machine:", text)
            }
            return endpoint
        } catch {
            switch error {
            case .tooLong: endAsMisused("this URL is longer than 256 bytes:", text)
            case .unsupportedScheme: endAsMisused("this URL does not begin with https://:", text)
            case .malformed: endAsMisused("this is no URL of a host and path:", text)
            }
        }
    }

    private mutating func readSecret(_ options: Options) {
        guard options.has(.clientSecretFile) else { return }
        do throws(SystemError) {
            try words.withBytes { (words) throws(SystemError) in
                // Holds, here and below: whoever is given a path keeps it no longer than the call.
                unsafe try options.withPath(.clientSecretFile, in: words) {
                    (path) throws(SystemError) in
                    unsafe try appendFile(path, to: &secret)
                }
            }
        } catch {
            endForEnvironment(
                "cannot read --client-secret-file", options, .clientSecretFile, words,
                error.explanation)
        }
        var count = secret.count
        secret.withBytes { bytes in
            if count > 0, bytes[count - 1] == UInt8(ascii: "\n") { count -= 1 }
            if count > 0, bytes[count - 1] == UInt8(ascii: "\r") { count -= 1 }
        }
        secret.removeAll(from: count)
        if secret.isEmpty {
            endForEnvironment(
                "cannot use --client-secret-file", options, .clientSecretFile, words, "it is empty")
        }
    }

    private borrowing func roots(_ options: Options) -> UnsafeBufferPointer<UInt8> {
        let roots = unsafe open(.ca, "cannot read --ca", options) {
            (path) throws(SystemError) in unsafe try mapFile(path)
        }
        if let roots = unsafe roots { return unsafe roots }
        // Without TLS nobody needs to be trusted.
        guard options.has(.insecureHTTP) else {
            endAsMisused("name the authorities to trust with --ca")
        }
        return unsafe UnsafeBufferPointer(start: nil, count: 0)
    }

    // MARK: The board

    @inline(never)
    private borrowing func addResolutions(
        _ options: Options, to transport: inout TLSTransport
    ) {
        words.withBytes { words in
            for index in 0..<options.resolutionCount {
                let text = words.extracting(options.resolutions[index])
                guard let parts = ResolutionParts(text) else {
                    endAsMisused("--resolve takes HOST:PORT:ADDRESS, not", text)
                }
                do throws(ResolutionFailure) {
                    try transport.addResolution(
                        host: text.extracting(parts.host), port: parts.port,
                        address: text.extracting(parts.address))
                } catch {
                    switch error {
                    case .hostMalformed: endAsMisused("--resolve needs a host name, not", text)
                    case .addressMalformed: endAsMisused("--resolve needs an IP address, not", text)
                    case .tableFull: endAsMisused("there are too many of --resolve")
                    }
                }
            }
        }
    }

    @inline(never)
    private borrowing func board(
        _ options: Options, _ report: GrantReport, _ transport: consuming TLSTransport
    ) -> LinuxBoard {
        let display = unsafe open(.framebuffer, "cannot use --framebuffer", options) {
            (path) throws(SystemError) in
            unsafe try FramebufferDisplay(path: path, rotation: rotation(options))
        }
        var console = unsafe open(.console, "cannot use --console", options) {
            (path) throws(SystemError) in unsafe try ConsoleDevice(path: path)
        }
        if console == nil, display == nil, report.form == .text { console = .standardOutput }
        do throws(SystemError) {
            return try LinuxBoard(
                transport: transport,
                credentials: credentials(
                    .state, "cannot use --state", options,
                    recordBytes: StandardDeviceGrant.recordBytesMaximum),
                session: credentials(
                    .tlsSession, "cannot use --tls-session", options,
                    recordBytes: TransportLimits.sessionBytes),
                display: display, console: console, report: report)
        } catch {
            endForEnvironment("cannot listen for signals", Span(), error.explanation)
        }
    }

    /// The file that the option names, with room for records of so many bytes; no file without it.
    private borrowing func credentials(
        _ option: Option, _ what: StaticString, _ options: Options, recordBytes: Int
    ) -> CredentialFile {
        let file: CredentialFile? = unsafe open(option, what, options) {
            (path) throws(SystemError) in
            unsafe try CredentialFile(path: path, bytes: 2 * (64 + recordBytes))
        }
        return if let file { file } else { CredentialFile() }
    }

    private borrowing func rotation(_ options: Options) -> FramebufferLayout.Rotation {
        words.withBytes { words in
            guard options.has(.rotate) else { return .none }
            if options.isValue(.rotate, "0", in: words) { return .none }
            if options.isValue(.rotate, "90", in: words) { return .quarter }
            if options.isValue(.rotate, "180", in: words) { return .half }
            if options.isValue(.rotate, "270", in: words) { return .threeQuarters }
            endAsMisused(
                "--rotate takes 0, 90, 180 or 270, not",
                words.extracting(options.place(of: .rotate)))
        }
    }

    /// What `body` makes of the path that the option names; nil without the option.
    private borrowing func open<Device: ~Copyable>(
        _ option: Option, _ what: StaticString, _ options: Options,
        _ body: (UnsafePointer<CChar>) throws(SystemError) -> Device
    ) -> Device? {
        guard options.has(option) else { return nil }
        do throws(SystemError) {
            return try words.withBytes { (words) throws(SystemError) in
                unsafe try options.withPath(option, in: words, body)
            }
        } catch {
            endForEnvironment(what, options, option, words, error.explanation)
        }
    }
}

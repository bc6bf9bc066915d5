/// An option of the command line.
enum Option: UInt8 {
    case issuer
    case deviceAuthorizationEndpoint
    case tokenEndpoint
    case dialect
    case clientID
    case clientSecretFile
    case scope
    case ca
    case resolve
    case insecureHTTP
    case framebuffer
    case rotate
    case console
    case state
    case tlsSession
    case then
    case output
    case initialProgram
    case help

    static let count = 19

    /// As it is typed.
    var name: StaticString {
        switch self {
        case .issuer: "--issuer"
        case .deviceAuthorizationEndpoint: "--device-authorization-endpoint"
        case .tokenEndpoint: "--token-endpoint"
        case .dialect: "--dialect"
        case .clientID: "--client-id"
        case .clientSecretFile: "--client-secret-file"
        case .scope: "--scope"
        case .ca: "--ca"
        case .resolve: "--resolve"
        case .insecureHTTP: "--insecure-http"
        case .framebuffer: "--framebuffer"
        case .rotate: "--rotate"
        case .console: "--console"
        case .state: "--state"
        case .tlsSession: "--tls-session"
        case .then: "--then"
        case .output: "--output"
        case .initialProgram: "--init"
        case .help: "--help"
        }
    }

    /// Whether the next word is the option's value.
    var takesValue: Bool {
        switch self {
        case .insecureHTTP, .initialProgram, .help: false
        default: true
        }
    }

    /// The option of that name; nil if there is none.
    init?(_ word: borrowing Span<UInt8>) {
        var raw: UInt8 = 0
        while let option = Option(rawValue: raw) {
            if word.isText(option.name) {
                self = option
                return
            }
            raw += 1
        }
        return nil
    }
}

extension Span<UInt8> {
    /// Whether the bytes are those of the text.
    func isText(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for index in indices {
            // Holds: the index stays below the static text's length.
            guard self[index] == (unsafe text.utf8Start[index]) else { return false }
        }
        return true
    }
}

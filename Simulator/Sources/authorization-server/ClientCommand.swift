import ArgumentParser
import AuthorizationServer

/// `client`: registers clients, and ends them.
struct ClientCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client", abstract: "Registered OAuth clients.",
        subcommands: [Add.self, List.self, Rotate.self, Remove.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: "Register a client, and print its id and secret.")

        @Option(help: ArgumentHelp("Its id; a random one without it.", valueName: "id"))
        var id: String?

        @Option(help: ArgumentHelp("What users are told it is.", valueName: "name"))
        var name: String

        @Option(
            help: ArgumentHelp(
                "The most it may ask for, joined with blanks.", valueName: "scope"))
        var scope = "openid profile offline"

        @Flag(name: .customLong("public"), help: "It keeps no secret, as devices cannot.")
        var isPublic = false

        @Option(
            name: .customLong("redirect-uri"),
            help: ArgumentHelp(
                "Where it may have users sent back to, exactly; repeat it for more. With it the "
                    + "client uses the authorization code flow instead of the device grant.",
                valueName: "uri"),
            transform: ClientCommand.redirectURI)
        var redirectURIs: [RedirectURI] = []

        @Option(
            name: .customLong("logout-uri"),
            help: ArgumentHelp(
                "Where users may go after they signed out, exactly; repeat it for more.",
                valueName: "uri"),
            transform: ClientCommand.redirectURI)
        var logoutURIs: [RedirectURI] = []

        @Flag(name: .customLong("dpop"), help: "Its tokens are bound to a key of its own: DPoP.")
        var requiresDPoP = false

        @OptionGroup var state: StateOptions

        func run() async throws {
            let client = try await Administration.addClient(
                id: id, name: name, scope: scope, kind: isPublic ? .publicClient : .confidential,
                redirectURIs: redirectURIs, logoutURIs: logoutURIs, requiresDPoP: requiresDPoP,
                to: state.configuration())
            print("client_id     \(client.id)")
            if let secret = client.secret {
                // It is stored as a hash: this is the only time it can be read.
                print("client_secret \(secret)")
            }
        }
    }

    private static func redirectURI(_ text: String) throws -> RedirectURI {
        guard let uri = RedirectURI(text) else {
            throw ValidationError(
                "The URI \(text) is refused: use https://HOST/…, http://127.0.0.1/… for an app on "
                    + "the user's own machine, or a scheme with a dot such as com.example.app:/…; "
                    + "no fragment and no user name.")
        }
        return uri
    }
}

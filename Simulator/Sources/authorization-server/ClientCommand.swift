import ArgumentParser
import AuthorizationServer

/// `client add`: registers a client.
struct ClientCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client", abstract: "Registered OAuth clients.", subcommands: [Add.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: "Register a client for the device grant, and print its id and secret.")

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

        @OptionGroup var state: StateOptions

        func run() async throws {
            let client = try await Administration.addClient(
                id: id, name: name, scope: scope, kind: isPublic ? .publicClient : .confidential,
                to: state.configuration())
            print("client_id     \(client.id)")
            if let secret = client.secret {
                // It is stored as a hash: this is the only time it can be read.
                print("client_secret \(secret)")
            }
        }
    }
}

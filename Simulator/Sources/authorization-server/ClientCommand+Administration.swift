import ArgumentParser
import AuthorizationServer

extension ClientCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the clients, without their secrets: those are kept as hashes.")

        @OptionGroup var list: ListOptions
        @OptionGroup var state: StateOptions

        func run() async throws {
            let clients = try await Administration.clients(in: state.configuration())
            try list.output.print(clients) { client in
                "\(client.id)\t\(client.kind)\t\(client.name)\t\(client.scope)"
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove a client, and end the refresh tokens of its devices.",
            discussion: "A running server refuses it within a second.")

        @Argument(help: ArgumentHelp("The client's id.", valueName: "id"))
        var id: String

        @OptionGroup var state: StateOptions

        func run() async throws {
            try await Administration.removeClient(id, from: state.configuration())
            print("Removed \(id).")
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a client a new secret; the present one works until --finish.",
            discussion: """
                Two secrets work at once, so that devices can be moved one by one: run it, give \
                the printed secret to them, and run it again with --finish.
                """)

        @Argument(help: ArgumentHelp("The client's id.", valueName: "id"))
        var id: String

        @Flag(help: "The previous secret ends now; no new one is made.")
        var finish = false

        @OptionGroup var state: StateOptions

        func run() async throws {
            if finish {
                try await Administration.finishRotation(of: id, in: state.configuration())
                print("The previous secret of \(id) ended.")
            } else {
                let secret = try await Administration.rotateSecret(
                    of: id, in: state.configuration())
                print("client_secret \(secret)")
            }
        }
    }
}

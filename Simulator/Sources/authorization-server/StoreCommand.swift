import ArgumentParser
import AuthorizationServer

/// `store`: the database as a whole.
struct StoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "The database of a server.",
        subcommands: [Create.self, Backup.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the database, or bring an older one up to date.")

        @OptionGroup var state: StateOptions

        func run() async throws {
            try await Administration.createStore(state.configuration())
        }
    }

    struct Backup: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copy the database into a new file while the server runs.",
            discussion: """
                The copy is whole by itself. To restore it, stop the server and serve it by \
                --store sqlite:FILE; the keys stand in the state folder, keep a copy of them, too.
                """)

        @Argument(help: ArgumentHelp("The file to make.", valueName: "file"))
        var file: String

        @OptionGroup var state: StateOptions

        func run() async throws {
            try await Administration.backUp(state.configuration(), to: file)
            print("Copied into \(file).")
        }
    }
}

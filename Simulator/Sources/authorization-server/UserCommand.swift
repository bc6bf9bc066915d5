import ArgumentParser
import AuthorizationServer

/// `user`: makes accounts, and lets people in again.
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Accounts of the user pool.",
        subcommands: [Add.self, List.self, Reset.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: "Add a user; the password is read from standard input, one line.")

        @Argument(help: "What the user types at sign-in; case does not matter.")
        var username: String

        @Flag(help: "The user has to change the password at the first sign-in.")
        var firstPassword = false

        @OptionGroup var state: StateOptions

        func run() async throws {
            guard let password = readLine(strippingNewline: true), !password.isEmpty else {
                throw ValidationError("The password is missing: write it to standard input.")
            }
            try await Administration.addUser(
                username, password: password, kind: firstPassword ? .first : .own,
                to: state.configuration())
            print("Added \(username.lowercased()).")
        }
    }
}

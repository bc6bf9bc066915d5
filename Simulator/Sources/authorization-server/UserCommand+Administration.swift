import ArgumentParser
import AuthorizationServer

extension UserCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the users' names.")

        @OptionGroup var list: ListOptions
        @OptionGroup var state: StateOptions

        func run() async throws {
            let users = try await Administration.users(in: state.configuration())
            try list.output.print(users) { $0.username }
        }
    }

    struct Reset: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a user a new password, read from standard input, one line.",
            discussion: "It ends the user's sign-ins in every browser and a lock-out.")

        @Argument(help: "What the user types at sign-in; case does not matter.")
        var username: String

        @OptionGroup var state: StateOptions

        func run() async throws {
            guard let password = readLine(strippingNewline: true), !password.isEmpty else {
                throw ValidationError("The password is missing: write it to standard input.")
            }
            try await Administration.resetUser(
                username, password: password, in: state.configuration())
            print("The password of \(username.lowercased()) is new.")
        }
    }
}

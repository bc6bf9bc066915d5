import ArgumentParser

/// The command and what it can do.
struct Simulator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulator",
        abstract: "Simulates devices that sign in by the OAuth 2.0 Device Authorization Grant.",
        discussion: """
            Exit status: 0 granted, 10 denied, 11 expired, 12 network or TLS failure, 13 the \
            server's answer is refused, 14 out of the memory budget, 15 the environment (port, \
            folder, missing program), 2 wrong usage, 130 interrupted.
            """,
        subcommands: [Run.self, Boards.self])
}

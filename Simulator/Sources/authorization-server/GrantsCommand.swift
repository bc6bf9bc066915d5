import ArgumentParser
import AuthorizationServer
import Foundation

/// `grants`: the audit trail, and the end of what was granted.
struct GrantsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grants",
        abstract: "Requests of devices: who asked, who decided, and how to end one.",
        subcommands: [List.self, Revoke.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the requests of the last day, the newest first, without any code.",
            discussion: """
                A line holds the id for `grants revoke`, the time of the request, the outcome, \
                client, user, the addresses of the device and of the browser that decided, and \
                the seconds between request and decision. A request that is approved from another \
                network seconds after it was made may be phishing.
                """)

        @Option(help: ArgumentHelp("The most lines to print.", valueName: "count"))
        var limit = 1_000

        @OptionGroup var list: ListOptions
        @OptionGroup var state: StateOptions

        func run() async throws {
            let grants = try await Administration.grants(limit: limit, in: state.configuration())
            try list.output.print(grants, Self.line)
        }

        private static func line(_ grant: GrantRecord) -> String {
            let time = Date(
                timeIntervalSince1970: Double(grant.requestedAtMilliseconds / 1_000)
            ).formatted(.iso8601)
            let seconds = grant.secondsToDecision.map { "\($0) s" } ?? "-"
            return [
                grant.id, time, grant.outcome, grant.clientID, grant.username ?? "-",
                grant.requestAddress, grant.decisionAddress ?? "-", seconds,
            ].joined(separator: "\t")
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a request: its codes, or the refresh tokens it led to.",
            discussion: """
                A running server acts on it within a second. Access tokens that are out already \
                run on until they expire, within an hour.
                """)

        @Argument(help: ArgumentHelp("The id that `grants list` prints.", valueName: "id"))
        var id: String

        @OptionGroup var state: StateOptions

        func run() async throws {
            try await Administration.revokeGrant(id, in: state.configuration())
            print("Ended \(id).")
        }
    }
}

import ArgumentParser
import SimulatorKit

/// `simulator boards`: the boards there are.
struct Boards: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the boards, each with its class, display, memory and status.",
        discussion: """
            Every board's file is read and checked: one that cannot be used is an error that names \
            the file, the field and the reason.
            """)

    @Option(help: "What is printed: text or json (one object a line).")
    var output = RunOptions.OutputChoice.text

    func run() throws {
        let boards = try BoardCatalogue.find().boards()
        let lines = output == .json ? boards.map(\.json) : Board.table(of: boards)
        for line in lines { print(line) }
    }
}

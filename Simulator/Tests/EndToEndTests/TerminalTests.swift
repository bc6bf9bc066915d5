import Foundation
import Testing

/// The device's screen in a person's terminal.
@Suite("Command line: a terminal")
struct TerminalTests {
    @Test(
        "In a terminal the screen is drawn in place, with where to approve and as whom; Ctrl-C gives the terminal back",
        arguments: ["tv-stick", "wearable"])
    func drawsAndRestores(_ board: String) async throws {
        let state = try TemporaryFolder()
        let run = try SimulatorRun(
            ["run", "--board", board, "--port", "0", "--state", state.path],
            output: .terminal(columns: 120, rows: 50))
        _ = try await run.line(with: "password ")
        // Of the two rows of pixels in a cell, one is drawn and one is behind it.
        _ = try await run.line(with: "▀")
        let result = try await run.interrupted()
        #expect(result.ending == .status(130))
        #expect(result.output.contains("\u{1B}[?25l"), "the cursor is hidden")
        let pictures = result.output.components(separatedBy: "\u{1B}[?2026l")
        let end = try #require(pictures.last)
        #expect(end.contains("\u{1B}[0m\u{1B}[?25h"), "the cursor is back after the last picture")
        #expect(end.contains("Outcome: cancelled"))
        let account = try DemoAccount(state: state)
        #expect(result.output.contains(account.password))
        #expect(result.errors == "")
    }
}

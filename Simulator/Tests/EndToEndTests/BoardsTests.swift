import Foundation
import Testing

/// `simulator boards`: which boards there are, and whether their files are right.
@Suite("Command line: boards")
struct BoardsTests {
    @Test("Every board is a row of the table, with its display, memory and status")
    func listsBoards() async throws {
        let result = try await SimulatorRun.finished(["boards"])
        #expect(result.ending == .status(0))
        #expect(result.errors == "")
        let rows = result.output.split(separator: "\n").map { $0.split(separator: " ") }
        #expect(rows.first == ["BOARD", "CLASS", "DISPLAY", "MEMORY", "STATUS"])
        #expect(
            rows.contains([
                "generic/wearable", "wearable", "240", "x", "240", "round", "rgb565", "1", "MiB",
                "simulated",
            ]))
        #expect(rows.contains(["generic/gateway", "gateway", "none", "64", "MiB", "emulated"]))
    }

    @Test("As JSON each board is one object a line, the same boards as in the table")
    func listsBoardsAsJSON() async throws {
        let table = try await SimulatorRun.finished(["boards"])
        let result = try await SimulatorRun.finished(["boards", "--output", "json"])
        #expect(result.ending == .status(0))
        let boards = try result.output.split(separator: "\n").map { try JSONValue(parsing: $0) }
        #expect(
            boards.map { $0["id"]?.text }
                == table.output.split(separator: "\n").dropFirst().map { row in
                    row.split(separator: " ").first.map(String.init)
                })
        let stick = try #require(boards.first { $0["id"] == "generic/tv-stick" })
        #expect(stick["memory_bytes"] == 536_870_912)
        #expect(stick["display"]?["width_pixels"] == 1280)
        #expect(boards.first { $0["id"] == "generic/gateway" }?["display"] == nil)
    }

    @Test("A wrong file is refused with status 15 and one line: the file, the field, the reason")
    func refusesWrongFile() async throws {
        let folder = try TemporaryFolder()
        let board = try folder.makeFolder("acme/stick") + "/board.json"
        try Data("{}".utf8).write(to: URL(fileURLWithPath: folder.file("board.schema.json")))
        try Data(#"{"memoryKiB": 64}"#.utf8).write(to: URL(fileURLWithPath: board))
        let result = try await SimulatorRun.finished(
            ["boards"], environment: ["BOARDS_FOLDER": folder.path])
        #expect(result.ending == .status(15))
        #expect(result.output == "")
        #expect(result.errorLines.count == 1, "\(result.errors)")
        #expect(
            result.errors.hasPrefix("simulator: \(board): memoryKiB: is not a field of a board"))
    }
}

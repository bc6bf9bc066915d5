import Foundation
import Testing

/// Grants in arenas of every size, by a client that knows nothing of the size beforehand.
@Suite("Command line: arenas")
struct ArenaSweepTests {
    @Test(
        "X54: from 20 to 48 KiB each arena ends granted, or with status 14, the bytes wanted and left"
    )
    func sweep() async throws {
        let server = try await SimulatorRun.usedState()
        let sizes = Array(stride(from: 20 * 1_024, through: 48 * 1_024, by: 1_024))
        let ends = try await CannedServer.with(server, answers: [.tokens]) { canned in
            try await withThrowingTaskGroup(of: End.self) { group in
                var ends: [End] = []
                for (index, size) in sizes.enumerated() {
                    // A few at a time: this is no test of the machine.
                    if index >= 4, let end = try await group.next() { ends.append(end) }
                    group.addTask {
                        try await End(
                            of: canned, arena: size, authority: server.file("server/ca.pem"))
                    }
                }
                for try await end in group { ends.append(end) }
                return ends.sorted { $0.arena < $1.arena }
            }
        }
        for end in ends {
            print("\(end.arena) bytes: \(end.outcome), \(end.reason)")
            switch end.status {
            case .status(0):
                #expect(end.outcome == "granted")
            case .status(14):
                #expect(end.outcome == "out_of_memory")
                let figures = /(\d+) bytes wanted, (\d+) of (\d+) left/
                #expect(end.reason.firstMatch(of: figures) != nil, "\(end.reason)")
            default:
                Issue.record("\(end.arena) bytes: \(end.status)")
            }
            #expect(end.peak > 0 && end.peak <= end.arena)
        }
        #expect(ends.map(\.arena) == sizes)
        #expect(ends.first?.status == .status(14) && ends.last?.status == .status(0))
    }

    /// How a run ended.
    private struct End: Sendable {
        let arena: Int
        let status: ChildProcess.Ending
        let outcome: String
        let reason: String
        let peak: Int

        init(of server: CannedServer, arena: Int, authority: String) async throws {
            let state = try TemporaryFolder()
            let words = server.words(authority: authority, state: state)
            let run = try await SimulatorRun.finished(
                words + ["--output", "json", "--tls-arena", "\(arena)"])
            let line = try #require(run.output.split(separator: "\n").last, "\(run.errors)")
            let event = try JSONValue(parsing: String(line))
            self.arena = arena
            status = run.ending
            outcome = event["outcome"]?.text ?? ""
            reason = event["reason"]?.text ?? ""
            peak = Int(event["tls_arena_peak_bytes"]?.number ?? 0)
        }
    }
}

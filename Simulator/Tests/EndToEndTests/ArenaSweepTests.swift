import Foundation
import SimulatorKit
import Testing

/// Grants in arenas of every size, by a client that knows nothing of the size beforehand.
@Suite("Command line: arenas")
struct ArenaSweepTests {
    @Test(
        "X54 from 20 to 48 KiB each arena ends granted, or with status 14, the bytes wanted and left"
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
                            of: canned, "--tls-arena", size,
                            authority: server.file("server/ca.pem"))
                    }
                }
                for try await end in group { ends.append(end) }
                return ends.sorted { $0.bytes < $1.bytes }
            }
        }
        for end in ends {
            print("\(end.bytes) bytes: \(end.outcome), \(end.reason)")
            switch end.status {
            case .status(0):
                #expect(end.outcome == "granted")
            case .status(14):
                #expect(end.outcome == "out_of_memory")
                let figures = /(\d+) bytes wanted, (\d+) of (\d+) left/
                #expect(end.reason.firstMatch(of: figures) != nil, "\(end.reason)")
            default:
                Issue.record("\(end.bytes) bytes: \(end.status)")
            }
            #expect(end.peak > 0 && end.peak <= end.bytes)
        }
        #expect(ends.map(\.bytes) == sizes)
        #expect(ends.first?.status == .status(14) && ends.last?.status == .status(0))
    }

    @Test("X54 --memory leaves TLS what the client's other parts do not take, and no more")
    func budget() async throws {
        let server = try await SimulatorRun.usedState()
        try await CannedServer.with(server, answers: [.tokens]) { canned in
            let authority = server.file("server/ca.pem")
            let enough = MemoryBudget(arenaBytes: 49_152).bytes
            let granted = try await End(of: canned, "--memory", enough, authority: authority)
            #expect(granted.status == .status(0), "\(granted.reason)")
            let little = MemoryBudget(arenaBytes: 30_000).bytes
            let refused = try await End(of: canned, "--memory", little, authority: authority)
            #expect(refused.status == .status(14))
            #expect(refused.reason.contains(" of 30000 left"), "\(refused.reason)")
            for bytes in [1, MemoryBudget.declaredBytes] {
                let end = try await End(of: canned, "--memory", bytes, authority: authority)
                #expect(end.status == .status(14))
                #expect(
                    end.reason.contains(
                        "take \(MemoryBudget.declaredBytes) of \(bytes) bytes: state"),
                    "\(end.reason)")
            }
        }
    }

    @Test("C3 X54 a bundle of 150 roots takes no more of the arena than one")
    func bundle() async throws {
        let server = try await SimulatorRun.usedState()
        let folder = try TemporaryFolder()
        var bundle = Data()
        for number in 1..<150 {
            let key = number % 3 == 0 ? "rsa:2048" : "ec -pkeyopt ec_paramgen_curve:P-256"
            try await ServerIdentity.makeRoot("root\(number)", key: key, in: folder)
            bundle += try folder.bytes(of: "root\(number).pem")
        }
        bundle += try server.bytes(of: "server/ca.pem")
        let file = folder.file("bundle.pem")
        try bundle.write(to: URL(filePath: file))
        try await CannedServer.with(server, answers: [.tokens]) { canned in
            let one = try await End(
                of: canned, "--tls-arena", 49_152, authority: server.file("server/ca.pem"))
            let many = try await End(of: canned, "--tls-arena", 49_152, authority: file)
            print("arena's peak: \(one.peak) bytes with one root, \(many.peak) with 150")
            #expect(one.status == .status(0) && many.status == .status(0))
            // A signature's length differs by some bytes from one handshake to the next.
            #expect(abs(many.peak - one.peak) <= 256)
        }
    }

    /// How a run ended.
    private struct End: Sendable {
        let bytes: Int
        let status: ChildProcess.Ending
        let outcome: String
        let reason: String
        let peak: Int

        init(
            of server: CannedServer, _ option: String, _ bytes: Int, authority: String
        ) async throws {
            let state = try TemporaryFolder()
            let words = server.words(authority: authority, state: state)
            let run = try await SimulatorRun.finished(
                words + ["--output", "json", option, "\(bytes)"])
            let line = try #require(run.output.split(separator: "\n").last, "\(run.errors)")
            let event = try JSONValue(parsing: String(line))
            self.bytes = bytes
            status = run.ending
            outcome = event["outcome"]?.text ?? ""
            reason = event["reason"]?.text ?? ""
            peak = Int(event["tls_arena_peak_bytes"]?.number ?? 0)
        }
    }
}

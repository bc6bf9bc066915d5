import Foundation
import Testing

/// A simulated device at an embedded server that answers as a script says.
@Suite("Command line: scripts")
struct ScriptTests {
    private let state: TemporaryFolder

    init() throws {
        state = try TemporaryFolder()
    }

    /// Runs a device that a scripted user approves, and returns how it ended.
    private func run(
        _ script: String, _ more: [String] = []
    ) async throws -> SimulatorRun.Finished {
        let run = try SimulatorRun.withEvents(
            state: state, ["--script", script, "--approve-after", "0"] + more)
        return try await run.finished()
    }

    private func run(steps: String) async throws -> SimulatorRun.Finished {
        let file = state.file("day.script")
        try steps.write(toFile: file, atomically: true, encoding: .utf8)
        return try await run(file)
    }

    private static func outcome(_ result: SimulatorRun.Finished) -> String {
        let last = result.output.split(separator: "\n").last.flatMap { try? JSONValue(parsing: $0) }
        return last?["outcome"]?.text ?? result.errors
    }

    @Test(
        "C16 a device is granted at a server that answers as another one does",
        arguments: [
            ("github", []), ("google", []), ("microsoft", []),
            ("seed", ["--dialect", "cognito-lambda"]),
            ("seed-defects", ["--dialect", "cognito-lambda"]),
        ])
    func presets(_ preset: String, _ more: [String]) async throws {
        let result = try await run(preset, more)
        #expect(Self.outcome(result) == "granted", "\(result.output)\(result.errors)")
    }

    @Test(
        "C13 C15 C18 X50 X55 a device gets over a server's bad moments",
        arguments: [
            "error authorization_pending times 3\nerror slow_down",
            "answer status 503", "answer status 502 type text/html body \"<html>\"", "close",
            "error authorization_pending cut 10", "error authorization_pending drip 5ms",
            "error authorization_pending interim 3", "error authorization_pending after 2s",
            "error authorization_pending status 428", "error authorization_pending status 200",
            "error authorization_pending header \"X: y\"",
            "error authorization_pending size 1000000",
            // Whichever of them carries the tokens is lost, and had again.
            "real cut 40 times 3",
        ])
    func recovers(_ polls: String) async throws {
        let result = try await run(
            steps: "[device_authorization]\nreal set interval 1\n[poll]\n\(polls)")
        #expect(Self.outcome(result) == "granted", "\(polls): \(result.output)\(result.errors)")
        #expect(result.output.contains("\"event\":\"poll\""))
    }

    @Test(
        "C16 X12 X17 X50 a device refuses what it cannot use, and says so",
        arguments: [
            ("[poll]\nanswer body \"<html>\" type text/html always", "refused_answer"),
            ("[poll]\nanswer body \"{}\" always", "refused_answer"),
            ("[poll]\nerror access_denied always", "denied"),
            ("[poll]\nerror expired_token always", "expired"),
            ("[poll]\nerror invalid_client status 401 always", "refused_answer"),
            ("[device_authorization]\nreal without device_code", "refused_answer"),
            (
                "[device_authorization]\nreal set verification_uri \"javascript:alert(1)\"",
                "refused_answer"
            ),
            ("[device_authorization]\nerror unauthorized_client", "refused_answer"),
        ])
    func refuses(_ steps: String, _ outcome: String) async throws {
        let result = try await run(steps: steps)
        #expect(Self.outcome(result) == outcome, "\(steps): \(result.output)\(result.errors)")
    }

    @Test("a script that cannot be read is wrong usage, in one line with file and line")
    func refused() async throws {
        let result = try await run(steps: "[poll]\nreal times many")
        #expect(result.ending == .status(2))
        #expect(result.errors.contains("day.script:2: times: a number"))
        let missing = try await run(state.file("no.script"))
        #expect(missing.ending == .status(2))
        #expect(missing.errors.contains("cannot read the script"))
    }
}

import Testing

/// Words that make no command: status 2, before anything is touched.
@Suite("Command line: wrong usage")
struct UsageTests {
    @Test(
        "Wrong words end with status 2 and one line that names them and where help is",
        arguments: [
            (["run", "--frobnicate"], "Unknown option '--frobnicate'"),
            (["run", "--port"], "Missing value for '--port"),
            (["run", "--state"], "Missing value for '--state"),
            (["run", "--port", "abc"], "'abc' is invalid for '--port"),
            (["run", "--port", "65536"], "'65536' is invalid for '--port"),
            (["run", "--display", "paper"], "'paper' is invalid for '--display"),
            (["run", "--approve-after", "1", "--deny-after", "1"], "not both"),
            (["run", "--approve-after", "-1"], "approve-after"),
            (["run", "--output", "json", "--serial", "stdio"], "choose one"),
            (["run", "--output", "json", "--display", "terminal"], "choose one"),
            (["run", "--ca", "ca.pem"], "--issuer"),
            (["run", "--client-secret-file", "secret"], "--issuer"),
            (["run", "--issuer", "https://localhost"], "--client-id"),
            (["run", "--issuer", "https://localhost", "--dialect", "cognito-lambda"], "metadata"),
            (["run", "--then", "sleep"], "refresh"),
            (["run", "--token-endpoint", "https://localhost/t"], "--issuer"),
            (["run", "--resolve", "localhost"], "HOST:PORT:ADDRESS"),
            (["run", "--emulate=paper"], "'paper' is invalid for '--emulate"),
            (["run", "--emulate", "--memory", "200000"], "simulated device"),
            (["run", "--emulate", "--display", "terminal"], "--screenshots"),
            (["run", "--emulate=user", "--screenshots", "s"], "--emulate=system"),
            (
                [
                    "run", "--emulate", "--client-id", "a", "--insecure-http", "--issuer",
                    "http://localhost",
                ], "--emulate=user"
            ),
            (["run", "stray"], "stray"),
            (["boards", "--output", "xml"], "'xml' is invalid for '--output"),
            (["boards", "stray"], "stray"),
            (["frobnicate"], "frobnicate"),
            (
                [
                    "run", "--client-id", "a", "--device-authorization-endpoint",
                    "http://localhost/c", "--token-endpoint", "https://localhost/t",
                ], "--insecure-http"
            ),
        ])
    func refusesWords(_ words: [String], _ expected: String) async throws {
        let run = try SimulatorRun(words)
        let result = try await run.finished()
        #expect(result.ending == .status(2))
        #expect(result.output == "")
        #expect(result.errorLines.count == 1, "\(result.errors)")
        #expect(result.errors.hasPrefix("simulator: "))
        #expect(result.errors.contains(expected), "\(result.errors)")
        #expect(result.errors.contains("See 'simulator"))
        #expect(run.home.files.isEmpty)
    }

    @Test(
        "Help that is asked for is no error",
        arguments: [["--help"], ["run", "--help"], ["boards", "--help"], []])
    func helps(_ words: [String]) async throws {
        let result = try await SimulatorRun.finished(words)
        #expect(result.ending == .status(0))
        #expect(result.output.contains("USAGE: simulator"))
        #expect(result.errors == "")
    }
}

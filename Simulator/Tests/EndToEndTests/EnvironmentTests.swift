import Foundation
import Testing

/// A machine that does not let the simulator work: status 15.
@Suite("Command line: the environment")
struct EnvironmentTests {
    private let state: TemporaryFolder

    init() throws {
        state = try TemporaryFolder()
    }

    /// Expects the status of the environment and one line, and returns it.
    @discardableResult
    private func expectRefusal(_ words: [String]) async throws -> String {
        let result = try await SimulatorRun.finished(["run"] + words)
        #expect(result.ending == .status(15))
        #expect(result.output == "")
        #expect(result.errorLines.count == 1, "\(result.errors)")
        #expect(result.errors.hasPrefix("simulator: "))
        return result.errors
    }

    @Test("An unknown board is refused with the names of all boards")
    func refusesUnknownBoard() async throws {
        let line = try await expectRefusal(["--board", "toaster", "--state", state.path])
        #expect(line.contains("toaster"))
        #expect(line.contains("generic/gateway, generic/tv-stick, generic/wearable"))
        #expect(state.files.isEmpty)
    }

    @Test("A port in use is refused by its number, and the state folder stays usable")
    func refusesPortInUse() async throws {
        let port = try HeldPort(.listens)
        let line = try await expectRefusal(["--port", "\(port.number)", "--state", state.path])
        #expect(line.contains("Port \(port.number)"))
        #expect(line.contains("--port"))
        try await SimulatorRun.expectUsable(state)
    }

    @Test(
        "A folder that cannot be made is refused by its name and option",
        arguments: ["--state", "--screenshots"])
    func refusesFolder(_ option: String) async throws {
        // Below a file there is no folder for anybody, root included.
        var words = [option, "/dev/null/x", "--port", "0"]
        if option != "--state" { words += ["--state", state.path] }
        let line = try await expectRefusal(words)
        #expect(line.contains("/dev/null/x"))
        #expect(line.contains(option))
    }

    @Test("A board without a display is refused where one is asked for, not shown as if it had one")
    func refusesMissingDisplay() async throws {
        for option in [["--display", "terminal"], ["--screenshots", state.file("shots")]] {
            let line = try await expectRefusal(
                ["--board", "gateway", "--port", "0", "--state", state.path] + option)
            #expect(line.contains("generic/gateway has no display"))
        }
    }

    @Test("A board without a serial console is refused where one is asked for")
    func refusesMissingConsole() async throws {
        let line = try await expectRefusal(
            ["--board", "wearable", "--serial", "stdio", "--port", "0", "--state", state.path])
        #expect(line.contains("generic/wearable has no serial console"))
    }

    @Test("A CA file that is missing, or holds no certificate, is refused with the option to use")
    func refusesUnreadableAuthority() async throws {
        for file in ["/dev/null/ca.pem", "/etc/passwd"] {
            let line = try await expectRefusal([
                "--state", state.path, "--ca", file, "--client-id", "a",
                "--device-authorization-endpoint", "https://localhost/c",
                "--token-endpoint", "https://localhost/t",
            ])
            #expect(line.contains("--ca"))
        }
    }

    @Test(
        "A damaged file of the state folder is refused by its name and left as it is",
        arguments: [
            "ca.pem", "ca-key.pem", "server.key", "token-signing-key.pem",
            "demo-account.txt", "authorization-server.sqlite",
        ])
    func refusesDamagedFile(_ name: String) async throws {
        let state = try await SimulatorRun.usedState()
        let damage = Data(String(repeating: "damaged\n", count: 600).utf8)
        try damage.write(to: URL(fileURLWithPath: state.file("server/" + name)))
        let line = try await expectRefusal(["--port", "0", "--state", state.path])
        #expect(line.contains(name))
        #expect(try state.bytes(of: "server/" + name) == damage)
    }

    @Test("A host that is no name is refused")
    func refusesHost() async throws {
        for host in ["two words", "https://localhost", "localhost:8443", ""] {
            let line = try await expectRefusal(
                ["--host", host, "--port", "0", "--state", state.path])
            #expect(line.contains("--host"))
        }
    }
}

import Foundation
import Testing

/// Ctrl-C, at any moment.
@Suite("Command line: interruption")
struct InterruptionTests {
    private let state: TemporaryFolder

    init() throws {
        state = try TemporaryFolder()
    }

    /// What a state folder holds when nothing is left over.
    private static let files: Set<String> = [
        "devices/generic-tv-stick.flash", "server/authorization-server.sqlite",
        "server/authorization-server.sqlite-shm", "server/authorization-server.sqlite-wal",
        "server/ca-key.pem", "server/ca.pem", "server/demo-account.txt", "server/sealing-keys.txt",
        "server/server-key.pem", "server/server.key", "server/server.pem",
        "server/token-signing-key.pem",
    ]

    @Test(
        "A run that waits for approval ends with status 130 and leaves no process and no file",
        arguments: [SIGINT, SIGTERM])
    func endsWhilePending(_ signal: Int32) async throws {
        let run = try SimulatorRun.withEvents(state: state)
        _ = try await run.event("poll")
        #expect(run.processesLeft == ["\(run.process.identifier)"])
        let result = try await run.interrupted(by: signal)
        #expect(result.ending == .status(130))
        #expect(try await run.event("finished")["outcome"] == "cancelled")
        #expect(result.errors == "")
        #expect(run.processesLeft.isEmpty)
        #expect(run.home.files.isEmpty)
        #expect(Set(state.files).isSubset(of: Self.files), "\(state.files)")
        try await SimulatorRun.expectUsable(state)
    }

    @Test(
        "A run that is interrupted as its first files appear leaves a folder that the next one uses",
        arguments: [
            "ca-key.pem", "ca.pem", "server.pem", "server.key", "token-signing-key.pem",
            "sealing-keys.txt", "authorization-server.sqlite", "demo-account.txt",
        ])
    func endsWhileStarting(_ name: String) async throws {
        let watch = try FolderWatch(try state.makeFolder("server"))
        let run = try SimulatorRun.withEvents(state: state)
        try await watch.appearance(of: name)
        #expect(try await run.interrupted().ending == .status(130))
        #expect(run.processesLeft.isEmpty)
        try await SimulatorRun.expectUsable(state)
        #expect(Set(state.files).isSubset(of: Self.files), "\(state.files)")
    }

    @Test("A run that is killed leaves a folder that the next one uses")
    func survivesKill() async throws {
        let run = try SimulatorRun.withEvents(state: state)
        _ = try await run.event("user_code")
        #expect(try await run.interrupted(by: SIGKILL).ending == .signal(SIGKILL))
        try await SimulatorRun.expectUsable(state)
    }

    @Test("A scripted user who is still to come does not delay the end")
    func endsBeforeTheVisit() async throws {
        let run = try SimulatorRun.withEvents(state: state, ["--approve-after", "3600"])
        _ = try await run.event("user_code")
        #expect(try await run.interrupted().ending == .status(130))
    }
}

import Foundation
import Testing

/// One run of `authorization-server serve` with a demo client and a state folder of its own.
struct ServerRun {
    let process: ChildProcess
    let state: TemporaryFolder
    let issuer: String
    /// The file of its certificate authority.
    let authority: String

    init() async throws {
        state = try TemporaryFolder()
        let process = try ChildProcess(
            try Self.program,
            ["serve", "--demo", "--port", "0", "--state", state.path, "--log-level", "warning"],
            environment: Self.environment)
        self.process = process
        func value(_ name: String) async throws -> String {
            try await within(waitingFor: "\(name); standard error: \(process.errors.text)") {
                try await process.output.first { line in
                    line.hasPrefix(name) ? line.split(separator: " ").last.map(String.init) : nil
                }
            }
        }
        issuer = try await value("Issuer")
        authority = try await value("CA certificate")
    }

    /// `user add`, with a password that has to be changed at the first sign-in.
    func addUser(_ name: String, firstPassword: String) async throws {
        let command = #"printf '%s\n' "$1" | "$2" user add "$3" --first-password --state "$4""#
        let program = try ChildProcess(
            "/bin/sh",
            ["-c", command, "sh", firstPassword, try Self.program, name, state.path],
            environment: Self.environment)
        let ending = try await program.ended()
        try #require(ending == .status(0), "user add: \(program.errors.text)")
    }

    /// A device that asks this server for codes.
    func device(_ folder: TemporaryFolder) throws -> SimulatorRun {
        try SimulatorRun([
            "run", "--issuer", issuer, "--ca", authority, "--client-id", "tv-stick",
            "--scope", "openid profile offline", "--output", "json", "--display", "none",
            "--state", folder.path,
        ])
    }

    func stop() async throws {
        process.send(SIGTERM)
        _ = try await process.ended()
    }

    private static let environment = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"]

    /// The command, which the build puts beside the simulator.
    private static var program: String {
        get throws {
            let path = URL(fileURLWithPath: try SimulatorRun.program).deletingLastPathComponent()
                .appendingPathComponent("authorization-server").path
            try #require(
                FileManager.default.isExecutableFile(atPath: path),
                "\(path) is missing: build it with swift build --product authorization-server")
            return path
        }
    }
}

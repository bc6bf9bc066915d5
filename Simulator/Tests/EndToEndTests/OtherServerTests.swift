import Foundation
import Testing

/// A device that signs in at a server of somebody else's.
@Suite("Command line: another server")
struct OtherServerTests {
    private let state: TemporaryFolder
    private let server: TemporaryFolder
    private var authority: String { server.file("server/ca.pem") }

    init() async throws {
        state = try TemporaryFolder()
        server = try await SimulatorRun.usedState()
    }

    private func words(port: UInt16, host: String = "localhost") -> [String] {
        [
            "run", "--display", "none", "--state", state.path, "--ca", authority, "--client-id",
            "a", "--device-authorization-endpoint", "https://\(host):\(port)/c",
            "--token-endpoint", "https://\(host):\(port)/t",
        ]
    }

    /// Expects a failure of network or TLS, and one line with this.
    private func expectFailure(_ result: SimulatorRun.Finished, _ part: String) {
        #expect(result.ending == .status(12))
        #expect(result.output.contains("Outcome: network_failure"))
        #expect(result.errorLines.count == 1, "\(result.errors)")
        #expect(result.errors.hasPrefix("simulator: "))
        #expect(result.errors.contains(part), "\(result.errors)")
    }

    @Test("A server that is down ends the run with status 12")
    func reportsServerThatIsDown() async throws {
        let port = try HeldPort(.refuses)
        expectFailure(try await SimulatorRun.finished(words(port: port.number)), "start it")
    }

    @Test("A name that nobody knows ends the run with status 12")
    func reportsUnknownName() async throws {
        let result = try await SimulatorRun.finished(words(port: 443, host: "server.invalid"))
        expectFailure(result, "--resolve")
    }

    @Test("C3 --insecure-http reaches no other machine, and ends with status 12")
    func keepsPlainTextOnThisMachine() async throws {
        let result = try await SimulatorRun.finished([
            "run", "--display", "none", "--state", state.path, "--insecure-http", "--client-id",
            "a", "--device-authorization-endpoint", "http://192.0.2.1/c", "--token-endpoint",
            "http://192.0.2.1/t",
        ])
        expectFailure(result, "without TLS")
        #expect(result.output.contains("0 sent"))
    }

    @Test(
        "C3 X49 a certificate of another CA ends the run with status 12 before anything is sent")
    func refusesOtherAuthority() async throws {
        let other = try await SimulatorRun.usedState()
        let result = try await CannedServer.with(server, answers: [.tokens]) { [state] canned in
            try await SimulatorRun.finished(
                canned.words(authority: other.file("server/ca.pem"), state: state))
        }
        expectFailure(result, "--ca")
        #expect(!result.output.contains("WDJB"))
    }

    @Test("C3 a kept TLS session is resumed by the next run, and signing out overwrites it")
    func keptSession() async throws {
        let folder = try TemporaryFolder()
        let file = folder.file("session")
        try await CannedServer.with(server, answers: [.tokens]) { [state] canned in
            let words =
                canned.words(authority: server.file("server/ca.pem"), state: state)
                + ["--output", "json", "--tls-session", file]
            for (run, isResumed) in [(words, 0), (words, 1), (words + ["--then", "sign-out"], 1)] {
                let result = try await SimulatorRun.finished(run)
                #expect(result.ending == .status(0), "\(result.errors)")
                let line = try #require(result.output.split(separator: "\n").last)
                let finished = try JSONValue(parsing: String(line))
                #expect(finished["tls_resumed_handshakes"]?.number == Double(isResumed))
                #expect(finished["tls_full_handshakes"]?.number == Double(1 - isResumed))
            }
            // What is left is the empty record's two headers.
            #expect(try folder.bytes(of: "session").count { $0 != 0 } <= 32)
        }
    }

    @Test(
        "C3 X49 a certificate for another name, reached by --resolve, ends the run with status 12"
    )
    func refusesOtherName() async throws {
        let result = try await CannedServer.with(server, answers: [.tokens]) { canned in
            let host = "other-name.test"
            return try await SimulatorRun.finished(
                words(port: UInt16(canned.port), host: host)
                    + ["--resolve", "\(host):\(canned.port):127.0.0.1"])
        }
        expectFailure(result, "another name")
        #expect(!result.output.contains("WDJB"))
    }

    @Test(
        "C13 C16 the token endpoint's last answer decides the exit status",
        arguments: [
            (.tokens, 0), (.error("access_denied"), 10), (.error("expired_token"), 11),
            (.error("invalid_client", status: 401), 13),
            (CannedServer.Answer(status: 200, body: "<html>"), 13),
            (CannedServer.Answer(status: 200, body: "{}"), 13),
        ] as [(CannedServer.Answer, Int32)])
    func endsAsAnswered(_ answer: CannedServer.Answer, _ status: Int32) async throws {
        let result = try await CannedServer.with(
            server, answers: [.error("authorization_pending"), answer]
        ) { [state, authority] canned in
            try await SimulatorRun.finished(canned.words(authority: authority, state: state))
        }
        #expect(result.ending == .status(status), "\(result.output)\(result.errors)")
        #expect(result.errorLines.count == (status == 13 ? 1 : 0), "\(result.errors)")
    }

    @Test(
        "C8 X37 no token and no device code is printed, or kept anywhere but in the device's flash",
        arguments: ["text", "json"])
    func keepsSecrets(_ output: String) async throws {
        let (run, result) = try await CannedServer.with(
            server, answers: [.error("authorization_pending"), .tokens]
        ) { [state, authority] canned in
            let run = try SimulatorRun(
                canned.words(authority: authority, state: state) + ["--output", output])
            return (run, try await run.finished())
        }
        #expect(result.ending == .status(0))
        #expect(result.output.contains("WDJB-MJHT") || output == "text")
        // A device belongs to one service: the server's name is in that of the file.
        let flash = try #require(
            state.files.first { $0.hasPrefix("devices/generic-tv-stick@https") })
        for secret in CannedServer.Secrets.all {
            #expect(!result.output.contains(secret))
            #expect(!result.errors.contains(secret))
            for folder in [state, run.home] {
                for file in folder.files where file != flash {
                    #expect(
                        try folder.bytes(of: file).firstRange(of: Data(secret.utf8)) == nil,
                        "in \(file)")
                }
            }
        }
        let kept = try state.bytes(of: flash)
        #expect(kept.firstRange(of: Data(CannedServer.Secrets.refreshToken.utf8)) != nil)
        #expect(kept.firstRange(of: Data(CannedServer.Secrets.deviceCode.utf8)) == nil)
        let attributes = try FileManager.default.attributesOfItem(atPath: state.file(flash))
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    }
}

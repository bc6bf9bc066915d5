import Foundation
import Testing

/// Whole runs with the embedded server.
@Suite("Command line: the embedded server")
struct RunTests {
    private let state: TemporaryFolder

    init() throws {
        state = try TemporaryFolder()
    }

    @Test(
        "X37 --output json prints one JSON object a line, in order, and no secret",
        arguments: [("--approve-after", "granted", Int32(0)), ("--deny-after", "denied", 10)])
    func printsEvents(_ option: String, _ outcome: String, _ status: Int32) async throws {
        let run = try SimulatorRun.withEvents(state: state, [option, "0"])
        let result = try await run.finished()
        #expect(result.ending == .status(status))
        #expect(result.errors == "")

        let events = try result.output.split(separator: "\n").map { try JSONValue(parsing: $0) }
        let names = events.map { $0["event"]?.text ?? "" }
        #expect(names.prefix(2) == ["server_ready", "user_code"])
        #expect(names.dropFirst(2).dropLast().allSatisfy { $0 == "poll" })
        #expect(names.last == "finished")
        let finished = try #require(events.last)
        #expect(finished["outcome"]?.text == outcome)
        for figure in [
            "polls", "connections", "tls_full_handshakes", "tls_resumed_handshakes", "bytes_sent",
            "bytes_received", "stack_peak_bytes", "state_bytes",
        ] {
            #expect(finished[figure]?.number != nil, "\(figure)")
        }
        #expect(finished["reason"]?.text?.isEmpty == false)

        let flash = try state.bytes(of: "devices/generic-tv-stick.flash")
        let secrets =
            [try DemoAccount(state: state).password]
            + flash.split { $0 < 0x21 || $0 > 0x7E }.filter { $0.count >= 20 }
            .map { String(decoding: $0, as: UTF8.self) }
        #expect(secrets.count > (status == 0 ? 1 : 0))
        let database = try state.files.filter { $0.hasPrefix("server/authorization-server.sqlite") }
            .map { try state.bytes(of: $0) }
        for secret in secrets {
            #expect(!result.output.contains(secret))
            // X7: the server's own records hold hashes.
            #expect(database.allSatisfy { $0.firstRange(of: Data(secret.utf8)) == nil })
        }
        #expect(run.home.files.isEmpty)
    }

    @Test("The second run in a state folder has the first one's CA and demo password")
    func reusesState() async throws {
        var fingerprints: Set<String> = []
        var passwords: Set<String> = []
        for _ in 0..<2 {
            let run = try SimulatorRun([
                "run", "--display", "none", "--port", "0", "--state", state.path,
            ])
            let approve = try await run.line(with: "password ")
            fingerprints.insert(try await run.line(with: "SHA-256 "))
            passwords.insert(approve.components(separatedBy: "password ").last ?? "")
            try await run.interrupted()
        }
        #expect(fingerprints.count == 1)
        #expect(passwords == [try DemoAccount(state: state).password])
    }

    @Test(
        "By default the server listens on 127.0.0.1 alone; with --host everywhere",
        arguments: [([], false), (["--host", "tv-test.lan"], true)])
    func listensOnLoopback(_ option: [String], _ everywhere: Bool) async throws {
        let run = try SimulatorRun.withEvents(state: state, option)
        let issuer = try #require(try await run.event("server_ready")["issuer"]?.text)
        let port = UInt16(try #require(URL(string: issuer)?.port))
        #expect(try Reachability.accepts("127.0.0.1", port: port))
        // Linux routes all of 127/8 to itself: an address of this machine that is not 127.0.0.1.
        #expect(try Reachability.accepts("127.0.0.2", port: port) == everywhere)
        try await run.interrupted()
    }

    @Test(
        "--host puts the name or address into every URI and into the certificate",
        arguments: ["tv-test.lan", "192.0.2.7"])
    func usesHost(_ host: String) async throws {
        let run = try SimulatorRun.withEvents(
            state: state, ["--host", host, "--approve-after", "0"])
        let ready = try await run.event("server_ready")
        let codes = try await run.event("user_code")
        for (event, name) in [
            (ready, "issuer"), (codes, "verification_uri"), (codes, "verification_uri_complete"),
        ] {
            #expect(event[name]?.text?.hasPrefix("https://\(host):") == true, "\(name)")
        }
        // Device and scripted user, two TLS libraries, each verify the certificate against it.
        let result = try await run.finished()
        #expect(result.ending == .status(0), "\(result.errors)")
    }

    @Test("A wearable says in text what its screen shows, and saves its screens")
    func runsWearable() async throws {
        let shots = try TemporaryFolder()
        let run = try SimulatorRun([
            "run", "--board", "wearable", "--port", "0", "--state", state.path, "--screenshots",
            shots.path, "--approve-after", "0",
        ])
        let result = try await run.finished()
        #expect(result.ending == .status(0))
        #expect(result.output.contains("Waiting for approval: https://localhost:"))
        #expect(result.output.contains("Signed in"))
        #expect(shots.files == ["01-connecting.png", "02-code.png", "03-signed-in.png"])
        for file in shots.files {
            let bytes = try shots.bytes(of: file)
            #expect(bytes.prefix(8) == Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
            // PNG §11.2.2: width and height, big-endian, from the first chunk's data on.
            #expect(Array(bytes.dropFirst(16).prefix(8)) == [0, 0, 0, 240, 0, 0, 0, 240])
        }
    }

    @Test(
        "A board without a display talks on its serial console, asked to or not",
        arguments: [["--serial", "stdio"], []])
    func runsGateway(_ option: [String]) async throws {
        let run = try SimulatorRun(
            [
                "run", "--board", "gateway", "--port", "0", "--state", state.path, "--deny-after",
                "0",
            ]
                + option)
        let result = try await run.finished()
        #expect(result.ending == .status(10))
        let lines = result.output.split(separator: "\n").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        let open = try #require(lines.firstIndex { $0.hasSuffix("open") })
        #expect(lines[open + 1].hasPrefix("https://localhost:"))
        #expect(lines[open + 3].contains(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/))
        #expect(result.output.contains("Outcome: denied"))
        #expect(!result.output.contains("\u{1B}"), "a console of plain text")
    }
}

import Foundation
import ScriptedUser
import Testing

/// The images for Linux boards, in an emulated process, against this project's server.
@Suite("Board images", .serialized)
struct BoardImageTests {
    private let state: TemporaryFolder
    private let folder: TemporaryFolder

    init() throws {
        state = try TemporaryFolder()
        folder = try TemporaryFolder()
    }

    @Test(
        "A grant takes no more than 48 KiB of arena and 16 KiB of stack", arguments: BoardImage.all)
    func staysInItsMemory(_ image: BoardImage) async throws {
        let finished = try await grant(image).finished
        #expect(finished["outcome"]?.text == "granted")
        let arena = try #require(finished["tls_arena_peak_bytes"]?.number)
        let stack = try #require(finished["stack_peak_bytes"]?.number)
        print("\(image.testDescription): \(arena) bytes of arena, \(stack) of stack")
        #expect(arena > 0 && arena <= 49_152)
        #expect(stack > 0 && stack <= 16_384)
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.file("tokens"))
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    }

    @Test(
        "A grant by a chain of RSA keys takes no more than 54 KiB of arena",
        arguments: BoardImage.Architecture.allCases)
    func staysInItsMemoryWithRSA(_ architecture: BoardImage.Architecture) async throws {
        let image = BoardImage(architecture: architecture, libc: .shared, arenaBytes: 55_296)
        let identity = try await ServerIdentity.rsa(in: folder)
        let pending = CannedServer.Answer.error("authorization_pending")
        let finished = try await CannedServer.with(identity, answers: [pending, .tokens]) {
            [folder] server in
            let process = try image.start(
                server.deviceClientWords(authority: identity.authorityFile)
                    + ["--state", folder.file("tokens")])
            let finished = try await Self.event("finished", of: process)
            #expect(try await process.ended() == .status(0), "\(process.errors.text)")
            return finished
        }
        #expect(finished["outcome"]?.text == "granted")
        let arena = try #require(finished["tls_arena_peak_bytes"]?.number)
        let stack = try #require(finished["stack_peak_bytes"]?.number)
        print("\(image.testDescription), RSA: \(arena) bytes of arena, \(stack) of stack")
        #expect(arena > 0 && arena <= 55_296)
        #expect(stack > 0 && stack <= 16_384)
    }

    @Test(
        "What it does after the grant takes no more than 16 KiB of stack, either",
        arguments: BoardImage.all, ["refresh", "sign-out"])
    func staysInItsStackAfterwards(_ image: BoardImage, then: String) async throws {
        let identity = ServerIdentity(of: try await SimulatorRun.usedState())
        let finished = try await CannedServer.with(identity, answers: [.tokens]) {
            [folder] server in
            let process = try image.start(
                server.deviceClientWords(authority: identity.authorityFile)
                    + ["--state", folder.file("tokens"), "--then", then])
            #expect(try await process.ended() == .status(0), "\(process.errors.text)")
            _ = try await Self.event(then == "refresh" ? "refreshed" : "signed_out", of: process)
            return try await Self.event("finished", of: process)
        }
        let stack = try #require(finished["stack_peak_bytes"]?.number)
        print("\(image.testDescription), \(then): \(stack) of stack")
        #expect(stack > 0 && stack <= 16_384)
    }

    @Test("Once it runs, it takes no memory from the system", arguments: BoardImage.all)
    func takesNoMemory(_ image: BoardImage) async throws {
        let calls = try await grant(image, qemu: ["-strace"]).errors
        #expect(Self.memoryCalls(in: calls) == [])
    }

    @Test("The check of the memory taken notices a single malloc")
    func noticesMalloc() async throws {
        let image = BoardImage(architecture: .aarch64, libc: .shared)
        let source = folder.file("planted.c")
        try """
        #include <stdlib.h>
        #include <unistd.h>
        unsigned geteuid(void) {
            void *volatile memory = malloc(100);
            return memory == NULL ? 1 : 0;
        }
        """.write(toFile: source, atomically: true, encoding: .utf8)
        let compiler = try ChildProcess(
            "/usr/bin/" + image.architecture.compiler,
            ["-shared", "-fPIC", "-o", folder.file("planted.so"), source],
            environment: ["PATH": "/usr/bin:/bin"])
        #expect(try await compiler.ended() == .status(0))
        let calls = try await grant(
            image, qemu: ["-strace", "-E", "LD_PRELOAD=" + folder.file("planted.so")]
        ).errors
        #expect(!Self.memoryCalls(in: calls).isEmpty)
    }

    @Test("SIGTERM ends it with status 130", arguments: BoardImage.all)
    func endsByTerm(_ image: BoardImage) async throws {
        let run = try SimulatorRun.withEvents(state: state)
        let process = try await start(image, at: run)
        _ = try await Self.event("user_code", of: process)
        process.send(SIGTERM)
        #expect(try await process.ended() == .status(130))
    }

    // MARK: What the board lacks

    @Test(
        "Without a usable framebuffer it ends with status 15 and one line",
        arguments: [
            ("/dev/fb9", "it is no such file"), ("/dev/null", ""), ("/etc/hostname", ""),
        ])
    func lacksFramebuffer(_ device: String, _ why: String) async throws {
        let image = BoardImage(architecture: .aarch64, libc: .static)
        let process = try image.start([
            "--client-id", "a", "--issuer", "https://localhost", "--ca",
            "/etc/ssl/certs/ca-certificates.crt", "--framebuffer", device,
        ])
        #expect(try await process.ended() == .status(15))
        let errors = try await process.errors.whole()
        #expect(
            errors.hasPrefix("device-client: cannot use --framebuffer \(device): "), "\(errors)")
        #expect(errors.split(separator: "\n").count == 1)
    }

    @Test(
        "Where tokens can never be stored it ends with status 15 and one line, before a code is asked for",
        arguments: ["/dev/full/tokens", "/proc/tokens", "/dev/null"])
    func lacksStorage(_ path: String) async throws {
        let image = BoardImage(architecture: .armhf, libc: .static)
        let process = try image.start([
            "--client-id", "a", "--issuer", "https://localhost", "--ca",
            "/etc/ssl/certs/ca-certificates.crt", "--state", path,
        ])
        #expect(try await process.ended() == .status(15))
        let errors = try await process.errors.whole()
        #expect(errors.hasPrefix("device-client: cannot use --state \(path): "), "\(errors)")
        #expect(errors.split(separator: "\n").count == 1)
    }

    @Test("X53 The tokens' file is made with mode 0600, and it and its folder are flushed")
    func flushesTokens() async throws {
        let image = BoardImage(architecture: .aarch64, libc: .static)
        let calls = try await grant(image, qemu: ["-strace"]).errors
            .split(separator: "\n").map(String.init)
        let open = try #require(
            calls.firstIndex { $0.contains("O_CREAT") && $0.contains("/tokens\"") })
        #expect(calls[open].contains(",0600)"), "\(calls[open])")
        #expect(calls[open...].contains { $0.contains("O_DIRECTORY") })
        let written = try #require(calls.lastIndex { $0.contains(" pwrite64(") })
        #expect(calls[open..<written].contains { $0.contains(" fsync(") }, "the folder")
        #expect(calls[written...].contains { $0.contains(" fsync(") }, "what was written last")
    }

    // MARK: Runs

    private func grant(
        _ image: BoardImage, qemu: [String] = []
    ) async throws -> (finished: JSONValue, errors: String) {
        let run = try SimulatorRun.withEvents(state: state)
        let process = try await start(image, at: run, qemu: qemu)
        let codes = try await Self.event("user_code", of: process)
        let account = try DemoAccount(state: state)
        try await ScriptedUser(
            caFile: state.file("server/ca.pem"), username: account.username,
            password: account.password, addresses: ["localhost": "127.0.0.1"]
        ).decide(
            .approve, userCode: try #require(codes["user_code"]?.text),
            at: try #require(codes["verification_uri"]?.text))
        let finished = try await Self.event("finished", of: process)
        #expect(try await process.ended() == .status(0), "\(process.errors.text)")
        return (finished, process.errors.text)
    }

    private func start(
        _ image: BoardImage, at run: SimulatorRun, qemu: [String] = []
    ) async throws -> ChildProcess {
        let issuer = try #require(try await run.event("server_ready")["issuer"]?.text)
        return try image.start(
            [
                "--issuer", issuer, "--client-id", "tv-stick", "--ca",
                state.file("server/ca.pem"), "--state", folder.file("tokens"), "--output", "json",
            ], qemu: qemu)
    }

    private static func event(_ name: String, of process: ChildProcess) async throws -> JSONValue {
        try await within(waitingFor: "\(name); standard error: \(process.errors.text)") {
            [output = process.output] in
            try await output.first { line in
                let event = try? JSONValue(parsing: line)
                return event?["event"]?.text == name ? event : nil
            }
        }
    }

    /// The calls by which a process gets memory, from the one on with which the client begins. A first
    /// malloc is among them: no heap is there before.
    private static func memoryCalls(in calls: String) -> [Substring] {
        let lines = calls.split(separator: "\n")
        guard let begin = lines.firstIndex(where: { $0.contains("/proc/self/cmdline") }) else {
            return ["the client never began"]
        }
        return lines[begin...].filter { line in
            // A file that is mapped for reading takes the kernel's memory alone.
            line.contains(/\d+ (brk|mmap2?|mremap)\(/)
                && !line.contains(/,PROT_READ,MAP_PRIVATE,\d/)
        }
    }
}

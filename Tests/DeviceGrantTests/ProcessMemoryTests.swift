import Foundation
import GrantPlayer
import SeededRandom
import Testing

/// What a whole process holds of its secrets: machine, driver, stack, and whatever the compiler made
/// of them.
@Suite struct ProcessMemoryTests {
    private let secrets = Secrets(seed: 8_628)

    @Test("Where secrets are held the search finds them: while pending, granted, kept, refreshed")
    func control() throws {
        let probe = try ProbeProcess(secrets.answers)
        try probe.run(to: .pending)
        let memory = try probe.memory()
        #expect(memory.mappings.contains { $0.name == "[heap]" })
        // Its arguments stand at the bottom of the stack.
        #expect(memory.copies(of: probe.flash).contains { $0.hasSuffix("[stack]") })
        print("\(memory.byteCount) writable bytes in \(memory.mappings.count) mappings")
        #expect(!memory.copies(of: secrets.deviceCode).isEmpty)
        #expect(!memory.pieces(of: secrets.deviceCode).isEmpty)
        for stop in [ProbeProcess.Stop.granted, .kept, .refreshed] {
            try probe.run(to: stop)
            let memory = try probe.memory()
            for token in [secrets.access, secrets.refresh] {
                #expect(!memory.copies(of: token).isEmpty, "\(stop)")
            }
        }
    }

    @Test("X53 A secret that is held is in the process's memory once: nothing has left a copy")
    func once() throws {
        let probe = try ProbeProcess(secrets.answers)
        try probe.run(to: .pending)
        try expect(probe, holds: [secrets.deviceCode])
        try probe.run(to: .granted)
        try expect(probe, holds: [secrets.access, secrets.refresh, secrets.identity])
        try probe.run(to: .kept)
        try expect(probe, holds: [secrets.access, secrets.refresh])
        try probe.run(to: .refreshed)
        try expect(
            probe,
            holds: [secrets.access, secrets.refresh, secrets.newAccess, secrets.newRefresh])
        try probe.run(to: .rotated)
        try expect(probe, holds: [secrets.newAccess, secrets.newRefresh])
    }

    @Test("X53 After the tokens are handed over and released no piece of a secret is left")
    func released() throws {
        let probe = try ProbeProcess(secrets.answers)
        try probe.run(to: .released)
        #expect(probe.token == secrets.access)
        try expect(probe, holds: [])
    }

    @Test("X53 After the sign-out no piece of a secret is left, of old tokens or new")
    func signedOut() throws {
        let probe = try ProbeProcess(secrets.answers)
        try probe.run(to: .signedOut)
        try expect(probe, holds: [])
    }

    /// Expects each of the secrets once in the probe's memory, and no piece of any other.
    private func expect(_ probe: ProbeProcess, holds held: [String]) throws {
        let memory = try probe.memory()
        for secret in secrets.all {
            let places =
                held.contains(secret) ? memory.copies(of: secret) : memory.pieces(of: secret)
            #expect(
                places.count == (held.contains(secret) ? 1 : 0),
                "\(places.count), such as \(places.first ?? "none")")
        }
    }
}

/// Secrets that stand nowhere but in the server's answers.
private struct Secrets {
    let deviceCode: String
    let access: String
    let refresh: String
    let identity: String
    let newAccess: String
    let newRefresh: String

    init(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        func text(_ count: Int) -> String {
            let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
            return String((0..<count).map { _ in alphabet[Int(random.next() % 64)] })
        }
        deviceCode = text(64)
        access = text(800)
        refresh = text(200)
        identity = text(1_000)
        newAccess = text(800)
        newRefresh = text(200)
    }

    var all: [String] { [deviceCode, access, refresh, identity, newAccess, newRefresh] }

    /// The answers to the requests for codes, to two polls, a refresh and a revocation.
    var answers: [[UInt8]] {
        let codes = """
            {"device_code":"\(deviceCode)","user_code":"WDJB-MJHT","verification_uri":\
            "https://example.com/device","expires_in":1800}
            """
        let tokens = """
            {"access_token":"\(access)","refresh_token":"\(refresh)","id_token":"\(identity)",\
            "expires_in":3600}
            """
        let rotated = """
            {"access_token":"\(newAccess)","refresh_token":"\(newRefresh)","expires_in":3600}
            """
        return [
            .json(200, codes), .pending, .json(200, tokens), .json(200, rotated), .json(200, ""),
        ].map { (reply: Reply) in reply.bytes }
    }
}

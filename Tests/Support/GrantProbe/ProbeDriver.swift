import BoundedBytes
import CredentialSlots
import DeviceGrant
import Glibc
import HTTPWire

/// Drives a machine as a board does, on a virtual clock: every buffer that a secret passes through is
/// wiped as soon as it has.
struct ProbeDriver: ~Copyable {
    private(set) var now = Instant(tick: 0)

    private var flash: FlashFile
    private let configuration: ClientConfiguration
    private var request = Secret<2_560>()
    /// Small, so that the secrets arrive in pieces.
    private var received = Secret<64>()

    init(flash: consuming FlashFile) throws {
        self.flash = flash
        let root: StaticString = "https://server.example.com/"
        var client = FixedBytes<8>()
        try client.append("probe")
        configuration = try client.withBytes { client in
            var configuration = try ClientConfiguration(
                deviceAuthorizationEndpoint: Self.endpoint(root),
                tokenEndpoint: Self.endpoint(root), clientID: client, scope: client,
                clientSecret: client.extracting(0..<0))
            configuration.revocationEndpoint = .some(try Self.endpoint(root))
            return configuration
        }
    }

    private static func endpoint(_ text: StaticString) throws -> Endpoint {
        var url = FixedBytes<64>()
        try url.append(text)
        return try url.withBytes { try Endpoint($0) }
    }

    /// Does what the machine asks for until `stop` says so of the action to come.
    mutating func run<Machine: ExchangingMachine & ~Copyable>(
        _ machine: inout Machine, until stop: (MachineAction<Machine.Outcome>) -> Bool
    ) {
        while true {
            let action = machine.poll(at: now)
            if stop(action) { return }
            switch action {
            case .wait(let deadline):
                now = deadline
            case .connect:
                say("a")
                machine.transportDidConnect(at: now)
            case .send:
                request.withOutput { machine.writeRequest(for: configuration, to: &$0) }
                request.wipe()
                machine.transportDidSend(at: now)
            case .receive:
                received.withOutput { Self.read(into: &$0) }
                received.withExposedBytes { machine.receive($0, at: now) }
                received.wipe()
            case .store(let record):
                store(record, of: &machine)
            case .close:
                machine.transportDidClose(at: now)
            case .display:
                break
            case .idle, .finish:
                exit(EXIT_FAILURE)
            }
        }
    }

    mutating func signOut(_ keeper: inout StandardTokenKeeper) {
        keeper.signOut(at: now, configuration: configuration)
    }

    /// Calls `body` with the record that the flash holds, in pieces.
    mutating func readRecord(_ body: (borrowing Span<UInt8>) -> Void) throws {
        try CredentialSlots(on: &flash).read(from: &flash, body)
    }

    private mutating func store<Machine: ExchangingMachine & ~Copyable>(
        _ record: GrantRecord, of machine: inout Machine
    ) {
        do throws(StorageFailure) {
            var slots = try CredentialSlots(on: &flash)
            try machine.forEachRecordPart(at: now, wallClockSeconds: nil) {
                (part) throws(StorageFailure) in try slots.append(part, to: &flash)
            }
            try slots.commit(to: &flash)
            machine.recordDidStore(at: now)
        } catch {
            exit(EXIT_FAILURE)
        }
    }

    // MARK: The test's end of the pipes

    /// Gives a token to the application, which is the test.
    func handOver(_ token: borrowing Span<UInt8>) {
        say("t")
        token.withUnsafeBufferPointer { _ = write(STDOUT_FILENO, $0.baseAddress, $0.count) }
        say("\n")
    }

    /// Stops until a byte comes.
    func stop() {
        say("s")
        var byte: UInt8 = 0
        if Glibc.read(STDIN_FILENO, &byte, 1) != 1 { exit(EXIT_FAILURE) }
    }

    private func say(_ text: StaticString) {
        _ = write(STDOUT_FILENO, text.utf8Start, text.utf8CodeUnitCount)
    }

    private static func read(into output: inout OutputSpan<UInt8>) {
        output.withUnsafeMutableBufferPointer { buffer, count in
            count = Glibc.read(STDIN_FILENO, buffer.baseAddress, buffer.count)
            if count <= 0 { exit(EXIT_FAILURE) }
        }
    }
}

import Foundation

/// The program `GrantProbe`, standing at one of its stops.
final class ProbeProcess {
    private var identifier: pid_t = 0
    private let connection: Int32
    /// The file that is its flash, which is also its one argument.
    let flash = "\(NSTemporaryDirectory())/flash-\(UUID().uuidString)"
    private var answers: [[UInt8]]
    private var stops = Stop.allCases[...]
    private var isStopped = false

    /// The token that the probe has handed over.
    private(set) var token = ""

    /// Where the probe stops, in this order.
    enum Stop: CaseIterable {
        case pending, granted, released, kept, refreshed, rotated, signedOut
    }

    /// The probe was not built, or has ended before its stop.
    struct Gone: Error {}

    /// - Parameter answers: The server's, one for each request.
    init(_ answers: [[UInt8]]) throws {
        self.answers = answers
        // Close-on-exec: no other program that a test starts gets it.
        var ends: [Int32] = [0, 0]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw Gone() }
        connection = ends[0]
        defer { close(ends[1]) }
        // The program lies beside the tests.
        let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appending(path: "GrantProbe").path
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        let arguments = [strdup(program), strdup(flash), nil]
        defer { arguments.forEach { free($0) } }
        // The dynamic linker saves the vector registers on the stack, whatever they hold, when it looks
        // a function up at its first call: so all are looked up at the start (ld.so(8)).
        let environment = [strdup("LD_BIND_NOW=1"), nil]
        defer { environment.forEach { free($0) } }
        guard posix_spawn(&identifier, program, &actions, nil, arguments, environment) == 0 else {
            throw Gone()
        }
    }

    deinit {
        if identifier > 0 {
            kill(identifier, SIGKILL)
            waitpid(identifier, nil, 0)
        }
        close(connection)
        unlink(flash)
    }

    /// Lets the probe go on to the stop.
    func run(to stop: Stop) throws {
        repeat { try runToNextStop() } while stops.popFirst() != stop
    }

    /// The probe's memory, as it is at this stop.
    func memory() throws -> ProcessMemory {
        try ProcessMemory(of: identifier)
    }

    private func runToNextStop() throws {
        guard !stops.isEmpty else { throw Gone() }
        if isStopped { try say([UInt8(ascii: "\n")]) }
        isStopped = false
        while !isStopped {
            switch try hear() {
            case UInt8(ascii: "a"):
                guard !answers.isEmpty else { throw Gone() }
                try say(answers.removeFirst())
            case UInt8(ascii: "t"):
                var bytes: [UInt8] = []
                while bytes.last != UInt8(ascii: "\n") { bytes.append(try hear()) }
                token = String(decoding: bytes.dropLast(), as: UTF8.self)
            default:
                isStopped = true
            }
        }
    }

    private func say(_ bytes: [UInt8]) throws {
        guard send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
        else { throw Gone() }
    }

    private func hear() throws -> UInt8 {
        var byte: UInt8 = 0
        guard read(connection, &byte, 1) == 1 else { throw Gone() }
        return byte
    }
}

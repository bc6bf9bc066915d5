import Foundation
import Synchronization

/// A program that a test started, with its output; it never outlives this handle.
final class ChildProcess: Sendable {
    let identifier: pid_t
    let output: LineLog
    let errors: LineLog
    private let life: Life

    /// How a process ended.
    enum Ending: Equatable, Sendable {
        case status(Int32)
        case signal(Int32)
    }

    /// What its standard output is.
    enum Standing {
        case pipe
        case terminal(columns: UInt16, rows: UInt16)
    }

    struct NotStarted: Error, CustomStringConvertible {
        let description: String
    }

    /// Starts the program with these arguments and exactly this environment; its standard input is
    /// empty.
    init(
        _ program: String, _ arguments: [String], environment: [String: String],
        output standing: Standing = .pipe
    ) throws {
        // One at a time, so that no child inherits the pipes of another.
        let spawned = try Self.spawning.withLock { _ in
            try Self.spawn(program, arguments, environment, standing)
        }
        identifier = spawned.identifier
        output = LineLog(reading: spawned.output)
        errors = LineLog(reading: spawned.errors)
        life = Life(of: identifier)
    }

    deinit {
        life.send(SIGKILL)
    }

    /// Sends a signal, unless the process has ended.
    func send(_ signal: Int32) {
        life.send(signal)
    }

    /// Waits for the end.
    func ended(within duration: Duration = .seconds(90)) async throws -> Ending {
        try await within(duration, waitingFor: "the end of process \(identifier): \(errors.text)") {
            [life] in try await life.ended()
        }
    }

    // MARK: Starting

    private static let spawning = Mutex<Void>(())

    /// Descriptors of the test process that a child could inherit: above what all tests open at
    /// once. A higher one would stay open in the child.
    private static let descriptorsMaximum: Int32 = 1_024

    private struct Spawned {
        var identifier: pid_t = 0
        let output: Int32
        let errors: Int32
    }

    private static func spawn(
        _ program: String, _ arguments: [String], _ environment: [String: String],
        _ standing: Standing
    ) throws -> Spawned {
        let (outputRead, outputWrite) =
            switch standing {
            case .pipe: try makePipe()
            case .terminal(let columns, let rows): try makeTerminal(columns: columns, rows: rows)
            }
        let (errorRead, errorWrite) = try makePipe()
        defer {
            close(outputWrite)
            close(errorWrite)
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, outputWrite, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, errorWrite, STDERR_FILENO)
        // What other tests have open, listening sockets too, is none of its business. Closing what
        // is not open does no harm (posix_spawn of glibc).
        for descriptor in 3..<descriptorsMaximum {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }

        // Signals reach it as they would from a shell, whatever this thread blocks.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        for signal in [SIGINT, SIGTERM, SIGPIPE, SIGHUP] { sigaddset(&signals, signal) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
        var settings: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0)=\($1)") }
        defer { for word in words + settings { free(word) } }
        words.append(nil)
        settings.append(nil)
        var spawned = Spawned(output: outputRead, errors: errorRead)
        let code = posix_spawn(
            &spawned.identifier, program, &actions, &attributes, words, settings)
        guard code == 0 else {
            close(outputRead)
            close(errorRead)
            throw NotStarted(
                description: "cannot start \(program): \(String(cString: strerror(code)))")
        }
        return spawned
    }

    private static func makePipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw NotStarted(description: "no pipe: \(String(cString: strerror(errno)))")
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    /// TIOCSPTLCK and TIOCGPTN of asm-generic/ioctls.h, which Swift does not import.
    private static let lockTerminal: UInt = 0x4004_5431
    private static let numberOfTerminal: UInt = 0x8004_5430

    /// A pseudoterminal, by Linux's own calls (pty(7), tty_ioctl(4)).
    private static func makeTerminal(
        columns: UInt16, rows: UInt16
    ) throws -> (read: Int32, write: Int32) {
        let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var unlocked: Int32 = 0
        var number: UInt32 = 0
        guard master >= 0, ioctl(master, lockTerminal, &unlocked) == 0,
            ioctl(master, numberOfTerminal, &number) == 0
        else { throw NotStarted(description: "no terminal: \(String(cString: strerror(errno)))") }
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        let end = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard end >= 0, ioctl(master, UInt(TIOCSWINSZ), &size) == 0 else {
            throw NotStarted(description: "no terminal: \(String(cString: strerror(errno)))")
        }
        return (master, end)
    }

    /// Waits for the process in a thread of its own, so that it never stays behind as a zombie.
    private final class Life: Sendable {
        private let identifier: pid_t
        private let ending = Mutex<Ending?>(nil)
        private let finished: AsyncStream<Void>
        private let finish: AsyncStream<Void>.Continuation

        init(of identifier: pid_t) {
            self.identifier = identifier
            (finished, finish) = AsyncStream.makeStream(of: Void.self)
            Thread.detachNewThread { self.reap() }
        }

        func send(_ signal: Int32) {
            // Under the lock the number still belongs to this process.
            ending.withLock { if $0 == nil { kill(identifier, signal) } }
        }

        func ended() async throws -> Ending {
            for await _ in finished {}
            guard let ending = ending.withLock({ $0 }) else { throw CancellationError() }
            return ending
        }

        private func reap() {
            var information = siginfo_t()
            while waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) != 0,
                errno == EINTR
            {}
            ending.withLock { ending in
                var status: Int32 = 0
                while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
                let signal = status & 0x7F
                ending = signal == 0 ? .status((status >> 8) & 0xFF) : .signal(signal)
            }
            finish.finish()
        }
    }
}

import Dispatch
import Foundation

/// Another program, whose lines on standard output are read until it ends. It ends when the stop signal
/// comes, by SIGTERM.
struct OutsideProcess: Sendable {
    private let identifier: pid_t
    private let output: Int32
    private let stop: StopSignal

    /// Starts the program; its standard error is this program's.
    init(_ program: String, _ words: [String], stop: StopSignal) throws(EnvironmentError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw EnvironmentError("cannot make a pipe: \(String(cString: strerror(errno)))")
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        // The server's sockets are none of its business.
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        for descriptor in open.compactMap({ Int32($0) }) where descriptor > STDERR_FILENO {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }

        // This program ignores the signals by which the other is to be ended.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        for signal in [SIGINT, SIGTERM, SIGPIPE] { sigaddset(&signals, signal) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var arguments = ([program] + words).map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var identifier: pid_t = 0
        let error = posix_spawn(
            &identifier, program, &actions, &attributes, &arguments, environ)
        close(ends[1])
        guard error == 0 else {
            close(ends[0])
            throw EnvironmentError(
                "cannot start \(program): \(String(cString: strerror(error))).")
        }
        self.identifier = identifier
        output = ends[0]
        self.stop = stop
    }

    /// Hands out the lines, and returns the exit status once the program has ended: 130 if by a signal.
    func run(_ line: @escaping @Sendable (String) -> Void) async -> Int32 {
        await withCheckedContinuation { continuation in
            // A thread of its own: it waits.
            DispatchQueue(label: "process \(identifier)").async {
                readLines(line)
                var status: Int32 = 0
                while waitpid(identifier, &status, 0) < 0 && errno == EINTR {}
                // The low seven bits are the signal that ended it (wait(2)).
                continuation.resume(returning: status & 0x7F == 0 ? status >> 8 & 0xFF : 130)
            }
        }
    }

    private func readLines(_ line: (String) -> Void) {
        defer { close(output) }
        var rest: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        var sides = [
            pollfd(fd: output, events: Int16(POLLIN), revents: 0),
            pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            guard poll(&sides, nfds_t(sides.count), -1) > 0 else { continue }
            if sides[1].revents != 0 {
                kill(identifier, SIGTERM)
                // Once; poll(2) passes over what is negative.
                sides[1].fd = -1
            }
            guard sides[0].revents != 0 else { continue }
            let count = read(output, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { break }
            rest += buffer[..<count]
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                line(String(decoding: rest[..<end], as: UTF8.self))
                rest.removeFirst(end + 1)
            }
        }
    }
}

import Foundation
import Testing

/// One run of the `simulator` command in folders of its own.
struct SimulatorRun {
    let process: ChildProcess
    let home: TemporaryFolder
    /// What every process of this run has in its environment.
    let mark: String

    /// What a run left to read.
    struct Finished {
        let ending: ChildProcess.Ending
        let output: String
        let errors: String

        var errorLines: [Substring] { errors.split(separator: "\n") }
    }

    /// Starts the command with these words.
    ///
    /// Its home, and its folder for temporary files, are new; `--state` names what is to be kept.
    /// `environment` comes on top of what every run has.
    init(
        _ words: [String], environment: [String: String] = [:],
        output: ChildProcess.Standing = .pipe
    ) throws {
        home = try TemporaryFolder()
        mark = "END_TO_END_RUN=" + UUID().uuidString
        let pair = mark.split(separator: "=").map(String.init)
        process = try ChildProcess(
            try Self.program, words,
            environment: [
                "HOME": home.path, "TMPDIR": try home.makeFolder("tmp"), "PATH": "/usr/bin:/bin",
                "LANG": "C.UTF-8", "TERM": "xterm-256color", pair[0]: pair[1],
            ].merging(environment) { _, given in given }, output: output)
    }

    /// `simulator run` with the embedded server at a free port, and events on standard output.
    static func withEvents(state: TemporaryFolder, _ more: [String] = []) throws -> SimulatorRun {
        try SimulatorRun(
            ["run", "--output", "json", "--display", "none", "--port", "0", "--state", state.path]
                + more)
    }

    /// Runs the command to its end.
    static func finished(
        _ words: [String], environment: [String: String] = [:]
    ) async throws -> Finished {
        try await SimulatorRun(words, environment: environment).finished()
    }

    /// Waits for the first event with this name.
    func event(_ name: String, after index: Int = 0) async throws -> JSONValue {
        try await within(waitingFor: "\(name); standard error: \(process.errors.text)") {
            [output = process.output] in
            try await output.first(after: index) { line in
                let event = try? JSONValue(parsing: line)
                return event?["event"]?.text == name ? event : nil
            }
        }
    }

    /// Waits for the first line of standard output that contains this.
    func line(with part: String) async throws -> String {
        try await within(waitingFor: "\"\(part)\"; standard error: \(process.errors.text)") {
            [output = process.output] in
            try await output.first { $0.contains(part) ? $0 : nil }
        }
    }

    func finished() async throws -> Finished {
        let ending = try await process.ended()
        return try await within(waitingFor: "the end of the output") {
            [output = process.output, errors = process.errors] in
            Finished(
                ending: ending, output: try await output.whole(), errors: try await errors.whole())
        }
    }

    /// Ends the run as Ctrl-C does.
    @discardableResult
    func interrupted(by signal: Int32 = SIGINT) async throws -> Finished {
        process.send(signal)
        return try await finished()
    }

    /// The processes that still have the run's mark.
    var processesLeft: [String] {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return folders.filter { name in
            guard Int(name) != nil,
                let bytes = FileManager.default.contents(atPath: "/proc/\(name)/environ")
            else { return false }
            return bytes.split(separator: 0).contains(Data(mark.utf8)[...])
        }
    }

    /// The command, which the build puts beside the tests.
    static var program: String {
        get throws {
            let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            let program = tests.deletingLastPathComponent().appendingPathComponent("simulator").path
            try #require(
                FileManager.default.isExecutableFile(atPath: program),
                "\(program) is missing: build it with swift build --product simulator")
            return program
        }
    }
}

import Foundation

/// `openssl s_server` on a free port of a loopback address. Unless told otherwise it answers each
/// line with the line reversed, and ends the connection at the line `CLOSE`.
final class ServerProcess {
    let port: UInt16
    private let process = Process()

    /// Starts the server and returns when it listens.
    ///
    /// - Parameter port: A certain port, or 0 for a free one.
    convenience init(
        _ credential: Credential, address: String = "127.0.0.1", port: UInt16 = 0,
        options: String...
    ) throws {
        try self.init(credential, address: address, port: port, options: options)
    }

    init(
        _ credential: Credential, address: String = "127.0.0.1", port: UInt16 = 0,
        options: [String]
    ) throws {
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments =
            [
                "s_server", "-accept", "\(address):\(port)", "-cert", credential.certificateFile,
                "-key",
                credential.keyFile, "-rev",
            ] + options
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        // The tool prints "ACCEPT 127.0.0.1:43211" once it listens.
        var text = ""
        while !text.hasSuffix("\n") || !text.contains("ACCEPT") {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw ToolFailed(message: text) }
            text += String(decoding: more, as: UTF8.self)
        }
        // With a certain port it prints "ACCEPT" alone.
        let word = text.split(whereSeparator: \.isWhitespace).last ?? ""
        let printed = word.split(separator: ":").last.flatMap { UInt16($0) }
        guard let port = port == 0 ? printed : port else { throw ToolFailed(message: text) }
        self.port = port
    }

    /// Stops the process until ``resume()``.
    func stop() {
        Foundation.kill(process.processIdentifier, SIGSTOP)
    }

    func resume() {
        Foundation.kill(process.processIdentifier, SIGCONT)
    }

    /// Ends the process at once: its sockets are closed by the kernel, without a close_notify.
    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    deinit {
        kill()
    }
}

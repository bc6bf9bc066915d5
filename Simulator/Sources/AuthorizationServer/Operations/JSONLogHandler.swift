import Foundation
import Logging

/// One JSON object a line on standard error, for log collectors: time, level, message and whatever
/// the line carries beside it.
public struct JSONLogHandler: LogHandler {
    /// What every line carries.
    public var metadata: Logger.Metadata = [:]
    /// What every line carries of the task that writes it.
    public var metadataProvider: Logger.MetadataProvider?
    /// What is less severe is left out.
    public var logLevel = Logger.Level.info
    private let write: @Sendable (String) -> Void

    /// A handler that writes to standard error.
    public init() {
        self.init { line in FileHandle.standardError.write(Data(line.utf8)) }
    }

    init(write: @escaping @Sendable (String) -> Void) {
        self.write = write
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var members = metadata.merging(metadataProvider?.get() ?? [:]) { $1 }
            .merging(event.metadata ?? [:]) { $1 }.mapValues { "\($0)" }
        members["time"] = Date().formatted(
            Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        members["level"] = event.level.rawValue
        members["message"] = "\(event.message)"
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let line = try? encoder.encode(members) else { return }
        write(String(decoding: line, as: UTF8.self) + "\n")
    }
}

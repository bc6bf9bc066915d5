import Logging
import NIOConcurrencyHelpers

/// Keeps every line of a log as a person would read it.
struct LogRecorder: LogHandler {
    private let lines = NIOLockedValueBox<[String]>([])
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    var text: String {
        lines.withLockedValue { $0.joined(separator: "\n") }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let values = self.metadata.merging(event.metadata ?? [:]) { $1 }
            .map { "\($0)=\($1)" }.joined(separator: " ")
        lines.withLockedValue { $0.append("\(event.message) \(values)") }
    }
}

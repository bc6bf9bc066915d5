import GRDB
import NIOConcurrencyHelpers

/// Connections that read single rows on the caller's own thread. GRDB's pool takes its readers out
/// under a lock that waiting threads sleep on, which costs more than such a read does.
///
/// There are never more than threads that read at once: each call takes a free one, or makes one.
final class ReadConnections: Sendable {
    private let path: String
    private let configuration: Configuration
    private let free = NIOLockedValueBox<[DatabaseQueue]>([])

    init(path: String, configuration: Configuration) {
        self.path = path
        var configuration = configuration
        configuration.readonly = true
        self.configuration = configuration
    }

    /// Reads what was committed last. Without a transaction, for one statement is its own.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        let connection =
            try free.withLockedValue { $0.popLast() }
            ?? DatabaseQueue(path: path, configuration: configuration)
        defer { free.withLockedValue { $0.append(connection) } }
        return try connection.unsafeRead(body)
    }

    /// Closes the connections that nobody reads with.
    func close() throws {
        let connections = free.withLockedValue { free in
            defer { free = [] }
            return free
        }
        for connection in connections { try connection.close() }
    }
}

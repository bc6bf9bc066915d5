import Foundation
import GRDB

/// Everything in one SQLite database: a file in WAL mode, or memory.
struct SQLiteStore: AuthorizationStore {
    let database: any DatabaseWriter
    let commits: GroupCommit
    /// nil for a database in memory, which has one connection.
    let readers: ReadConnections?
    let pollTimes = PollTimes()

    /// Opens the database and brings its schema up to date.
    init(_ location: StoreLocation) throws {
        var configuration = Configuration()
        configuration.label = "authorization-server"
        // A second process on the same file waits for a write to end, it does not fail at once.
        configuration.busyMode = .timeout(5)
        switch location {
        case .memory:
            database = try DatabaseQueue(configuration: configuration)
            readers = nil
        case .sqlite(let path):
            do {
                try PrivateFile.createIfAbsent(path)
                database = try DatabasePool(path: path, configuration: configuration)
                readers = ReadConnections(path: path, configuration: configuration)
            } catch {
                throw Self.startError(path, error)
            }
        }
        do {
            try Self.migrator.migrate(database)
            // A decision or redemption that was answered outlives a power cut, too.
            try database.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA synchronous = FULL")
            }
        } catch {
            try? database.close()
            if case .sqlite(let path) = location { throw Self.startError(path, error) }
            throw error
        }
        commits = GroupCommit(database)
    }

    func checkReadable() async throws {
        try await database.read { db in
            _ = try Row.fetchOne(db, sql: "SELECT 1 FROM device_grants LIMIT 1")
        }
    }

    /// Writes the log into the database file first: a reader that is closed last cannot, and a file
    /// copied without its log would lack the latest writes.
    func close() async throws {
        try readers?.close()
        try await database.writeWithoutTransaction { db in
            guard case .some = database as? DatabasePool else { return }
            do {
                try db.checkpoint(.truncate)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                // A command beside a running server: the server still writes the log, and keeps it.
            }
        }
        try database.close()
    }

    private static func startError(_ path: String, _ error: any Error) -> ServerStartError {
        if let error = error as? ServerStartError { return error }
        let reason = (error as? DatabaseError)?.message ?? "\(error)"
        return ServerStartError(
            "The database \(path) cannot be used (\(reason)). Check that the folder exists, can be "
                + "written and has room, or name another file by --store sqlite:FILE; a damaged "
                + "file can be moved away, and the server starts with an empty one.")
    }
}

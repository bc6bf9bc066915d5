import Foundation
import GRDB

/// Everything in one SQLite database: a file in WAL mode, or memory.
struct SQLiteStore: AuthorizationStore {
    let database: any DatabaseWriter

    /// Opens the database and brings its schema up to date.
    init(_ location: StoreLocation) throws {
        var configuration = Configuration()
        configuration.label = "authorization-server"
        // A second process on the same file waits for a write to end, it does not fail at once.
        configuration.busyMode = .timeout(5)
        switch location {
        case .memory:
            database = try DatabaseQueue(configuration: configuration)
        case .sqlite(let path):
            do {
                try PrivateFile.createIfAbsent(path)
                database = try DatabasePool(path: path, configuration: configuration)
            } catch {
                throw Self.startError(path, error)
            }
        }
        do {
            try Self.migrator.migrate(database)
        } catch {
            try? database.close()
            if case .sqlite(let path) = location { throw Self.startError(path, error) }
            throw error
        }
    }

    /// Writes the log into the database file first: a reader that is closed last cannot, and a file
    /// copied without its log would lack the latest writes.
    func close() throws {
        try database.writeWithoutTransaction { db in
            if case .some = database as? DatabasePool { try db.checkpoint(.truncate) }
        }
        try database.close()
    }

    func purge(at now: Int64) async throws {
        try await database.write { db in
            try db.execute(
                sql: "DELETE FROM device_grants WHERE expires_at < ?",
                arguments: [now - Limits.grantRetentionMilliseconds])
            try db.execute(
                sql: "DELETE FROM sessions WHERE last_used_at <= ?",
                arguments: [now - Limits.sessionIdleMilliseconds])
            try db.execute(
                sql: "DELETE FROM refresh_families WHERE expires_at <= ?", arguments: [now])
            try db.execute(
                sql: "DELETE FROM attempt_counters WHERE forgotten_at <= ?", arguments: [now])
            try Self.purgeTokens(db, at: now)
        }
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

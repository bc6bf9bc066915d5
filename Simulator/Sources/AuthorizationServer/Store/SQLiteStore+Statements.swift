import Foundation
import GRDB

extension SQLiteStore {
    /// What `make` makes of the row of a read by key; nil without a row.
    func row<Value: Sendable>(
        _ sql: String, _ arguments: StatementArguments,
        _ make: @escaping @Sendable (Row) -> Value?
    ) async throws -> Value? {
        try read { db in
            // The cursor's row is the statement's own: nothing is copied that is not asked for.
            let rows = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: arguments)
            return try rows.next().flatMap(make)
        }
    }

    /// The same by a hash, for the row that thousands of polls a second read.
    func columns<Value>(
        _ sql: String, _ key: CodeHash, _ make: (inout ColumnReader) -> Value?
    ) throws -> Value? {
        try read { db in
            try ColumnReader.first(of: db.cachedStatement(sql: sql), in: db, key, make)
        }
    }

    /// Reads on the caller's thread: one row by its key takes a few microseconds, two changes of
    /// the thread take more.
    private func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        if let readers { try readers.read(body) } else { try database.unsafeRead(body) }
    }

    /// Runs one conditional write; it was applied if it changed its one row.
    func outcome(_ sql: String, _ arguments: StatementArguments) async throws -> WriteOutcome {
        try await commits.write { db in
            try db.cachedStatement(sql: sql).execute(arguments: arguments)
            return db.changesCount == 1 ? .applied : .refused
        }
    }
}

import Foundation
import GRDB

extension SQLiteStore {
    /// What `make` makes of the row of a read by key; nil without a row.
    func row<Value: Sendable>(
        _ sql: String, _ arguments: StatementArguments,
        _ make: @escaping @Sendable (Row) -> Value?
    ) async throws -> Value? {
        try await database.read { db in
            try Row.fetchOne(db.cachedStatement(sql: sql), arguments: arguments).flatMap(make)
        }
    }

    /// Runs one conditional write; it was applied if it changed its one row.
    func outcome(_ sql: String, _ arguments: StatementArguments) async throws -> WriteOutcome {
        try await database.write { db in
            try db.cachedStatement(sql: sql).execute(arguments: arguments)
            return db.changesCount == 1 ? .applied : .refused
        }
    }
}

extension CodeHash {
    init?(stored data: Data) {
        self.init(stored: [UInt8](data))
    }
}

import GRDB

extension SQLiteStore {
    /// What administration and operation keep.
    static func registerOperations(_ migrator: inout DatabaseMigrator) {
        migrator.registerMigration("ops: previous client secret") { db in
            try db.execute(sql: "ALTER TABLE clients ADD COLUMN previous_secret_hash TEXT")
        }
    }
}

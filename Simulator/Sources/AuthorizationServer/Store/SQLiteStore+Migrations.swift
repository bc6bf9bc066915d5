import GRDB

extension SQLiteStore {
    /// Each migration runs once, in order; a published one never changes.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 device grant and user pool") { db in
            try db.execute(
                sql: """
                    CREATE TABLE device_grants (
                        device_code_hash BLOB PRIMARY KEY NOT NULL,
                        user_code_hash BLOB NOT NULL UNIQUE,
                        client_id TEXT NOT NULL,
                        scope TEXT NOT NULL,
                        request_address TEXT NOT NULL,
                        created_at INTEGER NOT NULL,
                        expires_at INTEGER NOT NULL,
                        state TEXT NOT NULL,
                        issued_interval INTEGER NOT NULL,
                        interval INTEGER NOT NULL,
                        last_poll_at INTEGER,
                        claimant TEXT,
                        verdict TEXT,
                        subject TEXT,
                        username TEXT,
                        authenticated_at INTEGER,
                        decided_at INTEGER,
                        decision_address TEXT,
                        redeemed_at INTEGER
                    ) STRICT, WITHOUT ROWID;
                    CREATE INDEX device_grants_by_expiry ON device_grants (expires_at);

                    CREATE TABLE refresh_families (
                        id TEXT PRIMARY KEY NOT NULL,
                        current_token_hash BLOB NOT NULL,
                        client_id TEXT NOT NULL,
                        subject TEXT NOT NULL,
                        username TEXT NOT NULL,
                        scope TEXT NOT NULL,
                        authenticated_at INTEGER NOT NULL,
                        expires_at INTEGER NOT NULL,
                        is_revoked INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID;
                    CREATE INDEX refresh_families_by_expiry ON refresh_families (expires_at);

                    CREATE TABLE clients (
                        id TEXT PRIMARY KEY NOT NULL,
                        name TEXT NOT NULL,
                        secret_hash TEXT,
                        grant_types TEXT NOT NULL,
                        scope TEXT NOT NULL,
                        created_at INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID;

                    CREATE TABLE users (
                        username TEXT PRIMARY KEY NOT NULL,
                        subject TEXT NOT NULL UNIQUE,
                        password_hash TEXT NOT NULL,
                        created_at INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID;

                    CREATE TABLE sessions (
                        id_hash BLOB PRIMARY KEY NOT NULL,
                        subject TEXT NOT NULL,
                        username TEXT NOT NULL,
                        authenticated_at INTEGER NOT NULL,
                        last_used_at INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID;
                    CREATE INDEX sessions_by_use ON sessions (last_used_at);

                    CREATE TABLE attempt_counters (
                        key TEXT PRIMARY KEY NOT NULL,
                        count INTEGER NOT NULL,
                        blocked_until INTEGER NOT NULL,
                        forgotten_at INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID;
                    CREATE INDEX attempt_counters_by_time ON attempt_counters (forgotten_at);
                    """)
        }
        registerPoolMigration(in: &migrator)
        migrator.registerMigration("page: accounts", migrate: createAccounts)
        registerOperations(&migrator)
        return migrator
    }
}

import Foundation
import GRDB

extension SQLiteStore {
    @Sendable static func createAccounts(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE users ADD COLUMN password_kind TEXT NOT NULL DEFAULT 'own';
                ALTER TABLE sessions ADD COLUMN stage TEXT NOT NULL DEFAULT 'complete';
                CREATE INDEX sessions_by_subject ON sessions (subject);

                CREATE TABLE second_factors (
                    subject TEXT PRIMARY KEY NOT NULL,
                    secret BLOB NOT NULL,
                    secret_key_id TEXT NOT NULL,
                    is_active INTEGER NOT NULL,
                    last_step INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;

                ALTER TABLE device_grants ADD COLUMN other_claimants TEXT NOT NULL DEFAULT '';
                ALTER TABLE refresh_families ADD COLUMN grant_hash BLOB;
                ALTER TABLE refresh_families ADD COLUMN approved_at INTEGER;
                ALTER TABLE refresh_families ADD COLUMN request_address TEXT;
                CREATE INDEX refresh_families_by_grant ON refresh_families (grant_hash);
                CREATE INDEX refresh_families_by_subject
                    ON refresh_families (subject, expires_at);
                """)
    }

    func changePassword(of user: User, to hash: PasswordHash) async throws -> WriteOutcome {
        try await database.write { db in
            try db.execute(
                sql: """
                    UPDATE users SET password_hash = ?, password_kind = 'own'
                    WHERE username = ? AND password_hash = ?
                    """, arguments: [hash.text, user.username, user.passwordHash.text])
            guard db.changesCount == 1 else { return .refused }
            try Self.deleteSessions(subject: user.subject, db)
            return .applied
        }
    }

    func resetUser(username: String, password hash: PasswordHash) async throws -> WriteOutcome {
        try await database.write { db in
            let subject = try String.fetchOne(
                db, sql: "SELECT subject FROM users WHERE username = ?", arguments: [username])
            guard let subject else { return .refused }
            try db.execute(
                sql: """
                    UPDATE users SET password_hash = ?, password_kind = 'first' WHERE username = ?
                    """, arguments: [hash.text, username])
            try db.execute(
                sql: "DELETE FROM second_factors WHERE subject = ?", arguments: [subject])
            try Self.deleteSessions(subject: subject, db)
            return .applied
        }
    }

    func replaceSession(_ old: CodeHash, with session: Session) async throws -> WriteOutcome {
        try await database.write { db in
            try db.execute(
                sql: "DELETE FROM sessions WHERE id_hash = ?", arguments: [Data(old.bytes)])
            guard db.changesCount == 1 else { return .refused }
            try Self.insert(session, db)
            return .applied
        }
    }

    func deleteSessions(subject: String) async throws {
        try await database.write { db in try Self.deleteSessions(subject: subject, db) }
    }

    func refreshFamilies(subject: String, at now: Int64) async throws -> [RefreshFamily] {
        try await database.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM refresh_families
                    WHERE subject = ? AND expires_at > ? AND is_revoked = 0
                    ORDER BY expires_at DESC LIMIT ?
                    """, arguments: [subject, now, Limits.devicesListed]
            ).compactMap(Self.refreshFamily)
        }
    }

    private static func deleteSessions(subject: String, _ db: Database) throws {
        try db.execute(sql: "DELETE FROM sessions WHERE subject = ?", arguments: [subject])
    }
}

import Foundation
import GRDB

extension SQLiteStore {
    // MARK: Clients

    func client(id: String) async throws -> Client? {
        try await row("SELECT * FROM clients WHERE id = ?", [id]) { row in
            guard let scope = Scope(row["scope"] as String) else { return nil }
            let types = (row["grant_types"] as String).split(separator: " ")
            return Client(
                id: row["id"], name: row["name"],
                secretHash: (row["secret_hash"] as String?).map(ClientSecretHash.init(stored:)),
                previousSecretHash: (row["previous_secret_hash"] as String?)
                    .map(ClientSecretHash.init(stored:)),
                grantTypes: types.compactMap { GrantType(rawValue: String($0)) }, scope: scope,
                createdAtMilliseconds: row["created_at"],
                redirectURIs: Self.uris(row["redirect_uris"]),
                logoutURIs: Self.uris(row["logout_uris"]), requiresDPoP: row["requires_dpop"])
        }
    }

    /// No URI holds a blank.
    private static func uris(_ text: String) -> [RedirectURI] {
        text.split(separator: " ").compactMap { RedirectURI(String($0)) }
    }

    func insert(_ client: Client) async throws -> WriteOutcome {
        try await outcome(
            """
            INSERT INTO clients (id, name, secret_hash, grant_types, scope, created_at,
                redirect_uris, logout_uris, requires_dpop)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """,
            [
                client.id, client.name, client.secretHash?.text,
                client.grantTypes.map(\.rawValue).joined(separator: " "), client.scope.text,
                client.createdAtMilliseconds,
                client.redirectURIs.map(\.text).joined(separator: " "),
                client.logoutURIs.map(\.text).joined(separator: " "), client.requiresDPoP,
            ])
    }

    // MARK: Users

    func user(username: String) async throws -> User? {
        try await row("SELECT * FROM users WHERE username = ?", [username]) { row in
            User(
                subject: row["subject"], username: row["username"],
                passwordHash: PasswordHash(stored: row["password_hash"]),
                createdAtMilliseconds: row["created_at"],
                passwordKind: PasswordKind(rawValue: row["password_kind"]) ?? .first)
        }
    }

    func insert(_ user: User) async throws -> WriteOutcome {
        try await outcome(
            """
            INSERT INTO users (username, subject, password_hash, created_at, password_kind)
            VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """,
            [
                user.username, user.subject, user.passwordHash.text, user.createdAtMilliseconds,
                user.passwordKind.rawValue,
            ])
    }

    func replacePassword(username: String, with hash: PasswordHash) async throws -> WriteOutcome {
        try await outcome(
            "UPDATE users SET password_hash = ? WHERE username = ?", [hash.text, username])
    }

    // MARK: Sessions

    func insert(_ session: Session) async throws {
        try await database.write { db in try Self.insert(session, db) }
    }

    static func insert(_ session: Session, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO sessions (id_hash, subject, username, authenticated_at, last_used_at,
                    stage)
                VALUES (?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            Data(session.idHash.bytes), session.subject, session.username,
            session.authenticatedAtMilliseconds, session.lastUsedAtMilliseconds,
            session.stage.rawValue,
        ])
    }

    func session(idHash: CodeHash) async throws -> Session? {
        try await row("SELECT * FROM sessions WHERE id_hash = ?", [Data(idHash.bytes)]) { row in
            SessionStage(rawValue: row["stage"]).map { stage in
                Session(
                    idHash: idHash, subject: row["subject"], username: row["username"],
                    authenticatedAtMilliseconds: row["authenticated_at"],
                    lastUsedAtMilliseconds: row["last_used_at"], stage: stage)
            }
        }
    }

    func touchSession(idHash: CodeHash, at now: Int64) async throws {
        _ = try await outcome(
            "UPDATE sessions SET last_used_at = ? WHERE id_hash = ?", [now, Data(idHash.bytes)])
    }

    func deleteSession(idHash: CodeHash) async throws {
        _ = try await outcome("DELETE FROM sessions WHERE id_hash = ?", [Data(idHash.bytes)])
    }

    // MARK: Attempts

    func attemptCounter(key: String) async throws -> AttemptCounter? {
        try await row("SELECT * FROM attempt_counters WHERE key = ?", [key]) { row in
            AttemptCounter(
                key: row["key"], count: row["count"],
                blockedUntilMilliseconds: row["blocked_until"],
                forgottenAtMilliseconds: row["forgotten_at"])
        }
    }

    func apply(_ write: AttemptWrite) async throws -> WriteOutcome {
        switch write {
        case .insert(let counter):
            return try await outcome(
                """
                INSERT INTO attempt_counters (key, count, blocked_until, forgotten_at)
                VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
                """,
                [
                    counter.key, counter.count, counter.blockedUntilMilliseconds,
                    counter.forgottenAtMilliseconds,
                ])
        case .replace(let read, let next):
            return try await outcome(
                """
                UPDATE attempt_counters SET count = ?, blocked_until = ?, forgotten_at = ?
                WHERE key = ? AND count = ? AND blocked_until = ? AND forgotten_at = ?
                """,
                [
                    next.count, next.blockedUntilMilliseconds, next.forgottenAtMilliseconds,
                    read.key, read.count, read.blockedUntilMilliseconds,
                    read.forgottenAtMilliseconds,
                ])
        case .delete(let key):
            return try await outcome("DELETE FROM attempt_counters WHERE key = ?", [key])
        }
    }
}

import Foundation
import GRDB

extension SQLiteStore {
    func refreshFamily(id: String) async throws -> RefreshFamily? {
        try await row("SELECT * FROM refresh_families WHERE id = ?", [id]) { row in
            guard let hash = CodeHash(stored: row["current_token_hash"] as Data),
                let scope = Scope(row["scope"] as String)
            else { return nil }
            return RefreshFamily(
                id: row["id"], currentTokenHash: hash, clientID: row["client_id"],
                subject: row["subject"], username: row["username"], scope: scope,
                authenticatedAtMilliseconds: row["authenticated_at"],
                expiresAtMilliseconds: row["expires_at"], isRevoked: row["is_revoked"])
        }
    }

    func apply(_ write: RefreshWrite) async throws -> WriteOutcome {
        switch write {
        case .rotate(let id, let previous, let next, let expiresAt):
            return try await outcome(
                """
                UPDATE refresh_families SET current_token_hash = ?, expires_at = ?
                WHERE id = ? AND current_token_hash = ? AND is_revoked = 0
                """, [Data(next.bytes), expiresAt, id, Data(previous.bytes)])
        case .revoke(let id):
            return try await outcome(
                "UPDATE refresh_families SET is_revoked = 1 WHERE id = ? AND is_revoked = 0", [id])
        }
    }

    static func insert(_ family: RefreshFamily, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO refresh_families (id, current_token_hash, client_id, subject, username,
                    scope, authenticated_at, expires_at, is_revoked)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)
                """
        ).execute(arguments: [
            family.id, Data(family.currentTokenHash.bytes), family.clientID, family.subject,
            family.username, family.scope.text, family.authenticatedAtMilliseconds,
            family.expiresAtMilliseconds,
        ])
    }
}

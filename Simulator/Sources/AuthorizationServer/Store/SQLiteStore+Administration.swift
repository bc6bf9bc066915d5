import Foundation
import GRDB

/// What the operator's commands read and write, in a process of their own beside the server.
extension SQLiteStore {
    /// The audit trail, the newest first.
    func grantRecords(limit: Int) async throws -> [GrantRecord] {
        try await database.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT device_grants.*, refresh_families.is_revoked AS is_revoked
                    FROM device_grants
                    LEFT JOIN refresh_families ON refresh_families.id = device_grants.family_id
                    ORDER BY device_grants.created_at DESC LIMIT ?
                    """, arguments: [limit]
            ).map(Self.record)
        }
    }

    private static func record(_ row: Row) -> GrantRecord {
        let hash: Data = row["device_code_hash"]
        let isRevoked = row["is_revoked"] as Bool? ?? false
        return GrantRecord(
            id: hash.prefix(grantIDBytes).map { String(format: "%02x", $0) }.joined(),
            clientID: row["client_id"], scope: row["scope"],
            outcome: isRevoked ? "revoked" : row["state"],
            requestedAtMilliseconds: row["created_at"], requestAddress: row["request_address"],
            decidedAtMilliseconds: row["decided_at"], decisionAddress: row["decision_address"],
            username: row["username"])
    }

    /// Of the hash of a device code, enough to tell requests apart.
    private static let grantIDBytes = 8

    /// Ends a request: its codes before the redemption, its refresh tokens after it. Returns
    /// refused when there is none of this id, or nothing to end.
    func revokeGrant(id: String) async throws -> WriteOutcome {
        guard id.utf8.count == 2 * Self.grantIDBytes else { return .refused }
        return try await database.write { db in
            try db.execute(
                sql: """
                    UPDATE refresh_families SET is_revoked = 1 WHERE is_revoked = 0 AND id =
                        (SELECT family_id FROM device_grants
                         WHERE lower(hex(substr(device_code_hash, 1, 8))) = ?)
                    """, arguments: [id])
            let families = db.changesCount
            try db.execute(
                sql: """
                    UPDATE device_grants SET state = 'denied'
                    WHERE lower(hex(substr(device_code_hash, 1, 8))) = ?
                        AND state IN ('pending', 'approved')
                    """, arguments: [id])
            return families + db.changesCount > 0 ? .applied : .refused
        }
    }

    func usernames() async throws -> [String] {
        try await database.read { db in
            try String.fetchAll(db, sql: "SELECT username FROM users ORDER BY username")
        }
    }

    func clientIDs() async throws -> [String] {
        try await database.read { db in
            try String.fetchAll(db, sql: "SELECT id FROM clients ORDER BY id")
        }
    }

    /// Removes the client and ends what it was granted.
    func removeClient(id: String) async throws -> WriteOutcome {
        try await database.write { db in
            try db.execute(sql: "DELETE FROM clients WHERE id = ?", arguments: [id])
            guard db.changesCount == 1 else { return .refused }
            try db.execute(
                sql: "UPDATE refresh_families SET is_revoked = 1 WHERE client_id = ?",
                arguments: [id])
            return .applied
        }
    }

    /// The present secret becomes the previous one, which is accepted still.
    func rotateSecret(clientID: String, to hash: ClientSecretHash) async throws -> WriteOutcome {
        try await outcome(
            """
            UPDATE clients SET previous_secret_hash = secret_hash, secret_hash = ?
            WHERE id = ? AND secret_hash IS NOT NULL
            """, [hash.text, clientID])
    }

    func dropPreviousSecret(clientID: String) async throws -> WriteOutcome {
        try await outcome(
            """
            UPDATE clients SET previous_secret_hash = NULL
            WHERE id = ? AND previous_secret_hash IS NOT NULL
            """, [clientID])
    }
}

import Foundation
import GRDB

extension SQLiteStore {
    func refreshFamily(id: String) async throws -> RefreshFamily? {
        try await row("SELECT * FROM refresh_families WHERE id = ?", [id], Self.refreshFamily)
    }

    func refreshFamily(originID: String) async throws -> RefreshFamily? {
        try await row(
            "SELECT * FROM refresh_families WHERE origin_id = ?", [originID], Self.refreshFamily)
    }

    func apply(_ write: RefreshWrite) async throws -> WriteOutcome {
        switch write {
        case .rotate(let id, let rotation, let next, let expiresAt):
            return try await outcome(
                """
                UPDATE refresh_families SET current_token_hash = ?, expires_at = ?,
                    previous_token_hash = current_token_hash, rotated_at = ?, sealed_answer = ?
                WHERE id = ? AND current_token_hash = ? AND is_revoked = 0
                """,
                [
                    Data(next.bytes), expiresAt, rotation.atMilliseconds,
                    rotation.sealedAnswer.map { Data($0) }, id,
                    Data(rotation.previousTokenHash.bytes),
                ])
        case .takeAnswer(let id, let previous):
            return try await outcome(
                """
                UPDATE refresh_families SET sealed_answer = NULL
                WHERE id = ? AND previous_token_hash = ? AND sealed_answer IS NOT NULL
                    AND is_revoked = 0
                """, [id, Data(previous.bytes)])
        case .revoke(let id):
            return try await outcome(
                "UPDATE refresh_families SET is_revoked = 1 WHERE id = ? AND is_revoked = 0", [id])
        }
    }

    static func insert(_ family: RefreshFamily, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO refresh_families (id, current_token_hash, client_id, subject, username,
                    scope, authenticated_at, expires_at, is_revoked, origin_id, grant_type,
                    key_thumbprint, grant_hash, approved_at, request_address)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            family.id, Data(family.currentTokenHash.bytes), family.clientID, family.subject,
            family.username, family.scope.text, family.authenticatedAtMilliseconds,
            family.expiresAtMilliseconds, family.originID, family.grantType.rawValue,
            family.keyThumbprint, family.approval.map { Data($0.grant.bytes) },
            family.approval?.decidedAtMilliseconds, family.approval?.requestAddress,
        ])
    }

    /// nil when the row is not one this server wrote.
    @Sendable static func refreshFamily(_ row: Row) -> RefreshFamily? {
        guard let hash = CodeHash(stored: row["current_token_hash"] as Data),
            let scope = Scope(row["scope"] as String),
            let grantType = GrantType(rawValue: row["grant_type"]),
            let originID = row["origin_id"] as String?
        else { return nil }
        return RefreshFamily(
            id: row["id"], currentTokenHash: hash, clientID: row["client_id"],
            subject: row["subject"], username: row["username"], scope: scope,
            authenticatedAtMilliseconds: row["authenticated_at"],
            expiresAtMilliseconds: row["expires_at"], isRevoked: row["is_revoked"],
            originID: originID, grantType: grantType,
            keyThumbprint: row["key_thumbprint"], lastRotation: lastRotation(row),
            approval: approval(row))
    }

    private static func lastRotation(_ row: Row) -> RefreshFamily.Rotation? {
        guard let hash = (row["previous_token_hash"] as Data?).flatMap(CodeHash.init(stored:)),
            let rotatedAt = row["rotated_at"] as Int64?
        else { return nil }
        return RefreshFamily.Rotation(
            previousTokenHash: hash, atMilliseconds: rotatedAt,
            sealedAnswer: (row["sealed_answer"] as Data?).map { [UInt8]($0) })
    }
}

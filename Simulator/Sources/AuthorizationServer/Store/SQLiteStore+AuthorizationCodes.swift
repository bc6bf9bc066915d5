import Foundation
import GRDB

extension SQLiteStore {
    func insert(_ code: AuthorizationCode) async throws {
        _ = try await outcome(
            """
            INSERT INTO authorization_codes (code_hash, client_id, redirect_uri, code_challenge,
                scope, subject, username, authenticated_at, nonce, expires_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                Data(code.hash.bytes), code.clientID, code.redirectURI,
                Data(code.codeChallenge.digest.bytes), code.approval.scope.text,
                code.approval.subject, code.approval.username,
                code.approval.authenticatedAtMilliseconds, code.approval.nonce,
                code.expiresAtMilliseconds,
            ])
    }

    func authorizationCode(hash: CodeHash) async throws -> AuthorizationCode? {
        try await row(
            "SELECT * FROM authorization_codes WHERE code_hash = ?", [Data(hash.bytes)]
        ) { row in
            guard let challenge = CodeHash(stored: row["code_challenge"] as Data),
                let scope = Scope(row["scope"] as String)
            else { return nil }
            return AuthorizationCode(
                hash: hash, clientID: row["client_id"], redirectURI: row["redirect_uri"],
                codeChallenge: CodeChallenge(stored: challenge),
                approval: TokenIssuer.Approval(
                    grantType: .authorizationCode, scope: scope, subject: row["subject"],
                    username: row["username"],
                    authenticatedAtMilliseconds: row["authenticated_at"], nonce: row["nonce"]),
                expiresAtMilliseconds: row["expires_at"], familyID: row["family_id"])
        }
    }

    func redeem(
        code: CodeHash, at now: Int64, family: RefreshFamily
    ) async throws -> WriteOutcome {
        try await database.write { db in
            try db.cachedStatement(
                sql: """
                    UPDATE authorization_codes SET family_id = ?
                    WHERE code_hash = ? AND family_id IS NULL AND expires_at > ?
                    """
            ).execute(arguments: [family.id, Data(code.bytes), now])
            guard db.changesCount == 1 else { return .refused }
            try Self.insert(family, db)
            return .applied
        }
    }

    func insert(
        proofUse use: CodeHash, expiresAtMilliseconds: Int64
    ) async throws -> WriteOutcome {
        try await outcome(
            "INSERT INTO proof_uses (use_hash, expires_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
            [Data(use.bytes), expiresAtMilliseconds])
    }
}

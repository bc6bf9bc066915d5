import Foundation
import GRDB

extension SQLiteStore {
    func recordClaimants(
        _ code: CodeHash, _ previous: [String], _ next: [String], _ fate: GrantWrite.GrantFate
    ) async throws -> WriteOutcome {
        try await database.write { db in
            try db.execute(
                sql: """
                    UPDATE device_grants SET other_claimants = ?
                    WHERE device_code_hash = ? AND other_claimants = ?
                    """,
                arguments: [
                    next.joined(separator: " "), Data(code.bytes),
                    previous.joined(separator: " "),
                ])
            guard db.changesCount == 1 else { return .refused }
            if fate == .ended { try Self.end(code, db) }
            return .applied
        }
    }

    /// Before its redemption the code is denied, after it the tokens are revoked: one of the two
    /// holds whenever this is.
    private static func end(_ code: CodeHash, _ db: Database) throws {
        try db.execute(
            sql: """
                UPDATE device_grants SET state = 'denied'
                WHERE device_code_hash = ? AND state IN ('pending', 'approved')
                """, arguments: [Data(code.bytes)])
        try db.execute(
            sql: "UPDATE refresh_families SET is_revoked = 1 WHERE grant_hash = ?",
            arguments: [Data(code.bytes)])
    }

    /// A `sub` is a UUID: no blank in it.
    static func claimants(_ text: String) -> [String] {
        text.split(separator: " ").map(String.init)
    }

    /// nil for a family that no device asked for.
    static func approval(_ row: Row) -> DeviceApproval? {
        guard let grant = (row["grant_hash"] as Data?).flatMap({ CodeHash(stored: $0) }),
            let decidedAt = row["approved_at"] as Int64?,
            let address = row["request_address"] as String?
        else { return nil }
        return DeviceApproval(
            grant: grant, decidedAtMilliseconds: decidedAt, requestAddress: address)
    }
}

import Foundation
import GRDB

extension SQLiteStore {
    func secondFactor(subject: String) async throws -> SecondFactor? {
        try await row("SELECT * FROM second_factors WHERE subject = ?", [subject]) { row in
            SecondFactor(
                subject: row["subject"],
                secret: SealedSecret(
                    keyID: row["secret_key_id"], bytes: [UInt8](row["secret"] as Data)),
                state: row["is_active"] ? .active : .proposed, lastStep: row["last_step"])
        }
    }

    func apply(_ write: SecondFactorWrite) async throws -> WriteOutcome {
        switch write {
        case .propose(let factor):
            return try await outcome(
                """
                INSERT INTO second_factors (subject, secret, secret_key_id, is_active, last_step)
                VALUES (?, ?, ?, 0, ?)
                ON CONFLICT (subject) DO UPDATE
                    SET secret = excluded.secret, secret_key_id = excluded.secret_key_id
                    WHERE is_active = 0
                """,
                [
                    factor.subject, Data(factor.secret.bytes), factor.secret.keyID,
                    factor.lastStep,
                ])
        case .activate(let subject, let secret, let step):
            return try await outcome(
                """
                UPDATE second_factors SET is_active = 1, last_step = ?
                WHERE subject = ? AND is_active = 0 AND secret = ?
                """, [step, subject, Data(secret.bytes)])
        case .use(let subject, let step):
            return try await outcome(
                """
                UPDATE second_factors SET last_step = ?
                WHERE subject = ? AND is_active = 1 AND last_step < ?
                """, [step, subject, step])
        case .remove(let subject):
            return try await outcome("DELETE FROM second_factors WHERE subject = ?", [subject])
        }
    }
}

import GRDB

extension SQLiteStore {
    /// Deletes by index, a few rows in each transaction, so that no request waits for long.
    func purge(at now: Int64) async throws {
        try await delete(
            from: "device_grants", key: "device_code_hash", where: "expires_at < ?",
            now - Limits.grantRetentionMilliseconds)
        try await delete(
            from: "sessions", key: "id_hash", where: "last_used_at <= ?",
            now - Limits.sessionIdleMilliseconds)
        try await delete(from: "refresh_families", key: "id", where: "expires_at <= ?", now)
        try await delete(from: "attempt_counters", key: "key", where: "forgotten_at <= ?", now)
        // A second use of a code is known as one for as long as a grant is kept.
        try await delete(
            from: "authorization_codes", key: "code_hash", where: "expires_at < ?",
            now - Limits.grantRetentionMilliseconds)
        try await delete(from: "proof_uses", key: "use_hash", where: "expires_at <= ?", now)
        let lost = now - Limits.lostAnswerMilliseconds
        try await dropAnswers(in: "device_grants", key: "device_code_hash", at: "redeemed_at", lost)
        try await dropAnswers(in: "refresh_families", key: "id", at: "rotated_at", lost)
    }

    private func dropAnswers(
        in table: String, key: String, at column: String, _ time: Int64
    ) async throws {
        try await repeatedly(
            """
            UPDATE \(table) SET sealed_answer = NULL WHERE \(key) IN
                (SELECT \(key) FROM \(table)
                 WHERE sealed_answer IS NOT NULL AND \(column) <= ? LIMIT \(Limits.rowsPerTransaction))
            """, time)
    }

    private func delete(
        from table: String, key: String, where condition: String, _ time: Int64
    ) async throws {
        try await repeatedly(
            """
            DELETE FROM \(table) WHERE \(key) IN
                (SELECT \(key) FROM \(table) WHERE \(condition) LIMIT \(Limits.rowsPerTransaction))
            """, time)
    }

    private func repeatedly(_ sql: String, _ time: Int64) async throws {
        var changed = Limits.rowsPerTransaction
        while changed == Limits.rowsPerTransaction {
            changed = try await database.write { db in
                try db.cachedStatement(sql: sql).execute(arguments: [time])
                return db.changesCount
            }
        }
    }
}

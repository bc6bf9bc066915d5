import Foundation
import GRDB

extension SQLiteStore {
    func insert(_ grant: DeviceGrant) async throws -> WriteOutcome {
        try await outcome(
            """
            INSERT INTO device_grants (device_code_hash, user_code_hash, client_id, scope,
                request_address, created_at, expires_at, state, issued_interval, interval)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """,
            [
                Data(grant.deviceCodeHash.bytes), Data(grant.userCodeHash.bytes), grant.clientID,
                grant.scope.text, grant.requestAddress, grant.createdAtMilliseconds,
                grant.expiresAtMilliseconds, grant.state.rawValue,
                grant.issuedIntervalMilliseconds, grant.intervalMilliseconds,
            ])
    }

    func grant(deviceCodeHash: CodeHash) async throws -> DeviceGrant? {
        try await row(
            "SELECT * FROM device_grants WHERE device_code_hash = ?", [Data(deviceCodeHash.bytes)],
            Self.grant)
    }

    func grant(userCodeHash: CodeHash) async throws -> DeviceGrant? {
        try await row(
            "SELECT * FROM device_grants WHERE user_code_hash = ?", [Data(userCodeHash.bytes)],
            Self.grant)
    }

    func apply(_ write: GrantWrite) async throws -> WriteOutcome {
        switch write {
        case .recordPoll(let code, let previous, let now, let interval):
            return try await outcome(
                """
                UPDATE device_grants SET last_poll_at = ?, interval = ?
                WHERE device_code_hash = ? AND state = 'pending' AND last_poll_at IS ?
                """, [now, interval, Data(code.bytes), previous])
        case .expire(let code, let now):
            return try await outcome(
                """
                UPDATE device_grants SET state = 'expired'
                WHERE device_code_hash = ? AND state IN ('pending', 'approved')
                    AND expires_at <= ?
                """, [Data(code.bytes), now])
        case .claim(let code, let subject, let now):
            return try await outcome(
                """
                UPDATE device_grants SET claimant = ?
                WHERE device_code_hash = ? AND state = 'pending' AND expires_at > ?
                    AND (claimant IS NULL OR claimant = ?)
                """, [subject, Data(code.bytes), now, subject])
        case .recordClaimants(let code, let previous, let next, let fate):
            return try await recordClaimants(code, previous, next, fate)
        case .decide(let code, let decision):
            let state: DeviceGrant.State = decision.verdict == .approve ? .approved : .denied
            return try await outcome(
                """
                UPDATE device_grants SET state = ?, verdict = ?, subject = ?, username = ?,
                    authenticated_at = ?, decided_at = ?, decision_address = ?
                WHERE device_code_hash = ? AND state = 'pending' AND expires_at > ?
                    AND claimant = ?
                """,
                [
                    state.rawValue, decision.verdict.rawValue, decision.subject, decision.username,
                    decision.authenticatedAtMilliseconds, decision.decidedAtMilliseconds,
                    decision.address, Data(code.bytes), decision.decidedAtMilliseconds,
                    decision.subject,
                ])
        case .redeem(let code, let now, let family, let sealedAnswer):
            return try await redeem(code, at: now, family, sealedAnswer)
        }
    }

    func poll(
        deviceCodeHash: CodeHash, _ core: @escaping @Sendable (DeviceGrant) -> PollStep
    ) async throws -> (grant: DeviceGrant, step: PollStep)? {
        guard let grant = try await grant(deviceCodeHash: deviceCodeHash) else { return nil }
        return (grant, pollTimes.step(grant, core))
    }

    /// Two items, one transaction: a code is never redeemed without its refresh token, nor a token
    /// kept for a code that was not redeemed.
    private func redeem(
        _ code: CodeHash, at now: Int64, _ family: RefreshFamily, _ sealedAnswer: [UInt8]
    ) async throws -> WriteOutcome {
        try await database.write { db in
            try db.cachedStatement(
                sql: """
                    UPDATE device_grants SET state = 'redeemed', redeemed_at = ?, family_id = ?,
                        sealed_answer = ?
                    WHERE device_code_hash = ? AND state = 'approved' AND expires_at > ?
                    """
            ).execute(arguments: [
                now, family.id, Data(sealedAnswer), Data(code.bytes), now,
            ])
            guard db.changesCount == 1 else { return .refused }
            try Self.insert(family, db)
            return .applied
        }
    }

    /// nil when the row is not one this server wrote.
    @Sendable private static func grant(_ row: Row) -> DeviceGrant? {
        guard let deviceCodeHash = CodeHash(stored: row["device_code_hash"] as Data),
            let userCodeHash = CodeHash(stored: row["user_code_hash"] as Data),
            let scope = Scope(row["scope"] as String),
            let state = DeviceGrant.State(rawValue: row["state"])
        else { return nil }
        return DeviceGrant(
            stored: deviceCodeHash, userCodeHash: userCodeHash, clientID: row["client_id"],
            scope: scope, requestAddress: row["request_address"],
            createdAtMilliseconds: row["created_at"], expiresAtMilliseconds: row["expires_at"],
            state: state, issuedIntervalMilliseconds: row["issued_interval"],
            intervalMilliseconds: row["interval"], lastPollAtMilliseconds: row["last_poll_at"],
            claimant: row["claimant"], decision: decision(row), redemption: redemption(row),
            otherClaimants: claimants(row["other_claimants"]))
    }

    private static func redemption(_ row: Row) -> DeviceGrant.Redemption? {
        guard let redeemedAt = row["redeemed_at"] as Int64?,
            let familyID = row["family_id"] as String?
        else { return nil }
        return DeviceGrant.Redemption(
            atMilliseconds: redeemedAt, familyID: familyID,
            sealedAnswer: (row["sealed_answer"] as Data?).map { [UInt8]($0) })
    }

    private static func decision(_ row: Row) -> GrantDecision? {
        guard let verdict = (row["verdict"] as String?).flatMap(GrantDecision.Verdict.init),
            let subject = row["subject"] as String?, let username = row["username"] as String?,
            let authenticatedAt = row["authenticated_at"] as Int64?,
            let decidedAt = row["decided_at"] as Int64?,
            let address = row["decision_address"] as String?
        else { return nil }
        return GrantDecision(
            verdict: verdict, subject: subject, username: username,
            authenticatedAtMilliseconds: authenticatedAt, decidedAtMilliseconds: decidedAt,
            address: address)
    }
}

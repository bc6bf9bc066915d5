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
        try columns(Self.selectByDeviceCode, deviceCodeHash, Self.grant)
    }

    func grant(userCodeHash: CodeHash) async throws -> DeviceGrant? {
        try columns(Self.selectByUserCode, userCodeHash, Self.grant)
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

    private static let selectByDeviceCode = select + "device_code_hash = ?"
    private static let selectByUserCode = select + "user_code_hash = ?"

    /// In the order in which `grant` reads.
    private static let select = """
        SELECT device_code_hash, user_code_hash, client_id, scope, request_address, created_at,
            expires_at, state, issued_interval, interval, last_poll_at, claimant, other_claimants,
            verdict, subject, username, authenticated_at, decided_at, decision_address,
            redeemed_at, family_id, sealed_answer
        FROM device_grants WHERE\u{20}
        """

    /// nil when the row is not one this server wrote.
    private static func grant(_ columns: inout ColumnReader) -> DeviceGrant? {
        guard let deviceCodeHash = columns.nextHash(), let userCodeHash = columns.nextHash(),
            let clientID = columns.next(String.self),
            let scope = columns.next(String.self).flatMap(Scope.init),
            let requestAddress = columns.next(String.self),
            let createdAt = columns.next(Int64.self), let expiresAt = columns.next(Int64.self),
            let state = columns.next(String.self).flatMap(DeviceGrant.State.init(rawValue:)),
            let issuedInterval = columns.next(Int64.self),
            let interval = columns.next(Int64.self)
        else { return nil }
        let lastPollAt = columns.next(Int64.self)
        let claimant = columns.next(String.self)
        let others = columns.next(String.self) ?? ""
        let decision = decision(&columns)
        return DeviceGrant(
            stored: deviceCodeHash, userCodeHash: userCodeHash, clientID: clientID, scope: scope,
            requestAddress: requestAddress, createdAtMilliseconds: createdAt,
            expiresAtMilliseconds: expiresAt, state: state,
            issuedIntervalMilliseconds: issuedInterval, intervalMilliseconds: interval,
            lastPollAtMilliseconds: lastPollAt, claimant: claimant, decision: decision,
            redemption: redemption(&columns), otherClaimants: claimants(others))
    }

    /// nil until somebody decided.
    private static func decision(_ columns: inout ColumnReader) -> GrantDecision? {
        let verdict = columns.next(String.self).flatMap(GrantDecision.Verdict.init)
        let subject = columns.next(String.self)
        let username = columns.next(String.self)
        let authenticatedAt = columns.next(Int64.self)
        let decidedAt = columns.next(Int64.self)
        let address = columns.next(String.self)
        guard let verdict, let subject, let username, let authenticatedAt, let decidedAt,
            let address
        else { return nil }
        return GrantDecision(
            verdict: verdict, subject: subject, username: username,
            authenticatedAtMilliseconds: authenticatedAt, decidedAtMilliseconds: decidedAt,
            address: address)
    }

    /// nil until the tokens were taken.
    private static func redemption(_ columns: inout ColumnReader) -> DeviceGrant.Redemption? {
        let redeemedAt = columns.next(Int64.self)
        let familyID = columns.next(String.self)
        guard let redeemedAt, let familyID else { return nil }
        return DeviceGrant.Redemption(
            atMilliseconds: redeemedAt, familyID: familyID, sealedAnswer: columns.nextBytes())
    }
}

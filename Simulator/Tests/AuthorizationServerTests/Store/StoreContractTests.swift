import Foundation
import Testing

@testable import AuthorizationServer

/// What every store must do, whatever stands behind it.
@Suite struct StoreContractTests {
    private static let now: Int64 = 1_800_000_000_000

    private static func grant(device: String = "d", user: String = "u") throws -> DeviceGrant {
        DeviceGrant(
            deviceCode: device, userCodeHash: CodeHash(ofSecret: user), clientID: "tv",
            scope: Scope(tokens: ["openid", "profile"]), requestAddress: "192.0.2.1",
            settings: .standard, at: now)
    }

    private static func decision(_ verdict: GrantDecision.Verdict) -> GrantDecision {
        GrantDecision(
            verdict: verdict, subject: "sub", username: "alice", authenticatedAtMilliseconds: now,
            decidedAtMilliseconds: now + 1, address: "192.0.2.2")
    }

    @Test("a grant reads back as it was written, by either code")
    func roundTrip() async throws {
        let store = try SQLiteStore(.memory)
        let grant = try Self.grant()
        #expect(try await store.insert(grant) == .applied)
        #expect(try await store.grant(deviceCodeHash: grant.deviceCodeHash) == grant)
        #expect(try await store.grant(userCodeHash: grant.userCodeHash) == grant)
        #expect(try await store.grant(userCodeHash: CodeHash(ofSecret: "x")) == nil)
    }

    @Test("a taken user code or device code refuses the insert and changes nothing")
    func uniqueness() async throws {
        let store = try SQLiteStore(.memory)
        let first = try Self.grant()
        _ = try await store.insert(first)
        #expect(try await store.insert(Self.grant(device: "e")) == .refused)
        #expect(try await store.insert(Self.grant(user: "v")) == .refused)
        #expect(try await store.grant(userCodeHash: first.userCodeHash) == first)
    }

    @Test("S13 a poll is recorded only over the poll that was read")
    func recordPoll() async throws {
        let store = try SQLiteStore(.memory)
        let grant = try Self.grant()
        _ = try await store.insert(grant)
        let write = GrantWrite.recordPoll(
            grant.deviceCodeHash, previous: nil, at: Self.now, intervalMilliseconds: 5_000)
        #expect(try await store.apply(write) == .applied)
        #expect(try await store.apply(write) == .refused)
    }

    @Test("X9 approve and deny race: one wins, the other is refused")
    func oneDecision() async throws {
        let store = try SQLiteStore(.memory)
        let grant = try Self.grant()
        let hash = grant.deviceCodeHash
        _ = try await store.insert(grant)
        #expect(try await store.apply(.decide(hash, Self.decision(.approve))) == .refused)
        #expect(try await store.apply(.claim(hash, subject: "sub", at: Self.now)) == .applied)
        #expect(try await store.apply(.claim(hash, subject: "other", at: Self.now)) == .refused)
        #expect(try await store.apply(.decide(hash, Self.decision(.deny))) == .applied)
        #expect(try await store.apply(.decide(hash, Self.decision(.approve))) == .refused)
        #expect(try await store.grant(deviceCodeHash: hash)?.state == .denied)
        #expect(try await store.grant(deviceCodeHash: hash)?.decision == Self.decision(.deny))
    }

    @Test("X9 no claim, decision or redemption at t = expires_in")
    func expiry() async throws {
        let store = try SQLiteStore(.memory)
        let grant = try Self.grant()
        let hash = grant.deviceCodeHash
        _ = try await store.insert(grant)
        let end = grant.expiresAtMilliseconds
        #expect(try await store.apply(.claim(hash, subject: "sub", at: end)) == .refused)
        #expect(try await store.apply(.expire(hash, at: end - 1)) == .refused)
        #expect(try await store.apply(.claim(hash, subject: "sub", at: Self.now)) == .applied)
        #expect(try await store.apply(.decide(hash, Self.decision(.approve))) == .applied)
        let family = Self.family("f")
        let late = GrantWrite.redeem(hash, at: end, family: family, sealedAnswer: [1])
        #expect(try await store.apply(late) == .refused)
        #expect(try await store.apply(.expire(hash, at: end)) == .applied)
        let early = GrantWrite.redeem(hash, at: Self.now, family: family, sealedAnswer: [1])
        #expect(try await store.apply(early) == .refused)
    }

    @Test("X8 a code is redeemed once, with its family in the same transaction")
    func redeemOnce() async throws {
        let store = try SQLiteStore(.memory)
        let grant = try Self.grant()
        let hash = grant.deviceCodeHash
        _ = try await store.insert(grant)
        _ = try await store.apply(.claim(hash, subject: "sub", at: Self.now))
        _ = try await store.apply(.decide(hash, Self.decision(.approve)))
        let families = (0..<8).map { Self.family("family-\($0)") }
        let outcomes = try await withThrowingTaskGroup(of: WriteOutcome.self) { group in
            for family in families {
                group.addTask {
                    try await store.apply(
                        .redeem(hash, at: Self.now, family: family, sealedAnswer: [1]))
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == .applied } == 1)
        var kept = 0
        for family in families where try await store.refreshFamily(id: family.id) != nil {
            kept += 1
        }
        #expect(kept == 1)
    }

    @Test("X31 a family rotates from its current token alone, and never after revocation")
    func rotation() async throws {
        let store = try SQLiteStore(.memory)
        let grant = try Self.grant()
        _ = try await store.insert(grant)
        _ = try await store.apply(.claim(grant.deviceCodeHash, subject: "sub", at: Self.now))
        _ = try await store.apply(.decide(grant.deviceCodeHash, Self.decision(.approve)))
        let family = Self.family("f")
        _ = try await store.apply(
            .redeem(grant.deviceCodeHash, at: Self.now, family: family, sealedAnswer: [1, 2]))
        #expect(
            try await store.grant(deviceCodeHash: grant.deviceCodeHash)?.redemption
                == .init(atMilliseconds: Self.now, familyID: "f", sealedAnswer: [1, 2]))
        #expect(try await store.refreshFamily(id: "f") == family)
        let next = CodeHash(ofSecret: "next")
        let rotation = RefreshFamily.Rotation(
            previousTokenHash: family.currentTokenHash, atMilliseconds: Self.now, sealedAnswer: [3])
        let write = RefreshWrite.rotate(
            familyID: "f", rotation, next: next, expiresAtMilliseconds: 9)
        #expect(try await store.apply(write) == .applied)
        #expect(try await store.apply(write) == .refused)
        #expect(try await store.refreshFamily(originID: "origin-f")?.lastRotation == rotation)
        let take = RefreshWrite.takeAnswer(familyID: "f", previous: rotation.previousTokenHash)
        #expect(try await store.apply(take) == .applied)
        #expect(try await store.apply(take) == .refused)
        #expect(try await store.apply(RefreshWrite.revoke(familyID: "f")) == .applied)
        #expect(
            try await store.apply(
                RefreshWrite.rotate(
                    familyID: "f",
                    .init(previousTokenHash: next, atMilliseconds: Self.now, sealedAnswer: nil),
                    next: family.currentTokenHash, expiresAtMilliseconds: 9)) == .refused)
    }

    @Test("purge keeps what is alive")
    func purge() async throws {
        let store = try SQLiteStore(.memory)
        let grant = try Self.grant()
        _ = try await store.insert(grant)
        try await store.purge(at: grant.expiresAtMilliseconds)
        #expect(try await store.grant(userCodeHash: grant.userCodeHash) == grant)
        let retention = Limits.grantRetentionMilliseconds
        try await store.purge(at: grant.expiresAtMilliseconds + retention + 1)
        #expect(try await store.grant(userCodeHash: grant.userCodeHash) == nil)
    }

    @Test("everything survives closing and opening the file")
    func reopen() async throws {
        let folder = NSTemporaryDirectory() + "store-\(UUID().uuidString)"
        _ = try StateFolder(folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let location = StoreLocation.sqlite(folder + "/db.sqlite")
        let grant = try Self.grant()
        let first = try SQLiteStore(location)
        _ = try await first.insert(grant)
        try await first.close()
        let second = try SQLiteStore(location)
        #expect(try await second.grant(deviceCodeHash: grant.deviceCodeHash) == grant)
        try await second.close()
    }

    @Test("a file that is no database is one clear line that names it")
    func damagedFile() async throws {
        let path = NSTemporaryDirectory() + "damaged-\(UUID().uuidString).sqlite"
        try String(repeating: "no database ", count: 1_000)
            .write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let error = #expect(throws: ServerStartError.self) { try SQLiteStore(.sqlite(path)) }
        #expect(error?.description.contains(path) == true)
    }

    private static func family(_ id: String) -> RefreshFamily {
        RefreshFamily(
            id: id, currentTokenHash: CodeHash(ofSecret: id), clientID: "tv", subject: "sub",
            username: "alice", scope: Scope(tokens: ["openid"]), authenticatedAtMilliseconds: now,
            expiresAtMilliseconds: now + 1_000, isRevoked: false, originID: "origin-" + id,
            grantType: .deviceCode, keyThumbprint: "key", lastRotation: nil)
    }
}

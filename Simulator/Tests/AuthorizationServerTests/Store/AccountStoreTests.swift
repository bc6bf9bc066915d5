import Testing

@testable import AuthorizationServer

/// What every store must do for accounts, whatever stands behind it.
@Suite struct AccountStoreTests {
    private static func factor(_ secret: UInt8, subject: String = "sub") -> SecondFactor {
        SecondFactor(
            subject: subject, secret: SealedSecret(keyID: "k", bytes: [secret]), state: .proposed,
            lastStep: 0)
    }

    @Test("a second factor is proposed anew until it is active, activated once, and used forward")
    func secondFactor() async throws {
        let store = try SQLiteStore(.memory)
        #expect(try await store.apply(.propose(Self.factor(1))) == .applied)
        #expect(try await store.apply(.propose(Self.factor(2))) == .applied)
        #expect(try await store.secondFactor(subject: "sub") == Self.factor(2))
        func activate(_ secret: UInt8) async throws -> WriteOutcome {
            try await store.apply(
                .activate(subject: "sub", secret: Self.factor(secret).secret, step: 7))
        }
        // A secret that is shown no more cannot be confirmed.
        #expect(try await activate(1) == .refused)
        #expect(try await store.apply(.use(subject: "sub", step: 9)) == .refused)
        #expect(try await activate(2) == .applied)
        #expect(try await activate(2) == .refused)
        #expect(try await store.apply(.propose(Self.factor(3))) == .refused)
        #expect(try await store.apply(.use(subject: "sub", step: 7)) == .refused)
        #expect(try await store.apply(.use(subject: "sub", step: 9)) == .applied)
        #expect(try await store.apply(.use(subject: "sub", step: 8)) == .refused)
        #expect(try await store.secondFactor(subject: "sub")?.state == .active)
        #expect(try await store.apply(.remove(subject: "sub")) == .applied)
        #expect(try await store.secondFactor(subject: "sub") == nil)
    }

    @Test("X44 a session is replaced once: of two the second finds nothing")
    func replaceSession() async throws {
        let store = try SQLiteStore(.memory)
        func session(_ id: String) -> Session {
            Session(
                idHash: CodeHash(ofSecret: id), subject: "sub", username: "u",
                authenticatedAtMilliseconds: 1, lastUsedAtMilliseconds: 1, stage: .secondFactor)
        }
        let old = session("old")
        try await store.insert(old)
        #expect(try await store.session(idHash: old.idHash) == old)
        #expect(try await store.replaceSession(old.idHash, with: session("a")) == .applied)
        #expect(try await store.replaceSession(old.idHash, with: session("b")) == .refused)
        #expect(try await store.session(idHash: session("b").idHash) == nil)
    }

    @Test("X24 the accounts of a code are kept only over those that were read")
    func claimants() async throws {
        let store = try SQLiteStore(.memory)
        let grant = DeviceGrant(
            deviceCode: "d", userCodeHash: CodeHash(ofSecret: "u"), clientID: "tv",
            scope: Scope(tokens: []), requestAddress: "192.0.2.1", settings: .standard, at: 1)
        _ = try await store.insert(grant)
        let first = GrantWrite.recordClaimants(
            grant.deviceCodeHash, previous: [], next: ["bob"], .kept)
        #expect(try await store.apply(first) == .applied)
        #expect(try await store.apply(first) == .refused)
        let second = GrantWrite.recordClaimants(
            grant.deviceCodeHash, previous: ["bob"], next: ["bob", "carol"], .ended)
        #expect(try await store.apply(second) == .applied)
        let ended = try await store.grant(deviceCodeHash: grant.deviceCodeHash)
        #expect(ended?.otherClaimants == ["bob", "carol"])
        #expect(ended?.state == .denied)
    }
}

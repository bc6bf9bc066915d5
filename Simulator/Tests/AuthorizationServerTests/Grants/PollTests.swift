import Testing

@testable import AuthorizationServer

/// The pure core of polling under a virtual clock.
@Suite struct PollTests {
    private static let start: Int64 = 1_800_000_000_000

    private static func grant(_ settings: [SettingName: String] = [:]) throws -> DeviceGrant {
        DeviceGrant(
            deviceCode: "device", userCodeHash: CodeHash(ofSecret: "user"), clientID: "tv",
            scope: Scope(tokens: []), requestAddress: "192.0.2.1",
            settings: try GrantSettings(settings), at: start)
    }

    /// Applies what the core asks the store to write, as the store would.
    private static func poll(_ grant: inout DeviceGrant, at seconds: Double) -> PollStep.Answer {
        let step = grant.poll(by: "tv", at: start + Int64((seconds * 1_000).rounded()))
        switch step.write {
        case .recordPoll(_, _, let at, let interval):
            grant.lastPollAtMilliseconds = at
            grant.intervalMilliseconds = interval
        case .expire: grant.state = .expired
        default: break
        }
        return step.answer
    }

    @Test("S13 the first poll may come at once")
    func firstPollAtOnce() throws {
        var grant = try Self.grant()
        #expect(Self.poll(&grant, at: 0) == .authorizationPending)
    }

    @Test("X10 a poll at 4.999 s is too early, one at 5.000 s is not")
    func interval() throws {
        var early = try Self.grant()
        _ = Self.poll(&early, at: 0)
        #expect(Self.poll(&early, at: 4.999) == .slowDown)
        #expect(early.intervalMilliseconds == 10_000)
        var right = try Self.grant()
        _ = Self.poll(&right, at: 0)
        #expect(Self.poll(&right, at: 5) == .authorizationPending)
        #expect(right.intervalMilliseconds == 5_000)
    }

    @Test("X10 after slow_down the old interval is too short and the new one is enough")
    func slowDownIsForGood() throws {
        var grant = try Self.grant()
        _ = Self.poll(&grant, at: 0)
        #expect(Self.poll(&grant, at: 1) == .slowDown)
        #expect(Self.poll(&grant, at: 11) == .authorizationPending)
        #expect(Self.poll(&grant, at: 20) == .slowDown)
        #expect(grant.intervalMilliseconds > 5_000)
    }

    @Test("X10 each of 100 polls at the same instant adds five seconds")
    func storm() throws {
        var grant = try Self.grant()
        _ = Self.poll(&grant, at: 0)
        for _ in 0..<100 { #expect(Self.poll(&grant, at: 0) == .slowDown) }
        #expect(grant.intervalMilliseconds == 505_000)
    }

    @Test("X10 a client that waits what it was asked is never refused, after any early polls")
    func noDeadZone() throws {
        // Every sequence of six waits: too early by most of it, or exactly what was asked.
        for pattern in 0..<64 {
            var grant = try Self.grant([.codeExpiration: "1800"])
            var now = 0.0
            var asked = 5.0
            _ = Self.poll(&grant, at: now)
            for step in 0..<6 {
                let isEarly = pattern >> step & 1 == 1
                now += isEarly ? 0.1 : asked
                let answer = Self.poll(&grant, at: now)
                #expect(answer == (isEarly ? .slowDown : .authorizationPending))
                if answer == .slowDown { asked += 5 }
            }
        }
    }

    @Test("X10 a client that missed a slow_down gets one more, not one for ever")
    func lostSlowDown() throws {
        var grant = try Self.grant()
        _ = Self.poll(&grant, at: 0)
        // The answer to this poll is lost: the client still waits five seconds.
        #expect(Self.poll(&grant, at: 4) == .slowDown)
        #expect(Self.poll(&grant, at: 9) == .slowDown)
        #expect(Self.poll(&grant, at: 19) == .authorizationPending)
        #expect(Self.poll(&grant, at: 29) == .authorizationPending)
    }

    @Test("X10 a clock that is set back makes no correct client wait")
    func clockSetBack() throws {
        var grant = try Self.grant()
        _ = Self.poll(&grant, at: 100)
        #expect(Self.poll(&grant, at: 40) == .authorizationPending)
        #expect(Self.poll(&grant, at: 45) == .authorizationPending)
    }

    @Test("X9 a code dies at t = expires_in exactly, and stays dead when the clock is set back")
    func expiry() throws {
        var grant = try Self.grant()
        #expect(Self.poll(&grant, at: 599.999) == .authorizationPending)
        #expect(Self.poll(&grant, at: 600) == .expiredToken)
        #expect(grant.state == .expired)
        #expect(Self.poll(&grant, at: 10) == .expiredToken)
    }

    @Test("X9 an approved code that is not redeemed in time is dead")
    func approvedExpires() throws {
        var grant = try Self.grant()
        grant.state = .approved
        grant.decision = Self.decision(.approve, at: 1)
        #expect(Self.poll(&grant, at: 599.999) == .approved(Self.decision(.approve, at: 1)))
        #expect(Self.poll(&grant, at: 600) == .expiredToken)
    }

    @Test("X9 denied and redeemed are final", arguments: [0.0, 599, 600, 100_000])
    func finalStates(at seconds: Double) throws {
        var grant = try Self.grant()
        grant.state = .denied
        #expect(Self.poll(&grant, at: seconds) == .accessDenied)
        grant.state = .redeemed
        #expect(Self.poll(&grant, at: seconds) == .invalidGrant)
    }

    @Test("X6 another client's poll is invalid_grant and writes nothing")
    func foreignClient() throws {
        let grant = try Self.grant()
        let step = grant.poll(by: "other-tv", at: Self.start + 700_000)
        #expect(step == PollStep(write: nil, answer: .invalidGrant))
    }

    @Test("X9 a decision is final: the same one is done, the other one refused")
    func decisions() throws {
        var grant = try Self.grant()
        let approve = Self.decision(.approve, at: 10)
        let deny = Self.decision(.deny, at: 11)
        #expect(grant.decide(approve) == .refused, "not claimed yet")
        grant.claimant = "sub"
        #expect(grant.decide(approve) == .write(.decide(grant.deviceCodeHash, approve)))
        grant.state = .approved
        grant.decision = approve
        #expect(grant.decide(Self.decision(.approve, at: 12)) == .done)
        #expect(grant.decide(deny) == .refused)
    }

    @Test("X9 nothing is claimed or decided at t = expires_in")
    func lateUser() throws {
        var grant = try Self.grant()
        #expect(grant.claim(by: "sub", at: Self.start + 600_000) == .refused)
        grant.claimant = "sub"
        #expect(grant.decide(Self.decision(.approve, at: 600)) == .refused)
    }

    private static func decision(
        _ verdict: GrantDecision.Verdict, at seconds: Int64
    ) -> GrantDecision {
        GrantDecision(
            verdict: verdict, subject: "sub", username: "alice",
            authenticatedAtMilliseconds: start, decidedAtMilliseconds: start + seconds * 1_000,
            address: "192.0.2.2")
    }
}

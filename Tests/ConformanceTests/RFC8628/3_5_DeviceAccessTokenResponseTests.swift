import DeviceGrant
import GrantPlayer
import Testing

/// RFC 8628 §3.5: what the device does with each answer to a poll.
@Suite struct DeviceAccessTokenResponseTests {
    @Test("C13 authorization_pending repeats the poll, with the same request")
    func pending() throws {
        let replies = Array(repeating: Reply.pending, count: 50)
        let player = try StandardPlayer(.make(), [.codes()] + replies + [.tokens])
        #expect(player.play() == .granted)
        #expect(player.polls.count == 51)
        #expect(Set(player.polls.map(\.text)).count == 1)
        #expect(
            player.pollOutcomes == Array(repeating: .authorizationPending, count: 50) + [.granted])
    }

    @Test(
        "C14 X10 Between an answer and the next request lies the whole interval",
        arguments: StandardPlayer.Habit.allCases)
    func wholeInterval(_ habit: StandardPlayer.Habit) throws {
        let player = try StandardPlayer(
            .make(), [.codes(interval: "5"), .pending, .pending, .pending, .tokens])
        player.habit = habit
        #expect(player.play() == .granted)
        #expect(player.pauses == [5_000, 5_000, 5_000, 5_000])
        for (first, second) in zip(player.requests, player.requests.dropFirst()) {
            #expect(second.at - first.at >= 5_000)
        }
        #expect(player.faults == [])
    }

    @Test("C14 X10 Polled 4.999 s after the answer the machine waits, at 5.000 s it connects")
    func toTheMillisecond() throws {
        let player = try StandardPlayer(.make(), [.codes(interval: "5"), .pending])
        player.play(untilWaiting: 1)
        let answered = player.elapsed
        for early: UInt64 in [0, 1, 2_500, 4_998, 4_999] {
            player.elapsed = answered + early
            for _ in 0..<100 {
                guard case .wait = player.grant.pointee.poll(at: player.now) else {
                    Issue.record("Not waiting \(early) ms after the answer")
                    return
                }
            }
        }
        player.elapsed = answered + 5_000
        guard case .connect(.token, _) = player.grant.pointee.poll(at: player.now) else {
            Issue.record("Not connecting when due")
            return
        }
    }

    @Test("X10 A clock that steps back makes the device wait longer, never poll early")
    func backwardStep() throws {
        let player = try StandardPlayer(.make(), [.codes(interval: "5"), .pending])
        player.elapsed = 100_000
        player.play(untilWaiting: 1)
        let answered = player.elapsed
        player.elapsed = answered - 60_000
        for _ in 0..<64 {
            player.elapsed += 1_000
            let action = player.grant.pointee.poll(at: player.now)
            guard player.elapsed < answered + 5_000 else { break }
            guard case .wait = action else {
                Issue.record("\(action) at \(player.elapsed) ms")
                return
            }
        }
    }

    @Test("C15 X11 slow_down adds five seconds to this and all later pauses")
    func slowDown() throws {
        let player = try StandardPlayer(
            .make(), [.codes(), .pending, .slowDown, .pending, .slowDown, .pending, .tokens])
        #expect(player.play() == .granted)
        #expect(player.pauses == [5_000, 5_000, 10_000, 10_000, 15_000, 15_000])
        #expect(player.grant.pointee.intervalMilliseconds == 15_000)
    }

    @Test("C15 X11 slow_down at the first poll counts like any other")
    func slowDownFirst() throws {
        let player = try StandardPlayer(.make(), [.codes(interval: "1"), .slowDown, .tokens])
        #expect(player.play() == .granted)
        #expect(player.pauses == [1_000, 6_000])
    }

    @Test("C15 X11 A storm of slow_down lengthens each pause, up to an hour")
    func slowDownStorm() throws {
        let player = try StandardPlayer(
            .make(), [.codes(expiresIn: "86400", interval: "1"), .slowDown])
        player.habit = .impatient
        #expect(player.play() == .expired)
        #expect(player.elapsed == 86_400_110)
        for (number, pause) in player.pauses.enumerated() {
            let interval = UInt64(min(1 + 5 * number, 3_600)) * 1_000
            // Nothing is added to the first two; then 1/32, doubled each time up to a quarter.
            let margin = number < 2 ? 0 : interval >> max(7 - number, 2)
            #expect(pause == interval + margin, "pause \(number)")
        }
        #expect(player.faults == [])
    }

    @Test(
        "C15 A longer interval inside slow_down counts, a shorter one does not (GitHub)",
        arguments: [("30", 30_000), ("10", 10_000), ("5", 10_000), ("0", 10_000), ("-1", 10_000)]
            as [(String, UInt64)])
    func namedInterval(_ interval: String, _ pause: UInt64) throws {
        let slowDown = Reply.json(200, #"{"error":"slow_down","interval":\#(interval)}"#)
        let player = try StandardPlayer(.make(), [.codes(), slowDown, .pending, .tokens])
        #expect(player.play() == .granted)
        #expect(player.pauses == [5_000, pause, pause])
    }

    @Test(
        "C16 Any other error stops the polling, with the error as the reason",
        arguments: [
            ("invalid_request", .invalidRequest), ("invalid_client", .invalidClient),
            ("invalid_grant", .invalidGrant), ("unauthorized_client", .unauthorizedClient),
            ("unsupported_grant_type", .unsupportedGrantType), ("invalid_scope", .invalidScope),
            ("device_not_found", .unknown), ("", .unknown), ("authorization_pending ", .unknown),
            ("AUTHORIZATION_PENDING", .unknown), ("slow_downs", .unknown),
            ("an_error_that_is_longer_than_any_known_one", .unknown),
        ] as [(String, OAuthError)])
    func otherErrors(_ code: String, _ error: OAuthError) throws {
        for status in [400, 401, 403, 404, 428, 200] {
            let player = try StandardPlayer(.make(), [.codes(), .error(code, status: status)])
            let outcome = GrantOutcome.refusedAnswer(.error(error))
            #expect(player.play() == outcome)
            #expect(player.polls.count == 1)
            #expect(player.pollOutcomes == [.refusedAnswer(.error(error))])
            #expect(player.screens.last == .finished(outcome))
        }
    }

    @Test(
        "C16 access_denied ends the grant as denied, whatever the status",
        arguments: ["access_denied", "denied"], [400, 401, 403, 200])
    func denied(_ code: String, _ status: Int) throws {
        let player = try StandardPlayer(.make(), [.codes(), .error(code, status: status)])
        #expect(player.play() == .denied)
        #expect(player.pollOutcomes == [.denied])
        #expect(player.screens == [.connecting, .code, .finished(.denied)])
    }

    @Test(
        "C16 An error in the answer to the request for codes ends the grant with it",
        arguments: [400, 401, 500, 200])
    func errorInsteadOfCodes(_ status: Int) throws {
        let player = try StandardPlayer(.make(), [.error("invalid_client", status: status)])
        #expect(player.play() == .refusedAnswer(.error(.invalidClient)))
        #expect(player.polls == [])
    }

    @Test("C17 expired_token ends the grant as expired, and a new one waits for the user")
    func expired() throws {
        let player = try StandardPlayer(.make(), [.codes(), .expired])
        #expect(player.play() == .expired)
        #expect(player.screens == [.connecting, .code, .finished(.expired)])
        player.elapsed += 3_600_000
        #expect(player.run() == .expired)
        #expect(player.requests.count == 2)
        player.expect([.codes(), .tokens])
        #expect(player.play() == .granted)
    }

    @Test("C17 A server that never says expired is not polled beyond the codes' lifetime")
    func neverSaysExpired() throws {
        let player = try StandardPlayer(.make(), [.codes(expiresIn: "62"), .pending])
        #expect(player.play() == .expired)
        #expect(player.elapsed == 62_110)
        #expect(player.pollTimes.allSatisfy { $0 < 62_110 })
        #expect(player.polls.count == 11)
    }

    @Test(
        "C18 X11 Each timeout doubles the pause, up to five minutes, and an answer ends that",
        arguments: [Reply.connectStalls, .sendStalls, .answerStalls, .connectFails(.timedOut)])
    func timeouts(_ stall: Reply) throws {
        let stalls = Array(repeating: stall, count: 8)
        let player = try StandardPlayer(
            .make(), [.codes()] + stalls + [.pending, .pending, stall, .tokens])
        #expect(player.play() == .granted)
        let doubling: [UInt64] = [
            10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000, 300_000,
        ]
        #expect(
            player.pauses.lie(
                in: [.exactly(5_000)] + doubling.map { .afterFailure($0) }
                    + [.exactly(5_000), .exactly(5_000), .afterFailure(10_000)]))
        #expect(
            player.screens == [
                .connecting, .code, .networkTrouble, .code, .networkTrouble, .finished(.granted),
            ])
        #expect(player.grant.pointee.intervalMilliseconds == 5_000)
    }

    @Test("C18 X11 The pause after failures never falls below the server's interval")
    func backoffAboveInterval() throws {
        let player = try StandardPlayer(
            .make(), [.codes(interval: "900"), .connectStalls, .connectStalls, .pending, .tokens])
        #expect(player.play() == .expired || player.pauses.allSatisfy { $0 >= 900_000 })
        #expect(player.pauses.allSatisfy { $0 >= 900_000 })
    }

    @Test("C18 X11 slow_down counts on when timeouts come in between")
    func slowDownAmongTimeouts() throws {
        let player = try StandardPlayer(
            .make(),
            [.codes(), .slowDown, .connectStalls, .slowDown, .connectStalls, .pending, .tokens])
        #expect(player.play() == .granted)
        // The second one in a row, with no other answer in between, also brings a drift margin.
        let margin: UInt64 = 15_000 / 32
        #expect(
            player.pauses.lie(
                in: [
                    .exactly(5_000), .exactly(10_000), .afterFailure(20_000),
                    .exactly(15_000 + margin), 30_000 + margin...37_500 + margin,
                    .exactly(15_000 + margin),
                ]))
    }
}

extension GrantPlayer {
    /// Starts, and runs to the wait behind poll `count`.
    fileprivate func play(untilWaiting count: UInt32) {
        grant.pointee.start(at: now, entropy: 1)
        run { action in
            if case .wait = action { grant.pointee.pollCount == count } else { false }
        }
    }
}

import DeviceGrant
import GrantPlayer
import Testing

/// What the device does when the network fails, in each phase of an exchange.
@Suite struct TransportFailureTests {
    static let failures: [TransportFailure] = [
        .nameNotResolved, .nameServiceFailed, .unreachable, .refused, .timedOut, .closed,
        .certificateNotTrusted,
        .certificateExpired, .certificateNameMismatch, .handshakeFailed, .noEntropy,
    ]

    @Test("Without codes a failure to connect ends the grant with it", arguments: failures)
    func connectFails(_ failure: TransportFailure) throws {
        let player = try StandardPlayer(.make(), [.connectFails(failure)])
        #expect(player.play() == .networkFailure(failure))
        #expect(player.screens == [.connecting, .finished(.networkFailure(failure))])
        #expect(player.closes == 1)
    }

    @Test("X54 A TLS library without memory ends a grant without codes at the third try")
    func outOfMemory() throws {
        let fails = Reply.connectFails(.outOfMemory).with { $0.connectMilliseconds = 100 }
        let player = try StandardPlayer(.make(), [fails])
        #expect(player.play() == .outOfMemory(.tls))
        #expect(player.connects == [0, 1_100, 2_200])
        #expect(player.closes == 3)
        #expect(player.screens == [.connecting, .finished(.outOfMemory(.tls))])
        #expect(player.faults == [])
        #expect(player.grant.pointee.lastPollOutcome == nil)
    }

    @Test("X54 A request for codes that memory did not suffice for is sent when it does")
    func memoryReturns() throws {
        let fails = Reply.connectFails(.outOfMemory)
        let player = try StandardPlayer(.make(), [fails, fails, .codes(), .tokens])
        #expect(player.play() == .granted)
        #expect(
            player.connectedEndpoints == [
                .deviceAuthorization, .deviceAuthorization,
                .deviceAuthorization, .token,
            ])
    }

    @Test("X54 Polls that memory does not suffice for, three in a row, end the grant as such")
    func outOfMemoryWhilePolling() throws {
        let fails = Reply.connectFails(.outOfMemory)
        let often = try StandardPlayer(
            .make(),
            [.codes(), fails, fails, .pending, fails, .connectStalls, fails, fails, .tokens])
        #expect(often.play() == .granted)
        let thrice = try StandardPlayer(.make(), [.codes(), .pending, fails])
        #expect(thrice.play() == .outOfMemory(.tls))
        #expect(
            thrice.pollOutcomes == [
                .authorizationPending, .networkFailure(.outOfMemory), .networkFailure(.outOfMemory),
                .networkFailure(.outOfMemory),
            ])
        #expect(thrice.stored == [.codes, .nothing])
        #expect(thrice.faults == [])
    }

    @Test(
        "With a code on the screen no failure ends the grant", arguments: failures + [.outOfMemory])
    func codeSurvives(_ failure: TransportFailure) throws {
        let fails = Reply.connectFails(failure)
        let sendFails = Reply(bytes: []).with { $0.sending = .fails(failure) }
        let answerFails = Reply(bytes: []).with { $0.ending = .fails(failure) }
        let player = try StandardPlayer(
            .make(), [.codes(), fails, .pending, sendFails, .pending, answerFails, .tokens])
        #expect(player.play() == .granted)
        #expect(
            player.pollOutcomes == [
                .networkFailure(failure), .authorizationPending, .networkFailure(failure),
                .authorizationPending, .networkFailure(failure), .granted,
            ])
        #expect(
            player.pauses.lie(
                in: [
                    .exactly(5_000), .afterFailure(10_000), .exactly(5_000), .afterFailure(10_000),
                    .exactly(5_000), .afterFailure(10_000),
                ]))
        // Whatever was half-way is closed before the next try.
        #expect(player.closes == 3)
    }

    @Test(
        "A peer that closes while it is connected to, sent to or waited for is a failure",
        arguments: [
            Reply(bytes: []).with { $0.connecting = .closes },
            Reply(bytes: []).with { $0.sending = .closes },
            .closes,
        ])
    func closes(_ reply: Reply) throws {
        let player = try StandardPlayer(.make(), [reply])
        #expect(player.play() == .networkFailure(.closed))
        let poll = try StandardPlayer(.make(), [.codes(), reply, .tokens])
        #expect(poll.play() == .granted)
        #expect(poll.pollOutcomes == [.networkFailure(.closed), .granted])
    }

    @Test(
        "Each phase of an exchange ends by its own deadline",
        arguments: [
            (Reply.connectStalls, 20_000), (.sendStalls, 100 + 10_000),
            (.answerStalls, 110 + 40_000),
            // Half an answer, then nothing.
            (Reply(bytes: Array(Reply.codes().bytes.dropLast())), 110 + 40_000),
        ] as [(Reply, UInt64)])
    func deadlines(_ stall: Reply, _ milliseconds: UInt64) throws {
        let player = try StandardPlayer(.make(), [stall])
        player.habit = .impatient
        #expect(player.play() == .networkFailure(.timedOut))
        #expect(player.elapsed == milliseconds)
        #expect(player.closes == 1)
        #expect(player.faults == [])
    }

    @Test("X55 An answer that drips without end is cut off at the deadline, however often it drips")
    func dripping() throws {
        let player = try StandardPlayer(.make(), [.answerStalls])
        player.grant.pointee.start(at: player.now, entropy: 1)
        player.run { if case .receive = $0 { true } else { false } }
        let head = Array("HTTP/1.1 200 OK\r\nX-Long: ".utf8)
        player.grant.pointee.receive(head.span, at: player.now)
        var drips = 0
        while case .receive = player.grant.pointee.poll(at: player.now) {
            player.elapsed += 1_000
            player.grant.pointee.receive([0x61].span, at: player.now)
            drips += 1
            guard drips < 1_000 else { break }
        }
        #expect(drips == 40)
        #expect(player.run() == .networkFailure(.timedOut))
    }

    @Test("X55 A head without end ends the grant at its limit, not the device's memory")
    func endlessHead() throws {
        let player = try StandardPlayer(.make(), [.answerStalls])
        player.grant.pointee.start(at: player.now, entropy: 1)
        player.run { if case .receive = $0 { true } else { false } }
        let start = Array("HTTP/1.1 200 OK\r\nX-Long: ".utf8)
        player.grant.pointee.receive(start.span, at: player.now)
        let more = [UInt8](repeating: 0x61, count: 8_192)
        player.grant.pointee.receive(more.span, at: player.now)
        #expect(player.run() == .refusedAnswer(.http(.headTooLarge)))
    }

    @Test("A poll whose answer comes when the codes have ended still counts, and is the last")
    func answerAfterTheDeadline() throws {
        let late = Reply.tokens.with { $0.answerMilliseconds = 30_000 }
        let player = try StandardPlayer(.make(), [.codes(expiresIn: "10"), late])
        #expect(player.play() == .granted)
        let pending = Reply.pending.with { $0.answerMilliseconds = 30_000 }
        let other = try StandardPlayer(.make(), [.codes(expiresIn: "10"), pending])
        #expect(other.play() == .expired)
        #expect(other.polls.count == 1)
    }
}

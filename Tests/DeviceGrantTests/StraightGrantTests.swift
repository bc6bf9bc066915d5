import DeviceGrant
import GrantPlayer
import Testing

/// The way of a grant that nothing disturbs.
@Suite struct StraightGrantTests {
    @Test("A grant goes from the codes over pending polls to stored tokens, in this order")
    func straight() throws {
        let player = try StandardPlayer(.make(), [.codes(), .pending, .pending, .tokens])
        #expect(player.play() == .granted)

        let code = Shown(
            screen: .code, userCode: Reply.userCode, verificationURI: Reply.verificationURI,
            verificationURIComplete: "\(Reply.verificationURI)?user_code=\(Reply.userCode)")
        // Each exchange takes 100 ms to connect, 10 ms to send and 200 ms to be answered.
        #expect(player.screens == [.connecting, .code, .finished(.granted)])
        #expect(player.shown[1] == code)
        #expect(player.pollOutcomes == [.authorizationPending, .authorizationPending, .granted])
        #expect(player.pollTimes == [5_310, 10_620, 15_930])
        #expect(player.requests.map(\.at) == [110, 5_420, 10_730, 16_040])
        #expect(player.accessToken == Reply.accessToken)
        #expect(player.grant.pointee.accessTokenLifetimeSeconds == 3_600)
        #expect(player.grant.pointee.pollCount == 3)
        #expect(player.grant.pointee.lifetimeSeconds == 1_800)
        #expect(player.closes == 0)
        #expect(player.faults == [])
        #expect(player.trace.last == .finish(.granted, at: player.elapsed))
    }

    @Test("Each token is handed on as it came, the ID token as bytes; wiping takes all of them")
    func tokens() throws {
        let player = try StandardPlayer(.make(), [.codes(), .tokens])
        #expect(player.play() == .granted)
        let grant = player.grant
        #expect(player.accessToken == Reply.accessToken)
        #expect(grant.pointee.withRefreshToken { String(copying: $0) } == Reply.refreshToken)
        #expect(grant.pointee.withIDToken { String(copying: $0) } == Reply.idToken)
        grant.pointee.wipeTokens()
        #expect(player.accessToken.isEmpty)
        #expect(grant.pointee.withRefreshToken { $0.isEmpty })
        #expect(grant.pointee.withIDToken { $0.isEmpty })
    }

    @Test("The tokens are stored before the grant ends, and once")
    func storedOnce() throws {
        let player = try StandardPlayer(.make(), [.codes(), .tokens])
        player.play()
        let events = player.trace.suffix(3)
        guard case .store = events.first else {
            Issue.record("No record before the end: \(events)")
            return
        }
        #expect(player.stored == [.codes, .tokens])
    }

    @Test("A code is stored before anybody sees it")
    func storedBeforeShown() throws {
        let player = try StandardPlayer(.make(), [.codes(), .tokens])
        player.play()
        let order = player.trace.compactMap { event -> String? in
            switch event {
            case .store(.codes, _, _): "stored"
            case .display(let shown, _) where shown.screen == .code: "shown"
            default: nil
            }
        }
        #expect(order == ["stored", "shown"])
    }

    @Test("The record holds the tokens and the lifetime, each behind its tag and length")
    func record() throws {
        let player = try StandardPlayer(.make(), [.codes(), .tokens])
        player.play()
        var expected: [UInt8] = [1]
        for (tag, token) in [
            (1, Reply.accessToken), (2, Reply.refreshToken), (3, Reply.idToken),
        ] {
            expected += [UInt8(tag), 0, UInt8(token.utf8.count)] + Array(token.utf8)
        }
        expected += [4, 0, 4, 0, 0, 0x0E, 0x10]
        #expect(player.records == [expected])
    }

    @Test("The record leaves out what the server did not give")
    func shortRecord() throws {
        let player = try StandardPlayer(
            .make(), [.codes(), .json(200, #"{"access_token":"A","token_type":"bearer"}"#)])
        player.play()
        #expect(player.records == [[1, 1, 0, 1, UInt8(ascii: "A")]])
        #expect(player.grant.pointee.accessTokenLifetimeSeconds == nil)
    }

    @Test("A record of the longest tokens has the largest size that a record is said to have")
    func largestRecord() throws {
        let token = String(repeating: "t", count: 512)
        let body = """
            {"access_token":"\(token)","refresh_token":"\(token)","id_token":"\(token)",\
            "expires_in":86400}
            """
        let player = try SmallPlayer(.make(), [.codes(), .json(200, body)])
        player.wallClockAtStart = 1_800_000_000
        #expect(player.play() == .granted)
        #expect(player.records.map(\.count) == [DeviceGrant<128, 128, 512>.recordBytesMaximum])
    }

    @Test("A grant whose record cannot be stored is granted all the same")
    func notStored() throws {
        let player = try StandardPlayer(.make(), [.codes(), .tokens])
        player.storage = .fails
        #expect(player.play() == .granted)
        #expect(player.accessToken == Reply.accessToken)
    }

    @Test("A connection that the server keeps is not closed between the polls")
    func keptAlive() throws {
        let player = try StandardPlayer(.make(), [.codes(), .pending, .tokens])
        player.play()
        #expect(player.closes == 0)
    }

    @Test(
        "A connection that cannot carry another request is closed before the next one",
        arguments: [
            Reply.closeDelimited(400, #"{"error":"authorization_pending"}"#),
            .json(400, #"{"error":"authorization_pending"}"#, fields: ["Connection: close"]),
            .json(400, #"{"error":"authorization_pending"}"#).with { $0.bytes += [0x20] },
        ])
    func closed(_ pending: Reply) throws {
        let player = try StandardPlayer(.make(), [.codes(), pending, .tokens])
        #expect(player.play() == .granted)
        #expect(player.closes == 1)
        let close = player.trace.firstIndex { if case .close = $0 { true } else { false } }
        let lastConnect = player.trace.lastIndex { if case .connect = $0 { true } else { false } }
        #expect(try #require(close) < #require(lastConnect))
    }

    @Test("A second grant on the same machine begins afresh")
    func again() throws {
        let player = try StandardPlayer(.make(), [.codes(), .slowDown, .denied])
        #expect(player.play() == .denied)
        #expect(player.grant.pointee.intervalMilliseconds == 10_000)
        player.expect([.codes(), .tokens])
        #expect(player.play() == .granted)
        #expect(player.grant.pointee.intervalMilliseconds == 5_000)
        #expect(player.grant.pointee.pollCount == 1)
        #expect(player.pollOutcomes == [.slowDown, .denied, .granted])
    }

    @Test("The time that is left runs from the request for the codes, and is nil before and after")
    func remaining() throws {
        let player = try StandardPlayer(.make(), [.codes(), .pending, .tokens])
        #expect(player.grant.pointee.remainingMilliseconds(at: player.now) == nil)
        player.grant.pointee.start(at: player.now, entropy: 1)
        #expect(player.grant.pointee.remainingMilliseconds(at: player.now) == nil)
        player.run { if case .wait = $0 { true } else { false } }
        // The request had left at 110 ms; now it is 310 ms.
        #expect(player.grant.pointee.remainingMilliseconds(at: player.now) == 1_799_800)
        player.run()
        #expect(player.grant.pointee.remainingMilliseconds(at: player.now) == nil)
    }
}

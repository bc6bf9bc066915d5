import DeviceGrant
import GrantPlayer
import Testing

/// Keeping the tokens of a grant: refreshing them before they end.
@Suite struct KeeperTests {
    static let noon: UInt32 = 1_800_000_000

    /// An answer that rotates the refresh token.
    static let rotated = Reply.json(
        200,
        #"{"access_token":"new.access","token_type":"Bearer","expires_in":3600,"refresh_token":"new.refresh"}"#
    )
    static let notRotated = Reply.json(200, #"{"access_token":"new.access","expires_in":3600}"#)

    /// The record of a grant with this token answer, stored at noon.
    static func record(
        _ tokens: Reply = .tokens, wallClockAtStart: UInt32? = noon
    ) throws -> [UInt8] {
        let player = try StandardPlayer(.make(), [.codes(), tokens])
        player.wallClockAtStart = wallClockAtStart
        #expect(player.play() == .granted)
        return player.records[0]
    }

    /// A keeper of such tokens, that begins when they were stored.
    static func player(
        _ replies: [Reply], tokens: Reply = .tokens, origin: UInt32 = 0
    ) throws -> StandardKeeperPlayer {
        let player = try StandardKeeperPlayer(
            .make(revocationEndpoint: "https://server.example.com/revoke"), origin: origin, replies)
        // The grant's two exchanges and the interval took 5.6 s.
        player.wallClockAtStart = noon + 5
        #expect(player.keep(try record(tokens)))
        return player
    }

    // MARK: Refreshing

    @Test("The access token is refreshed two to three minutes before its end")
    func beforeTheEnd() throws {
        for entropy: UInt32 in 1...50 {
            let player = try StandardKeeperPlayer(.make(), [Self.rotated])
            player.wallClockAtStart = Self.noon + 5
            player.entropy = entropy &* 0x9E37_79B9
            #expect(player.keep(try Self.record()))
            player.run(until: 3_600_000) { if case .send = $0 { true } else { false } }
            let connect = try #require(player.connects.first)
            #expect((3_600_000 - 180_000...3_600_000 - 120_000).contains(connect))
            #expect(player.accessToken == (.valid, Reply.accessToken))
            player.run(until: 3_600_000)
            #expect(player.accessToken == (.valid, "new.access"))
            #expect(player.requests.count == 1)
            #expect(player.faults == [])
        }
    }

    @Test(
        "C12 A refresh is a POST of grant_type, refresh_token and client_id to the token endpoint")
    func request() throws {
        let player = try Self.player([Self.rotated])
        player.run(until: 3_600_000)
        let request = try #require(player.requests.first)
        #expect(request.line == "POST /token HTTP/1.1")
        #expect(request.values(of: "content-length") == ["\(request.body.count)"])
        #expect(
            request.form == [
                .init(name: "grant_type", value: "refresh_token"),
                .init(name: "refresh_token", value: Reply.refreshToken),
                .init(name: "client_id", value: "1406020730"),
            ])
    }

    @Test("C5 A client with credentials authenticates at a refresh and at a revocation")
    func authentication() throws {
        for (authentication, parameters) in [
            (ClientAuthentication.basic, [String]()), (.post, ["client_id", "client_secret"]),
        ] {
            let player = try StandardKeeperPlayer(
                .make(
                    authentication: authentication, clientSecret: "secret",
                    revocationEndpoint: "https://server.example.com/revoke"),
                [Self.rotated, .json(200, "")])
            player.keep(try Self.record())
            player.run(until: 10_000)
            player.signOut()
            #expect(player.run() == .signedOut(.revoked))
            #expect(player.requests.count == 2)
            for request in player.requests {
                #expect(request.form.dropFirst(2).map(\.name) == parameters)
                #expect(
                    request.values(of: "authorization").count == (parameters.isEmpty ? 1 : 0))
                #expect(!request.line.contains("secret"))
            }
        }
    }

    @Test(
        "A token with a short life is refreshed in its last half, one with none without a storm",
        arguments: [0, 1, 2, 10, 60, 119, 240])
    func shortLives(_ seconds: UInt64) throws {
        let tokens = Reply.json(
            200, #"{"access_token":"a","refresh_token":"r","expires_in":\#(seconds)}"#)
        let player = try Self.player([tokens], tokens: tokens)
        player.run(until: 3_600_000)
        let first = try #require(player.connects.first)
        let life = seconds * 1_000
        #expect((life / 4...life - life / 2).contains(first))
        // Each success wears the storage: there are 30 s or more between two.
        for (one, next) in zip(player.connects, player.connects.dropFirst()) {
            #expect(next - one >= 30_000)
        }
        #expect(player.connects.count <= 121)
        #expect(player.faults == [])
    }

    @Test("A token whose life the server does not tell is refreshed only when it is refused")
    func unknownLife() throws {
        let tokens = Reply.json(200, #"{"access_token":"a","refresh_token":"r"}"#)
        let player = try Self.player([Self.rotated], tokens: tokens)
        player.run(until: 30 * 86_400_000)
        #expect(player.connects == [])
        #expect(player.accessToken == (.valid, "a"))
        player.refresh()
        player.run(until: player.elapsed + 1_000)
        #expect(player.accessToken == (.valid, "new.access"))
        #expect(player.keeper.pointee.lastRefreshOutcome == .granted)
    }

    @Test("Without a refresh token the access token is kept to its end, and nothing is sent")
    func noRefreshToken() throws {
        let tokens = Reply.json(200, #"{"access_token":"a","expires_in":3600}"#)
        let player = try Self.player([Self.rotated], tokens: tokens)
        player.run(until: 3_599_000)
        #expect(player.accessToken == (.valid, "a"))
        player.run(until: 3_600_000)
        #expect(player.accessToken == (.expired, ""))
        player.refresh()
        player.run(until: 7_200_000)
        #expect(player.connects == [])
        #expect(player.accessToken == (.expired, ""))
    }

    @Test(
        "After a reboot the token's age follows the wall clock; where nobody knows, it is refreshed",
        arguments: [
            (noon, noon + 5, 3_420...3_480), (noon, noon + 1_005, 2_420...2_480),
            (noon, noon + 3_604, 0...1), (noon, noon + 3_605, 0...0), (noon, .max, 0...0),
            // Set back: no time has passed.
            (noon, noon - 1_000, 3_420...3_480),
            (nil, noon, 0...0), (noon, nil, 0...0), (nil, nil, 0...0),
        ] as [(UInt32?, UInt32?, ClosedRange<UInt64>)])
    func age(_ then: UInt32?, _ now: UInt32?, _ seconds: ClosedRange<UInt64>) throws {
        let player = try StandardKeeperPlayer(.make(), [.connectStalls, Self.rotated])
        player.wallClockAtStart = now
        #expect(player.keep(try Self.record(wallClockAtStart: then)))
        if then == nil || now == nil {
            // Not known to have ended: the server has the last word.
            #expect(player.accessToken == (.valid, Reply.accessToken))
        }
        player.run(until: 3_600_000)
        let first = try #require(player.connects.first)
        #expect((seconds.lowerBound * 1_000...seconds.upperBound * 1_000).contains(first))
        #expect(player.accessToken == (.valid, "new.access"))
    }

    // MARK: Rotation

    @Test("X53 A rotated refresh token is stored before the old one is forgotten")
    func rotation() throws {
        for storage in [RecordStorage.works, .fails] {
            let player = try Self.player([Self.rotated, Self.notRotated])
            player.storage = storage
            player.refresh()
            player.run { $0 == .store(.tokens) }
            // Both are there, and the application still has the old one.
            #expect(player.accessToken == (.valid, Reply.accessToken))
            #expect(player.memoryHolds(Reply.refreshToken))
            #expect(player.memoryHolds("new.refresh"))
            #expect(player.keeper.pointee.lastRefreshOutcome == nil)
            // What is stored is new.
            let next = try StandardKeeperPlayer(.make(), [Self.rotated])
            next.wallClockAtStart = player.wallClockSeconds
            #expect(next.keep(player.record))
            #expect(next.accessToken == (.valid, "new.access"))
            next.refresh()
            next.run(until: 1_000)
            #expect(next.requests[0].parameter("refresh_token") == "new.refresh")
            // Stored or not, the new ones count: the server may have forgotten the old.
            player.run(until: player.elapsed + 1)
            #expect(player.accessToken == (.valid, "new.access"))
            #expect(!player.memoryHolds(Reply.refreshToken))
            #expect(!player.memoryHolds(Reply.accessToken))
            player.refresh()
            player.run(until: player.elapsed + 1_000)
            #expect(player.requests[1].parameter("refresh_token") == "new.refresh")
        }
    }

    @Test("A refresh token that the server keeps as it is stays in the record")
    func notRotated() throws {
        let player = try Self.player([Self.notRotated])
        player.refresh()
        player.run(until: 1_000)
        var expected: [UInt8] = [1, 1, 0, 10] + Array("new.access".utf8)
        expected += [2, 0, UInt8(Reply.refreshToken.utf8.count)] + Array(Reply.refreshToken.utf8)
        expected += [4, 0, 4, 0, 0, 0x0E, 0x10, 12, 0, 4]
        expected += withUnsafeBytes(of: (Self.noon + 5).bigEndian) { Array($0) }
        #expect(player.records(.tokens) == [expected])
        player.refresh()
        player.run(until: 2_000)
        #expect(player.requests[1].parameter("refresh_token") == Reply.refreshToken)
    }

    // MARK: Failures

    static let troubles: [Reply] = [
        .connectFails(.nameNotResolved), .connectFails(.outOfMemory), .connectStalls, .sendStalls,
        .answerStalls, .closes, .json(500, ""), .json(503, ""), .json(429, "{}"), .json(200, "{}"),
        .json(200, "<html>"), .error("temporarily_unavailable"), .error("invalid_request"),
        .error("slow_down"), .error("authorization_pending"), .json(404, ""),
        .json(200, #"{"access_token":5}"#), Reply(bytes: Array("SSH-2.0\r\n".utf8)),
        .json(200, #"{"access_token":"\#(String(repeating: "t", count: 1_921))"}"#),
    ]

    @Test(
        "A refresh that fails is tried again after 5 s, doubled up to 5 min, and the token stays",
        arguments: troubles)
    func backoff(_ trouble: Reply) throws {
        let player = try Self.player([Reply](repeating: trouble, count: 9) + [Self.rotated])
        player.refresh()
        var ends: [UInt64] = []
        player.run(until: 10_000_000) { action in
            if case .wait = action, ends.last != player.elapsed { ends.append(player.elapsed) }
            if ends.count <= 9, player.elapsed < 3_600_000 {
                #expect(player.accessToken == (.valid, Reply.accessToken))
            }
            return ends.count == 10
        }
        let pauses = zip(ends, player.connects.dropFirst()).map { $1 - $0 }
        let doubling: [UInt64] = [
            5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000, 300_000,
        ]
        #expect(pauses.lie(in: doubling.map { .afterFailure($0) }))
        #expect(player.accessToken == (.valid, "new.access"))
        #expect(!player.memoryHolds("tttttttt"))
        #expect(player.faults == [])
    }

    @Test("An access token that ends while refreshes fail is given to nobody")
    func endsMeanwhile() throws {
        let player = try Self.player([.connectFails(.unreachable)])
        player.run(until: 3_599_000)
        #expect(player.accessToken == (.valid, Reply.accessToken))
        player.run(until: 3_601_000)
        #expect(player.accessToken == (.expired, ""))
        player.expect([Self.rotated])
        player.run(until: 4_200_000)
        #expect(player.accessToken == (.valid, "new.access"))
    }

    @Test("An application that is refused again and again does not hurry a refresh that failed")
    func impatientApplication() throws {
        let player = try Self.player([.connectFails(.unreachable)])
        for _ in 0..<600 {
            player.refresh()
            player.run(until: player.elapsed + 1_000)
        }
        // 5 + 10 + … + 300 s: in ten minutes eight tries or fewer.
        #expect((6...8).contains(player.connects.count))
        #expect(player.keeper.pointee.lastRefreshOutcome == .networkFailure(.unreachable))
    }

    @Test("Retry-After puts the next refresh off")
    func retryAfter() throws {
        let player = try Self.player([.json(503, "", fields: ["Retry-After: 100"]), Self.rotated])
        player.refresh()
        player.run(until: 200_000)
        #expect(player.connects.count == 2)
        #expect((100_310...101_560).contains(player.connects[1]))
    }

    @Test(
        "C16 A refresh token that the server refuses for good ends the keeping: sign in again",
        arguments: [
            ("invalid_grant", OAuthError.invalidGrant), ("invalid_client", .invalidClient),
            ("unauthorized_client", .unauthorizedClient),
            ("unsupported_grant_type", .unsupportedGrantType), ("access_denied", .accessDenied),
            ("expired_token", .expiredToken),
        ])
    func signInAgain(_ code: String, _ error: OAuthError) throws {
        let player = try Self.player([.error(code)])
        player.refresh()
        #expect(player.run() == .signInAgain(.error(error)))
        #expect(player.records(.nothing) == [[1]])
        #expect(player.accessToken == (.absent, ""))
        #expect(!player.memoryHolds(Reply.accessToken))
        #expect(!player.memoryHolds(Reply.refreshToken))
        // It stays ended.
        player.refresh()
        player.signOut()
        #expect(player.run() == .signInAgain(.error(error)))
        #expect(player.requests.count == 1)
    }

    @Test("A request that is larger than the room ends the keeping by name, tokens wiped")
    func requestTooLarge() throws {
        let player = try Self.player([Self.rotated])
        player.refresh()
        player.requestBytes = 100
        #expect(player.run() == .outOfMemory(requestBufferCapacity: 100))
        #expect(player.requests == [])
        #expect(!player.memoryHolds(Reply.refreshToken))
    }

    // MARK: The clock

    @Test("X10 Every timer of the keeper runs the same wherever the tick wraps")
    func tickWrap() throws {
        let replies = [
            Self.rotated, .connectStalls, .sendStalls, .answerStalls, Self.rotated,
            .json(503, "", fields: ["Retry-After: 20"]), Self.notRotated,
        ]
        let reference = try Self.player(replies)
        reference.run(until: 12_000_000)
        reference.signOut()
        #expect(reference.run() == .signedOut(.revoked))
        var moments = Set<UInt64>([0, 1])
        for connect in reference.connects {
            for offset: Int64 in [-1, 0, 1, 50, 105, 200, 310, 5_000, 20_000, 1_000_000] {
                moments.insert(UInt64(max(0, Int64(connect) + offset)))
            }
        }
        for moment in moments.sorted() {
            let player = try Self.player(
                replies, origin: UInt32(truncatingIfNeeded: 0 &- moment))
            player.run(until: 12_000_000)
            player.signOut()
            player.run()
            #expect(player.trace == reference.trace, "wrap after \(moment) ms")
        }
    }

    @Test("An access token that has ended never becomes valid again when the tick comes round")
    func neverValidAgain() throws {
        for refresh in ["", #","refresh_token":"r""#] {
            let tokens = Reply.json(200, #"{"access_token":"a","expires_in":3600\#(refresh)}"#)
            let player = try Self.player([.connectFails(.unreachable)], tokens: tokens)
            for hour in 2..<24 * 60 {
                player.run(until: UInt64(hour) * 3_600_000)
                #expect(player.accessToken == (.expired, ""), "after \(hour) hours")
            }
        }
    }

    @Test("An access token that lives longer than the clock reaches is kept to its own end")
    func longLife() throws {
        for days: UInt64 in [1, 2, 30, 90] {
            let seconds = days * 86_400
            let tokens = Reply.json(200, #"{"access_token":"a","expires_in":\#(seconds)}"#)
            let player = try Self.player([Self.rotated], tokens: tokens, origin: 12_345)
            for hour in 1..<days * 24 {
                player.run(until: hour * 3_600_000)
                #expect(player.accessToken.state == .valid, "after \(hour) hours")
            }
            player.run(until: seconds * 1_000)
            #expect(player.accessToken.state == .expired)
        }
        let tokens = Reply.json(
            200, #"{"access_token":"a","refresh_token":"r","expires_in":2592000}"#)
        let player = try Self.player([Self.rotated], tokens: tokens)
        player.run(until: 2_592_000_000) { if case .send = $0 { true } else { false } }
        #expect((2_592_000_000 - 180_000...2_592_000_000 - 120_000).contains(player.connects[0]))
    }
}

import DeviceGrant
import GrantPlayer
import Testing

/// Signing out: the tokens are revoked at the server (RFC 7009), and forgotten.
@Suite struct SignOutTests {
    static let done = Reply.json(200, "")

    @Test("Signing out revokes the refresh token at the server, then forgets everything")
    func revoked() throws {
        let player = try KeeperTests.player([Self.done])
        player.signOut()
        // The application has no token from here on.
        #expect(player.accessToken == (.absent, ""))
        #expect(player.run() == .signedOut(.revoked))
        let request = try #require(player.requests.first)
        #expect(request.line == "POST /revoke HTTP/1.1")
        #expect(
            request.form == [
                .init(name: "token", value: Reply.refreshToken),
                .init(name: "token_type_hint", value: "refresh_token"),
                .init(name: "client_id", value: "1406020730"),
            ])
        #expect(player.requests.count == 1)
        #expect(player.records(.nothing) == [[1]])
        expectNothingLeft(player)
    }

    @Test("A power cut while the server does not answer leaves nobody signed in")
    func storageFirst() throws {
        let player = try KeeperTests.player([.connectStalls])
        player.signOut()
        let isRevoked = player.run { if case .connect = $0 { true } else { false } } != nil
        #expect(!isRevoked)
        #expect(player.records(.nothing) == [[1]])
        #expect(player.requests.isEmpty)
    }

    @Test("Without a refresh token the access token is what is revoked")
    func accessToken() throws {
        let player = try KeeperTests.player(
            [Self.done], tokens: .json(200, #"{"access_token":"ACCESS-ONLY"}"#))
        player.signOut()
        #expect(player.run() == .signedOut(.revoked))
        #expect(player.requests[0].parameter("token") == "ACCESS-ONLY")
        #expect(player.requests[0].parameter("token_type_hint") == nil)
    }

    @Test("Without a revocation endpoint everything is forgotten at once, and nothing is sent")
    func noEndpoint() throws {
        for storage in [RecordStorage.works, .fails] {
            let player = try StandardKeeperPlayer(.make(), [Self.done])
            player.storage = storage
            player.keep(try KeeperTests.record())
            player.signOut()
            #expect(player.run() == .signedOut(.notRevoked))
            #expect(player.requests == [])
            #expect(player.records(.nothing) == [[1]])
            expectNothingLeft(player)
        }
    }

    @Test(
        "A revocation that fails is tried three times, then everything is forgotten all the same",
        arguments: [
            Reply.connectFails(.unreachable), .connectStalls, .answerStalls, .closes,
            .json(503, ""), .json(400, #"{"error":"unsupported_token_type"}"#), .json(404, ""),
            Reply(bytes: Array("SSH-2.0\r\n".utf8)),
        ])
    func threeAttempts(_ trouble: Reply) throws {
        let player = try KeeperTests.player([trouble])
        player.signOut()
        var ends: [UInt64] = []
        let outcome = player.run { action in
            if case .wait = action, ends.last != player.elapsed { ends.append(player.elapsed) }
            return false
        }
        #expect(outcome == .signedOut(.notRevoked))
        #expect(player.connects.count == 3)
        let pauses = zip(ends, player.connects.dropFirst()).map { $1 - $0 }
        #expect(pauses.lie(in: [.afterFailure(5_000), .afterFailure(10_000)]))
        #expect(player.records(.nothing) == [[1]])
        expectNothingLeft(player)
    }

    @Test("A second attempt that works revokes", arguments: [200, 204])
    func secondAttempt(_ status: Int) throws {
        let reply = Reply.http(status, status == 200 ? ["Content-Length: 0"] : [], "")
        let player = try KeeperTests.player([.connectFails(.refused), reply])
        player.signOut()
        #expect(player.run() == .signedOut(.revoked))
        #expect(player.connects.count == 2)
    }

    @Test("No Retry-After keeps a user who signs out waiting for more than five minutes")
    func retryAfter() throws {
        let player = try KeeperTests.player([.json(503, "", fields: ["Retry-After: 86400"])])
        player.signOut()
        #expect(player.run() == .signedOut(.notRevoked))
        #expect(player.elapsed < 2 * 310_000)
        #expect(player.elapsed > 2 * 300_000)
    }

    @Test("Signing out after refreshes that failed does not wait for their back-off")
    func afterFailures() throws {
        let player = try KeeperTests.player([.connectFails(.unreachable)])
        player.refresh()
        player.run(until: 600_000)
        let elapsed = player.elapsed
        player.expect([.connectFails(.unreachable), Self.done])
        player.signOut()
        #expect(player.run() == .signedOut(.revoked))
        #expect(player.elapsed - elapsed < 8_000)
    }

    @Test("Signing out amid a refresh gives its connection up and revokes")
    func amidRefresh() throws {
        for step in 0..<3 {
            let player = try KeeperTests.player([KeeperTests.rotated, Self.done])
            player.refresh()
            player.run { action in
                switch (step, action) {
                case (0, .connect), (1, .send), (2, .receive): true
                default: false
                }
            }
            player.expect([Self.done])
            player.signOut()
            #expect(player.run() == .signedOut(.revoked))
            #expect(player.requests.last?.endpoint == .revocation)
            #expect(player.trace.contains { if case .close = $0 { true } else { false } })
            expectNothingLeft(player)
        }
    }

    @Test("Signing out while new tokens are being stored revokes the new one")
    func amidStoring() throws {
        let player = try KeeperTests.player([KeeperTests.rotated, Self.done])
        player.refresh()
        player.run { $0 == .store(.tokens) }
        player.signOut()
        #expect(player.run() == .signedOut(.revoked))
        #expect(player.requests.last?.parameter("token") == "new.refresh")
        expectNothingLeft(player)
    }

    @Test("Signing out twice, before or after the keeping changes nothing")
    func twice() throws {
        let player = try KeeperTests.player([Self.done])
        player.signOut()
        player.run { if case .receive = $0 { true } else { false } }
        player.signOut()
        player.refresh()
        #expect(player.run() == .signedOut(.revoked))
        player.signOut()
        #expect(player.run() == .signedOut(.revoked))
        #expect(player.requests.count == 1)
        let fresh = try StandardKeeperPlayer(.make(), [Self.done])
        fresh.signOut()
        #expect(fresh.run() == nil)
    }

    private func expectNothingLeft(_ player: StandardKeeperPlayer) {
        #expect(player.accessToken == (.absent, ""))
        for secret in [Reply.accessToken, Reply.refreshToken, "new.access", "new.refresh"] {
            for start in stride(from: 0, to: secret.utf8.count - 8, by: 4) {
                #expect(!player.memoryHolds(String(secret.dropFirst(start).prefix(8))))
            }
        }
        #expect(player.faults == [])
    }
}

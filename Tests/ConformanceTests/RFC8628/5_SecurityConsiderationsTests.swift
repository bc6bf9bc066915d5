import DeviceGrant
import GrantPlayer
import Testing

/// RFC 8628 §5, as far as the device is concerned.
@Suite struct SecurityConsiderationsTests {
    @Test(
        "C19 X15 The codes are gone from the machine as soon as they are used up",
        arguments: [
            ([Reply.codes(), .pending, .tokens], GrantOutcome.granted),
            ([.codes(), .pending, .denied], .denied),
            ([.codes(), .pending, .expired], .expired),
            ([.codes(expiresIn: "12"), .pending], .expired),
            ([.codes(), .error("invalid_grant")], .refusedAnswer(.error(.invalidGrant))),
        ])
    func codesGone(_ replies: [Reply], _ outcome: GrantOutcome) throws {
        let player = try StandardPlayer(.make(), replies)
        player.grant.pointee.start(at: player.now, entropy: 1)
        player.run { if case .wait = $0 { true } else { false } }
        #expect(player.memoryHolds(Reply.deviceCode))
        #expect(player.memoryHolds(Reply.userCode))
        #expect(player.run() == outcome)
        #expect(player.shown.last == Shown(screen: .finished(outcome)))
        #expect(!player.memoryHolds(Reply.deviceCode))
        #expect(!player.memoryHolds(Reply.userCode))
        #expect(!player.memoryHolds(Reply.verificationURI))
    }

    @Test("X15 While the tokens are being stored the codes are gone already")
    func codesGoneBeforeStoring() throws {
        let player = try StandardPlayer(.make(), [.codes(), .tokens])
        player.grant.pointee.start(at: player.now, entropy: 1)
        player.run { $0 == .store(.tokens) }
        #expect(!player.memoryHolds(Reply.userCode))
        #expect(!player.memoryHolds(Reply.deviceCode))
        #expect(player.memoryHolds(Reply.accessToken))
    }

    @Test("X15 Cancelled while the code is on the screen, the machine forgets it")
    func codesGoneOnCancel() throws {
        let player = try StandardPlayer(.make(), [.codes(), .pending])
        player.grant.pointee.start(at: player.now, entropy: 1)
        player.run { if case .wait = $0 { true } else { false } }
        player.grant.pointee.cancel(at: player.now)
        #expect(!player.memoryHolds(Reply.userCode))
        #expect(!player.memoryHolds(Reply.deviceCode))
        #expect(player.run() == .cancelled)
        #expect(player.shown.last == Shown(screen: .finished(.cancelled)))
    }

    @Test("C20 X16 A public client sends no secret, and none can be configured for it")
    func publicClient() throws {
        let player = try StandardPlayer(.make(), [.codes(), .tokens])
        player.play()
        for request in player.requests {
            #expect(request.values(of: "authorization") == [])
            #expect(request.parameter("client_secret") == nil)
        }
        #expect(throws: ConfigurationError.secretMismatch) {
            _ = try ClientConfiguration.make(authentication: .none, clientSecret: "secret")
        }
    }

    @Test(
        "X16 A client that authenticates cannot be configured without a secret",
        arguments: [ClientAuthentication.basic, .post])
    func secretMissing(_ authentication: ClientAuthentication) {
        #expect(throws: ConfigurationError.secretMismatch) {
            _ = try ClientConfiguration.make(authentication: authentication, clientSecret: "")
        }
    }
}

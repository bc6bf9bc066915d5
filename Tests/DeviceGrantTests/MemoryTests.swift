import BoundedBytes
import DeviceGrant
import GrantPlayer
import HTTPWire
import Testing

/// How much memory the machine takes, and what is left in it.
@Suite struct MemoryTests {
    @Test("The machine with the default capacities takes 8 KiB or less")
    func standardSize() {
        print("StandardDeviceGrant: \(MemoryLayout<StandardDeviceGrant>.size) bytes")
        #expect(MemoryLayout<StandardDeviceGrant>.size <= 8_192)
        #expect(MemoryLayout<StandardDeviceGrant>.stride <= 8_192)
    }

    @Test("The machine with the small capacities takes 4 KiB or less")
    func smallSize() {
        print("SmallDeviceGrant: \(MemoryLayout<SmallDeviceGrant>.size) bytes")
        #expect(MemoryLayout<SmallDeviceGrant>.size <= 4_096)
        #expect(MemoryLayout<SmallDeviceGrant>.stride <= 4_096)
    }

    @Test("The limits of configured texts are those of their buffers")
    func configured() throws {
        let id = String(repeating: "i", count: GrantLimits.clientIDBytesMaximum)
        let secret = String(repeating: "s", count: GrantLimits.clientSecretBytesMaximum)
        let scope = String(repeating: "o", count: GrantLimits.scopeBytesMaximum)
        _ = try ClientConfiguration.make(
            clientID: id, scope: scope, authentication: .post, clientSecret: secret)
        #expect(throws: ConfigurationError.tooLong) {
            _ = try ClientConfiguration.make(clientID: id + "i")
        }
        #expect(throws: ConfigurationError.tooLong) {
            _ = try ClientConfiguration.make(scope: scope + "o")
        }
        #expect(throws: ConfigurationError.tooLong) {
            _ = try ClientConfiguration.make(authentication: .basic, clientSecret: secret + "s")
        }
    }

    @Test("X53 After a grant and a wipe no secret is left anywhere in the machine")
    func wiped() throws {
        let player = try StandardPlayer(.make(), [.codes(), .pending, .tokens])
        #expect(player.play() == .granted)
        #expect(player.memoryHolds(Reply.accessToken))
        #expect(player.memoryHolds(Reply.refreshToken))
        #expect(player.memoryHolds(Reply.idToken))
        player.grant.pointee.wipeTokens()
        for secret in [
            Reply.deviceCode, Reply.userCode, Reply.accessToken, Reply.refreshToken, Reply.idToken,
        ] {
            // Eight bytes of it would be too many.
            for start in stride(from: 0, to: secret.count - 8, by: 4) {
                let part = String(secret.dropFirst(start).prefix(8))
                #expect(!player.memoryHolds(part), "\(part)")
            }
        }
    }

    @Test(
        "X53 After a grant that was not granted no token is left, whatever its answers held",
        arguments: [
            #"{"access_token":"SECRETSECRET","refresh_token":5}"#,
            #"{"access_token":"SECRETSECRET","error":"invalid_grant"}"#,
            #"{"access_token":"SECRETSECRET","error":"access_denied"}"#,
            #"{"access_token":"SECRETSECRET""#,
            #"{"refresh_token":"SECRETSECRET"}"#,
            #"{"access_token":"SECRETSECRET","access_token":"SECRETSECRET"}"#,
        ])
    func refusedTokens(_ body: String) throws {
        let player = try StandardPlayer(.make(), [.codes(), .json(200, body)])
        #expect(player.play() != .granted)
        #expect(!player.memoryHolds("SECRETSE"))
        #expect(!player.memoryHolds(Reply.deviceCode))
    }

    @Test("X53 A pending answer that held a token leaves nothing of it for the next poll")
    func pendingTokens() throws {
        let pending = #"{"access_token":"SECRETSECRET","error":"authorization_pending"}"#
        let player = try StandardPlayer(.make(), [.codes(), .json(400, pending), .tokens])
        #expect(player.play() == .granted)
        #expect(player.accessToken == Reply.accessToken)
        #expect(!player.memoryHolds("SECRETSE"))
    }

    @Test("X53 A new grant wipes the tokens of the one before")
    func newGrant() throws {
        let player = try StandardPlayer(.make(), [.codes(), .tokens])
        #expect(player.play() == .granted)
        player.grant.pointee.start(at: player.now, entropy: 1)
        #expect(!player.memoryHolds(Reply.accessToken))
        #expect(!player.memoryHolds(Reply.refreshToken))
    }
}

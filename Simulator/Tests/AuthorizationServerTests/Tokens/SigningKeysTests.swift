import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JWTKit
import Testing

@testable import AuthorizationServer

@Suite struct SigningKeysTests {
    /// Made once: a key takes a while.
    private static let made = Task { try (TokenSigningKey.make(), TokenSigningKey.make()) }

    @Test("X34 a rotation breaks no token: the new key is published, then signs; the old one stays")
    func rotation() async throws {
        let server = try await TestServer.make()
        let (key, _) = try await Self.made.value
        let keys = server.app.signingKeys
        let start = server.clock.milliseconds
        let old = keys.signing(at: start)
        keys.replace(
            with: TokenSigningKeys.rotated(
                [.init(key: old, signsFromMilliseconds: 0)], adding: key, at: start))
        try await server.run { client in
            func published() async throws -> String {
                try await client.execute(uri: "/.well-known/jwks.json", method: .get).text
            }
            func keyID(_ token: String) -> String? { JSONWebSignature(token)?.header.kid }
            // A verifier that fetched the set now keeps it for five minutes.
            let cached = try await JWTKeyCollection().add(jwksJSON: published())
            server.clock.advance(seconds: 299)
            let before = try await client.deviceTokens(server).access_token
            #expect(keyID(before) == old.keyID)
            server.clock.advance(seconds: 1)
            let after = try await client.deviceTokens(server).access_token
            #expect(keyID(after) == key.keyID)
            for token in [before, after] {
                _ = try await cached.verify(token, as: TokenClaims.self)
                #expect(try await client.userInfo("Bearer " + token).status == .ok)
            }
            server.clock.advance(seconds: 3_598)
            #expect(try await client.userInfo("Bearer " + before).status == .ok)
            #expect(try await published().contains(old.keyID))
            server.clock.advance(seconds: 2)
            #expect(try await client.userInfo("Bearer " + before).status == .unauthorized)
            #expect(try await !published().contains(old.keyID))
            #expect(try await published().contains(key.keyID))
        }
    }

    @Test("a second rotation drops what no token needs, and keeps what one does")
    func rotatedTwice() async throws {
        let (first, second) = try await Self.made.value
        let once = TokenSigningKeys.rotated(
            [.init(key: first, signsFromMilliseconds: 0)], adding: second, at: 1_000)
        #expect(once.map(\.signsFromMilliseconds) == [0, 301_000])
        let end: Int64 = 301_000 + 3_600_000
        let kept = TokenSigningKeys.rotated(once, adding: first, at: end - 1)
        #expect(kept.map(\.key.keyID) == [first.keyID, second.keyID, first.keyID])
        let dropped = TokenSigningKeys.rotated(once, adding: first, at: end)
        #expect(dropped.map(\.key.keyID) == [second.keyID, first.keyID])
    }

    @Test("key rotate is taken up from the file, which its owner alone can read")
    func file() async throws {
        let path = NSTemporaryDirectory() + "keys-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = SigningKeyFile(folder: try StateFolder(path))
        let keys = TokenSigningKeys(try file.readOrMake())
        let clock = TestClock()
        let now = clock.milliseconds
        let rotated = try Administration.rotateSigningKey(stateFolder: path, clock: clock.clock)
        #expect(keys.published(at: now).count == 1)
        keys.replace(with: try #require(try file.read()))
        #expect(keys.published(at: now).count == 2)
        #expect(keys.signing(at: now).keyID != rotated.keyID)
        #expect(keys.signing(at: now + rotated.signsAfterSeconds * 1_000).keyID == rotated.keyID)
        let name = file.folder.file(StateFolder.signingKeyFile)
        let attributes = try FileManager.default.attributesOfItem(atPath: name)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test("the key file of before, one PEM block, is read; a damaged one is one clear line")
    func fileForms() async throws {
        let (key, _) = try await Self.made.value
        let entries = try #require(SigningKeyFile.entries(key.pem + "\n"))
        #expect(entries.map(\.signsFromMilliseconds) == [0])
        #expect(entries.map(\.key.keyID) == [key.keyID])
        let text = SigningKeyFile.text(entries)
        for damaged in [
            "", "x", String(text.dropLast(40)),
            text.replacing("signs-from: 0", with: "signs-from:"), text.replacing("M", with: "?"),
        ] {
            #expect(SigningKeyFile.entries(damaged) == nil)
        }
    }
}

import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import AuthorizationServer

/// A token answer that got lost on the way can be had again, by whom it was for and for a short
/// time.
@Suite struct LostAnswerTests {
    @Test("X8 a lost answer is repeated byte for byte for two minutes, then the code is used up")
    func repeated() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.approvedCodes(server)
            let first = try await client.poll(codes.device_code)
            server.clock.advance(seconds: 119.999)
            let again = try await client.poll(codes.device_code)
            #expect(again.status == .ok)
            #expect(again.body == first.body)
            #expect(again.headers[.cacheControl] == "no-store")
            server.clock.advance(seconds: 0.001)
            #expect(try await client.poll(codes.device_code).error == "invalid_grant")
        }
    }

    @Test("X6 X8 nobody else gets a lost answer")
    func otherClient() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.approvedCodes(server)
            _ = try await client.poll(codes.device_code)
            let other = try await client.poll(codes.device_code, client: "other-tv")
            #expect(other.error == "invalid_grant")
        }
    }

    @Test("X6 a confidential client's lost answer is not given without its secret")
    func unauthenticated() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let headers = basic("box", FormParameters.percentEncoded(TestServer.secret))
            let codes = try await client.post("/device_authorization", "", headers: headers)
                .decoded(Codes.self)
            var browser = try await server.browser(client, as: TestServer.username)
            _ = try await browser.decide(browser.enter(codes.user_code), "approve")
            let form =
                "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code"
                + "&device_code=\(codes.device_code)"
            let first = try await client.post("/token", form, headers: headers)
            #expect(first.status == .ok)
            #expect(
                try await client.post("/token", form + "&client_id=box").error == "invalid_client")
            #expect(try await client.post("/token", form, headers: headers).body == first.body)
        }
    }

    @Test("X8 an answer that arrived, by its refresh or its revocation, is not repeated")
    func arrived() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let refreshed = try await client.approvedCodes(server)
            let tokens = try await client.poll(refreshed.device_code).decoded(Tokens.self)
            _ = try await client.refresh(tokens.refresh_token)
            #expect(try await client.poll(refreshed.device_code).error == "invalid_grant")

            let revoked = try await client.approvedCodes(server)
            let others = try await client.poll(revoked.device_code).decoded(Tokens.self)
            _ = try await client.revoke(others.refresh_token)
            #expect(try await client.poll(revoked.device_code).error == "invalid_grant")
        }
    }

    @Test("X7 no file of the database holds a code or token in the clear")
    func nothingInTheClear() async throws {
        let folder = NSTemporaryDirectory() + "tokens-\(UUID().uuidString)"
        _ = try StateFolder(folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let server = try await TestServer.make(
            [.resultTokenSet: "ID+ACCESS+REFRESH"], store: .sqlite(folder + "/db.sqlite"))
        let issued = try await server.run { client in
            let codes = try await client.approvedCodes(server)
            let first = try await client.poll(codes.device_code).decoded(Tokens.self)
            let second = try await client.refresh(first.refresh_token).decoded(Tokens.self)
            let code = try await CodeFlow().code(client, server)
            let third = try await CodeFlow.redeem(client, code).decoded(Tokens.self)
            return [codes.device_code, codes.user_code, code]
                + [first, second, third].flatMap { tokens in
                    [tokens.access_token, tokens.refresh_token, tokens.id_token].compactMap(\.self)
                }
        }
        #expect(issued.count == 12)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(files.contains { $0.hasSuffix("-wal") })
        for file in files {
            let bytes = try Data(contentsOf: URL(filePath: folder + "/" + file))
            for text in issued {
                #expect(bytes.range(of: Data(text.utf8)) == nil)
                // The body of a token could also stand without its first characters.
                #expect(bytes.range(of: Data(text.utf8.suffix(40))) == nil)
            }
        }
        try await server.store.close()
    }

    @Test("X7 a sealed answer is deleted after its time")
    func purged() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.approvedCodes(server)
            let hash = CodeHash(ofSecret: codes.device_code)
            let tokens = try await client.poll(codes.device_code).decoded(Tokens.self)
            _ = try await client.refresh(tokens.refresh_token)
            let familyID = try #require(RefreshToken(tokens.refresh_token ?? "")).familyID
            for (seconds, isKept) in [(119.999, true), (0.001, false)] {
                server.clock.advance(seconds: seconds)
                try await server.store.purge(at: server.clock.milliseconds)
                let grant = try await server.store.grant(deviceCodeHash: hash)
                #expect((grant?.redemption?.sealedAnswer != nil) == isKept)
                let family = try await server.store.refreshFamily(id: familyID)
                #expect((family?.lastRotation?.sealedAnswer != nil) == isKept)
            }
        }
    }

    @Test("X7 a seal opens for its secret and its recipient alone, and not once it is changed")
    func seal() throws {
        let recipient = TokenSeal.Recipient(clientID: "tv", keyThumbprint: nil)
        let sealed = try TokenSeal.seal([1, 2, 3], under: "secret", for: recipient)
        #expect(TokenSeal.open(sealed, under: "secret", for: recipient) == [1, 2, 3])
        #expect(TokenSeal.open(sealed, under: "other", for: recipient) == nil)
        for other in [
            TokenSeal.Recipient(clientID: "tw", keyThumbprint: nil),
            TokenSeal.Recipient(clientID: "tv", keyThumbprint: "k"),
        ] {
            #expect(TokenSeal.open(sealed, under: "secret", for: other) == nil)
        }
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(TokenSeal.open(changed, under: "secret", for: recipient) == nil)
        }
    }
}

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import AuthorizationServer

@Suite struct RefreshTokenTests {
    @Test("X31 a rotation's lost answer is repeated once, the very same; twice ends the family")
    func lostAnswer() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let old = try await client.deviceTokens(server).refresh_token
            let first = try await client.refresh(old)
            server.clock.advance(seconds: 60)
            let again = try await client.refresh(old)
            #expect(again.status == .ok)
            #expect(again.body == first.body)
            #expect(try await client.refresh(old).error == "invalid_grant")
            let new = try first.decoded(Tokens.self).refresh_token
            #expect(try await client.refresh(new).error == "invalid_grant")
        }
    }

    @Test("X31 after two minutes, or once the next token was used, an old one ends the family")
    func reuse() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let late = try await client.deviceTokens(server).refresh_token
            let next = try await client.refresh(late).decoded(Tokens.self).refresh_token
            server.clock.advance(seconds: 120)
            #expect(try await client.refresh(late).error == "invalid_grant")
            #expect(try await client.refresh(next).error == "invalid_grant")

            let old = try await client.deviceTokens(server).refresh_token
            let second = try await client.refresh(old).decoded(Tokens.self).refresh_token
            let third = try await client.refresh(second).decoded(Tokens.self).refresh_token
            #expect(try await client.refresh(old).error == "invalid_grant")
            #expect(try await client.refresh(third).error == "invalid_grant")
        }
    }

    @Test("X31 parallel refreshes with one token give one set of tokens, and end the family")
    func parallel() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let old = try await client.deviceTokens(server).refresh_token
            let answers = try await withThrowingTaskGroup(of: TestResponse.self) { group in
                for _ in 0..<16 { group.addTask { try await client.refresh(old) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let granted = answers.filter { $0.status == .ok }
            #expect((1...2).contains(granted.count))
            #expect(Set(granted.map(\.text)).count == 1)
            let new = try granted[0].decoded(Tokens.self).refresh_token
            #expect(try await client.refresh(new).error == "invalid_grant")
        }
    }

    @Test("X25 a refresh gives nothing that the client may no longer ask for")
    func narrowedPolicy() async throws {
        let family = RefreshFamily(
            id: "f", currentTokenHash: CodeHash(ofSecret: "f.secret"), clientID: "narrow",
            subject: "sub", username: "alice", scope: Scope(tokens: ["openid", "profile"]),
            authenticatedAtMilliseconds: 0, expiresAtMilliseconds: .max, isRevoked: false,
            originID: "o", grantType: .authorizationCode, keyThumbprint: nil, lastRotation: nil)
        let server = try await TestServer.make()
        _ = try await server.store.insert(
            Client(
                id: "narrow", name: "Narrow", secretHash: nil, grantTypes: [.refreshToken],
                scope: Scope(tokens: ["openid"]), createdAtMilliseconds: 0))
        try await server.store.database.write { try SQLiteStore.insert(family, $0) }
        try await server.run { client in
            let wide = try await client.refresh("f.secret", client: "narrow", "&scope=profile")
            #expect(wide.error == "invalid_scope")
            let tokens = try await client.refresh("f.secret", client: "narrow")
                .decoded(Tokens.self)
            #expect(tokens.scope == "openid")
        }
    }

    @Test("X25 a family that is revoked refreshes no more")
    func revoked() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let tokens = try await client.deviceTokens(server)
            #expect(try await client.revoke(tokens.refresh_token).status == .ok)
            #expect(try await client.refresh(tokens.refresh_token).error == "invalid_grant")
        }
    }
}

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import AuthorizationServer

@Suite struct RevocationTests {
    @Test("X25 either token revokes both, at once: userInfo, introspection and refresh refuse them")
    func revokesAll() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            for presents in [\Tokens.access_token, \Tokens.refreshText] {
                let tokens = try await client.deviceTokens(server)
                #expect(try await client.userInfo("Bearer " + tokens.access_token).status == .ok)
                let response = try await client.revoke(tokens[keyPath: presents])
                #expect(response.status == .ok)
                #expect(response.headers[.cacheControl] == "no-store")
                #expect(
                    try await client.userInfo("Bearer " + tokens.access_token).status
                        == .unauthorized)
                for token in [tokens.access_token, tokens.refreshText] {
                    #expect(try await client.introspect(token).text == #"{"active":false}"#)
                }
                #expect(try await client.refresh(tokens.refresh_token).error == "invalid_grant")
            }
        }
    }

    @Test("a refresh token whose rotation was lost revokes; an older or a guessed one does not")
    func olderTokens() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let first = try await client.deviceTokens(server)
            let second = try await client.refresh(first.refresh_token).decoded(Tokens.self)
            let third = try await client.refresh(second.refresh_token).decoded(Tokens.self)
            let familyID = try #require(RefreshToken(first.refreshText)).familyID
            for token in [first.refreshText, familyID + ".guess"] {
                #expect(try await client.revoke(token).status == .ok)
                #expect(
                    try await client.userInfo("Bearer " + third.access_token).status == .ok)
            }
            #expect(try await client.revoke(second.refresh_token).status == .ok)
            #expect(
                try await client.userInfo("Bearer " + third.access_token).status == .unauthorized)
        }
    }

    @Test(
        "X32 no code, token or secret may stand in the URI of an OAuth endpoint",
        arguments: [
            "token", "code", "code_verifier", "refresh_token", "client_secret", "client_assertion",
        ])
    func secretsInURI(name: String) async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            for path in ["/token", "/oauth2/token", "/oauth2/revoke", "/oauth2/introspect"] {
                let response = try await client.post(
                    path + "?\(name)=x", "client_id=tv&token=x&grant_type=authorization_code")
                #expect(response.status == .badRequest)
                #expect(response.text.contains("may not stand in the URI"))
            }
        }
    }

    @Test("an unknown token is 200; a missing one, a foreign one and an unknown client are errors")
    func errors() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            #expect(try await client.revoke("unknown").status == .ok)
            #expect(try await client.revoke("a.b").status == .ok)
            #expect(try await client.revoke("a.b.c").status == .ok)
            #expect(try await client.revoke("").error == "invalid_request")
            #expect(try await client.revoke("x", client: "nobody").error == "invalid_client")
            #expect(try await client.revoke("x", client: "box").error == "invalid_client")
            let tokens = try await client.deviceTokens(server)
            for token in [tokens.refreshText, tokens.access_token] {
                let foreign = try await client.revoke(token, client: "other-tv")
                #expect(foreign.error == "unauthorized_client")
            }
            #expect(try await client.userInfo("Bearer " + tokens.access_token).status == .ok)
        }
    }
}

extension Tokens {
    var refreshText: String { refresh_token ?? "" }
}

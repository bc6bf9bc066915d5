import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import AuthorizationServer

@Suite struct IntrospectionTests {
    private struct Answer: Decodable {
        let active: Bool
        let token_type: String?
        let client_id: String?
        let sub: String?
        let scope: String?
        let exp: Int64?
        let iss: String?
    }

    @Test("an active access token is described to a resource server")
    func active() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let tokens = try await client.deviceTokens(server)
            let response = try await client.introspect(tokens.access_token)
            #expect(response.headers[.cacheControl] == "no-store")
            let answer = try response.decoded(Answer.self)
            #expect(answer.active)
            #expect(answer.token_type == "Bearer")
            #expect(answer.client_id == "tv")
            #expect(answer.sub == "sub-of-alice")
            #expect(answer.scope == "openid profile offline")
            #expect(answer.exp == server.clock.milliseconds / 1_000 + 3_600)
            #expect(answer.iss == "https://localhost:8443")
        }
    }

    @Test("a refresh token is described to its own client alone, until it is rotated")
    func refreshTokens() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let code = try await CodeFlow(["client_id": "site"]).code(client, server)
            let site = basic("site", FormParameters.percentEncoded(TestServer.secret))
            let tokens = try await CodeFlow.redeem(client, code, ["client_id": nil], headers: site)
                .decoded(Tokens.self)
            let form = "token=" + tokens.refreshText
            let own = try await client.post("/oauth2/introspect", form, headers: site)
            #expect(try own.decoded(Answer.self).active)
            #expect(try own.decoded(Answer.self).client_id == "site")
            #expect(try await client.introspect(tokens.refreshText).text == #"{"active":false}"#)
            _ = try await client.post(
                "/token", "grant_type=refresh_token&refresh_token=" + tokens.refreshText,
                headers: site)
            let rotated = try await client.post("/oauth2/introspect", form, headers: site)
            #expect(rotated.text == #"{"active":false}"#)
        }
    }

    @Test("what is not active says active:false and nothing else: expired, an ID token, anything")
    func inactive() async throws {
        let server = try await TestServer.make([.resultTokenSet: "ID+ACCESS+REFRESH"])
        try await server.run { client in
            let tokens = try await client.deviceTokens(server)
            for token in ["unknown", "a.b", "a.b.c", tokens.id_token, "%00"] {
                #expect(try await client.introspect(token).text == #"{"active":false}"#)
            }
            server.clock.advance(seconds: 3_599)
            #expect(try await client.introspect(tokens.access_token).decoded(Answer.self).active)
            server.clock.advance(seconds: 1)
            #expect(
                try await client.introspect(tokens.access_token).text == #"{"active":false}"#)
        }
    }

    @Test("public, unknown and unauthenticated clients learn nothing")
    func publicClients() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let token = try await client.deviceTokens(server).access_token
            for form in ["client_id=tv", "client_id=nobody", "client_id=box"] {
                let response = try await client.post(
                    "/oauth2/introspect", form + "&token=" + token)
                #expect(response.status == .unauthorized)
                #expect(response.error == "invalid_client")
                #expect(response.headers[.wwwAuthenticate]?.hasPrefix("Basic") == true)
            }
            #expect(try await client.introspect("").error == "invalid_request")
        }
    }
}

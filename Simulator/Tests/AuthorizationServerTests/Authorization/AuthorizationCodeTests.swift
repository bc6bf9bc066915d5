import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JWTKit
import Testing

@testable import AuthorizationServer

/// The token request for an authorization code.
@Suite struct AuthorizationCodeTests {
    @Test("X34 the code's tokens have the claims of a Cognito user pool, and the request's nonce")
    func claims() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let code = try await CodeFlow().code(client, server)
            let response = try await CodeFlow.redeem(client, code)
            #expect(response.headers[.cacheControl] == "no-store")
            let tokens = try response.decoded(Tokens.self)
            #expect(tokens.token_type == "Bearer")
            #expect(tokens.scope == "openid profile")
            let set = try await client.execute(uri: "/.well-known/jwks.json", method: .get)
            let keys = try await JWTKeyCollection().add(jwksJSON: set.text)
            let access = try await keys.verify(tokens.access_token, as: TokenClaims.self)
            let id = try await keys.verify(tokens.id_token ?? "", as: TokenClaims.self)
            #expect(id.nonce == "n-0")
            #expect(access.nonce == nil)
            // OpenID Connect Core §3.1.3.6: half of the hash.
            let hash = Base64URL.decode(ProofKey.hash(tokens.access_token)) ?? []
            #expect(id.at_hash == Base64URL.encode(hash.prefix(16)))
            #expect(id.cognitoUsername == "alice")
            #expect(id.aud == "app")
            #expect(id.origin_jti == access.origin_jti)
            #expect(id.event_id == access.event_id)
            #expect(id.auth_time == server.clock.milliseconds / 1_000)
            #expect(access.client_id == "app")
            #expect(access.username == "alice")
            #expect(access.cnf == nil)
            let refreshed = try await client.refresh(tokens.refresh_token, client: "app")
                .decoded(Tokens.self)
            let next = try await keys.verify(refreshed.access_token, as: TokenClaims.self)
            #expect(next.origin_jti == access.origin_jti)
            #expect(next.jti != access.jti)
        }
    }

    @Test("an account named by an e-mail address tells it, unverified, where the scope asks for it")
    func email() async throws {
        let server = try await TestServer.make()
        let name = "ann@mail.example"
        try await server.run { client in
            var browser = try await server.browser(client, as: name)
            for (scope, email) in [("openid email", name), ("openid", nil)] {
                let page = try await browser.get(CodeFlow(["scope": scope]).uri)
                let redirect = try await CodeFlow.decide(&browser, page, "approve")
                let code = CodeFlow.answer(redirect)["code"] ?? ""
                let tokens = try await CodeFlow.redeem(client, code).decoded(Tokens.self)
                let key = server.app.signingKeys.signing(at: server.clock.milliseconds).publicKey
                let claims = JSONWebSignature(tokens.id_token ?? "")?
                    .claims(TokenClaims.self, verifiedBy: key)
                #expect(claims?.email == email)
                #expect(claims?.email_verified == (email == nil ? nil : false))
            }
        }
    }

    @Test("X48 a code is used once; used twice its tokens end")
    func usedTwice() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let code = try await CodeFlow().code(client, server)
            let tokens = try await CodeFlow.redeem(client, code).decoded(Tokens.self)
            #expect(try await client.userInfo("Bearer " + tokens.access_token).status == .ok)
            #expect(try await CodeFlow.redeem(client, code).error == "invalid_grant")
            #expect(
                try await client.userInfo("Bearer " + tokens.access_token).status == .unauthorized)
            let refreshed = try await client.refresh(tokens.refresh_token, client: "app")
            #expect(refreshed.error == "invalid_grant")
        }
    }

    @Test("X48 of parallel requests with one code one gets tokens, and they end")
    func usedInParallel() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let code = try await CodeFlow().code(client, server)
            let answers = try await withThrowingTaskGroup(of: TestResponse.self) { group in
                for _ in 0..<16 { group.addTask { try await CodeFlow.redeem(client, code) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let granted = answers.filter { $0.status == .ok }
            #expect(granted.count == 1)
            let token = try granted[0].decoded(Tokens.self).access_token
            #expect(try await client.userInfo("Bearer " + token).status == .unauthorized)
        }
    }

    @Test("X48 a code lives for a minute")
    func expired() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            for (seconds, isAlive) in [(59.999, true), (60, false)] {
                let code = try await CodeFlow().code(client, server)
                server.clock.advance(seconds: seconds)
                #expect((try await CodeFlow.redeem(client, code).status == .ok) == isAlive)
            }
        }
    }

    @Test(
        "X27 a verifier that is missing, wrong, too short or malformed gets nothing, the right one all",
        arguments: [
            (["code_verifier": nil], "invalid_request"), (["code_verifier": ""], "invalid_request"),
            (["code_verifier": "short"], "invalid_grant"),
            (["code_verifier": CodeFlow.verifier + "x"], "invalid_grant"),
            (["code_verifier": String(repeating: "x", count: 129)], "invalid_grant"),
            (["redirect_uri": nil], "invalid_request"),
            (["redirect_uri": "http://127.0.0.1/back"], "invalid_grant"),
            (["code": "unknown"], "invalid_grant"), (["code": nil], "invalid_request"),
            (["client_id": "tv"], "invalid_grant"), (["client_id": "web"], "unauthorized_client"),
            (["client_id": "site"], "invalid_client"),
        ] as [([String: String?], String)])
    func wrongRequests(changes: [String: String?], error: String) async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let code = try await CodeFlow().code(client, server)
            let wrong = try await CodeFlow.redeem(client, code, changes)
            #expect(wrong.error == error)
            #expect(wrong.headers[.cacheControl] == "no-store")
            #expect(try await CodeFlow.redeem(client, code).status == .ok)
        }
    }

    @Test("X27 a challenge that is the verifier itself is no way around S256")
    func plainDowngrade() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let plain = Base64URL.encode([UInt8](repeating: 0, count: 32))
            let code = try await CodeFlow(["code_challenge": plain]).code(client, server)
            let response = try await CodeFlow.redeem(client, code, ["code_verifier": plain])
            #expect(response.error == "invalid_grant")
        }
    }

    @Test("a confidential client's code needs its secret")
    func confidential() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let code = try await CodeFlow(["client_id": "site"]).code(client, server)
            let headers = basic("site", FormParameters.percentEncoded(TestServer.secret))
            let other = basic("box", FormParameters.percentEncoded(TestServer.secret))
            let none: [String: String?] = ["client_id": nil]
            #expect(
                try await CodeFlow.redeem(client, code, none, headers: other).error
                    == "invalid_grant")
            #expect(try await CodeFlow.redeem(client, code, none, headers: headers).status == .ok)
        }
    }
}

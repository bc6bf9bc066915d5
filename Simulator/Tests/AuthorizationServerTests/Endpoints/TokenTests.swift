import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JWTKit
import Testing

@testable import AuthorizationServer

@Suite struct TokenTests {
    private static let deviceGrant = "urn:ietf:params:oauth:grant-type:device_code"

    @Test("S13 pending, slow_down, tokens, and then invalid_grant")
    func wholeGrant() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.codes()
            #expect(try await client.poll(codes.device_code).error == "authorization_pending")
            server.clock.advance(seconds: 4)
            #expect(try await client.poll(codes.device_code).error == "slow_down")
            server.clock.advance(seconds: 10)
            #expect(try await client.poll(codes.device_code).error == "authorization_pending")

            var browser = try await server.browser(client, as: TestServer.username)
            let page = try await browser.enter(codes.user_code)
            #expect(try await browser.decide(page, "approve").status == .ok)

            let response = try await client.poll(codes.device_code)
            #expect(response.status == .ok)
            let tokens = try response.decoded(Tokens.self)
            #expect(tokens.token_type == "Bearer")
            #expect(tokens.expires_in == 3_600)
            #expect(tokens.refresh_token != nil)
            #expect(tokens.id_token == nil)
            #expect(tokens.scope == "openid profile offline")
            server.clock.advance(seconds: 120)
            #expect(try await client.poll(codes.device_code).error == "invalid_grant")
        }
    }

    @Test("S13 a declined request is access_denied, for good")
    func denied() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.codes()
            var browser = try await server.browser(client, as: TestServer.username)
            let page = try await browser.enter(codes.user_code)
            #expect(try await browser.decide(page, "deny").text.contains("Declined"))
            #expect(try await browser.decide(page, "approve").status == .conflict)
            #expect(try await client.poll(codes.device_code).error == "access_denied")
            server.clock.advance(seconds: 900)
            #expect(try await client.poll(codes.device_code).error == "access_denied")
        }
    }

    @Test("X9 S13 a poll at t = expires_in is expired_token")
    func expired() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.codes()
            server.clock.advance(seconds: 599.999)
            #expect(try await client.poll(codes.device_code).error == "authorization_pending")
            server.clock.advance(seconds: 0.001)
            #expect(try await client.poll(codes.device_code).error == "expired_token")
        }
    }

    @Test("X8 64 parallel polls after approval give one set of tokens, to each of them the same")
    func redeemedOnce() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.approvedCodes(server)
            let answers = try await withThrowingTaskGroup(of: TestResponse.self) { group in
                for _ in 0..<64 { group.addTask { try await client.poll(codes.device_code) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == .ok })
            #expect(Set(answers.map(\.text)).count == 1)
        }
    }

    @Test("X6 a code is bound to its client, whose polling state others do not change")
    func boundToClient() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.codes()
            _ = try await client.poll(codes.device_code)
            server.clock.advance(seconds: 4)
            let other = try await client.poll(codes.device_code, client: "other-tv")
            #expect(other.error == "invalid_grant")
            server.clock.advance(seconds: 1)
            #expect(try await client.poll(codes.device_code).error == "authorization_pending")
        }
    }

    @Test("X6 a confidential client's code is not given without its secret")
    func boundToAuthentication() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let headers = basic("box", "s3cr%3Aet%2Bwith%25colon+and+blank")
            let codes = try await client.post("/device_authorization", "", headers: headers)
                .decoded(Codes.self)
            #expect(
                try await client.poll(codes.device_code, client: "box").error == "invalid_client")
            let right = try await client.post(
                "/token", "grant_type=\(Self.deviceGrant)&device_code=\(codes.device_code)",
                headers: headers)
            #expect(right.error == "authorization_pending")
        }
    }

    @Test(
        "S13 X36 what is missing or unknown has its error",
        arguments: [
            ("client_id=tv", "invalid_request"),
            ("client_id=tv&grant_type=password", "unsupported_grant_type"),
            ("client_id=nobody&grant_type=password", "invalid_client"),
            ("client_id=tv&grant_type=\(deviceGrant)", "invalid_request"),
            ("client_id=tv&grant_type=\(deviceGrant)&device_code=", "invalid_request"),
            ("client_id=tv&grant_type=\(deviceGrant)&device_code=unknown", "invalid_grant"),
            ("grant_type=\(deviceGrant)&device_code=unknown", "invalid_request"),
            ("client_id=web&grant_type=\(deviceGrant)&device_code=x", "unauthorized_client"),
            (
                "client_id=tv&grant_type=\(deviceGrant)&device_code=a&device_code=b",
                "invalid_request"
            ),
            ("client_id=tv&grant_type=refresh_token", "invalid_request"),
            ("client_id=tv&grant_type=refresh_token&refresh_token=x", "invalid_grant"),
            ("client_id=tv&grant_type=refresh_token&refresh_token=x.y", "invalid_grant"),
        ])
    func errors(form: String, error: String) async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let response = try await client.post("/token", form)
            #expect(response.error == error)
            #expect(response.status == (error == "invalid_client" ? .unauthorized : .badRequest))
        }
    }

    @Test("the query style polls, with its grant type encoded or not")
    func queryStyle() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.codes()
            for grant in [Self.deviceGrant, Self.deviceGrant.replacing(":", with: "%3A")] {
                server.clock.advance(seconds: 5)
                let response = try await client.post(
                    "/token?client_id=tv&device_code=\(codes.device_code)&grant_type=\(grant)", "",
                    contentType: nil)
                #expect(response.error == "authorization_pending")
            }
        }
    }

    @Test("X35 every answer of the token endpoints is not to be stored")
    func noStore() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.approvedCodes(server)
            for response in [
                try await client.poll(codes.device_code), try await client.poll(codes.device_code),
                try await client.post("/device_authorization", "client_id=tv"),
                try await client.post("/device_authorization", "client_id=nobody"),
                try await client.execute(uri: "/token", method: .get),
            ] {
                #expect(response.headers[.cacheControl] == "no-store")
                #expect(
                    response.headers.first { $0.name.canonicalName == "pragma" }?.value
                        == "no-cache")
                #expect(response.headers[.contentLength] == "\(response.body.readableBytes)")
                #expect(response.body.readableBytes > 0)
            }
        }
    }

    @Test("X34 tokens verify under the published key and carry whole seconds")
    func claims() async throws {
        let server = try await TestServer.make([.resultTokenSet: "ID+ACCESS+REFRESH"])
        try await server.run { client in
            let codes = try await client.approvedCodes(server)
            let tokens = try await client.poll(codes.device_code).decoded(Tokens.self)
            let set = try await client.execute(uri: "/.well-known/jwks.json", method: .get)
            let keys = try await JWTKeyCollection().add(jwksJSON: set.text)
            let access = try await keys.verify(tokens.access_token, as: TokenClaims.self)
            let seconds = server.clock.milliseconds / 1_000
            #expect(access.iss == "https://localhost:8443")
            #expect(access.sub == "sub-of-alice")
            #expect(access.token_use == .access)
            #expect(access.client_id == "tv")
            #expect(access.scope == "openid profile offline")
            #expect(access.iat == seconds)
            #expect(access.exp == seconds + 3_600)
            #expect(access.username == "alice")
            let id = try await keys.verify(tokens.id_token ?? "", as: TokenClaims.self)
            #expect(id.aud == "tv")
            #expect(id.token_use == .id)
            #expect(id.cognitoUsername == "alice")
            #expect(id.jti != access.jti)
            let parts = tokens.access_token.split(separator: ".")
            let payload = try #require(Base64URL.decode(String(parts[1])))
            #expect(!String(decoding: payload, as: UTF8.self).contains(".0"))
        }
    }

    @Test("X31 refresh tokens rotate; an old one that comes back ends the family")
    func refresh() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.approvedCodes(server)
            let first = try await client.poll(codes.device_code).decoded(Tokens.self)
            func refresh(_ token: String?, _ id: String = "tv", _ extra: String = "") async throws
                -> TestResponse
            {
                try await client.post(
                    "/token",
                    "grant_type=refresh_token&client_id=\(id)&refresh_token=\(token ?? "")\(extra)")
            }
            // Another client neither uses the token nor ends its family.
            #expect(try await refresh(first.refresh_token, "other-tv").error == "invalid_grant")
            let narrowed = try await refresh(first.refresh_token, "tv", "&scope=openid")
            let second = try narrowed.decoded(Tokens.self)
            #expect(second.scope == "openid")
            #expect(second.refresh_token != first.refresh_token)
            #expect(
                try await refresh(second.refresh_token, "tv", "&scope=admin").error
                    == "invalid_scope")
            let third = try await refresh(second.refresh_token).decoded(Tokens.self)
            #expect(third.scope == "openid profile offline")
            #expect(try await refresh(first.refresh_token).error == "invalid_grant")
            #expect(try await refresh(third.refresh_token).error == "invalid_grant")
        }
    }
}

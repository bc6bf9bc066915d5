import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import AuthorizationServer

/// Tokens that are bound to a key (RFC 9449).
@Suite struct DPoPTests {
    private static let deviceGrant = "urn:ietf:params:oauth:grant-type:device_code"

    private static func poll(
        _ client: any TestClientProtocol, _ codes: Codes, _ headers: HTTPFields,
        id: String = "bound-tv"
    ) async throws -> TestResponse {
        try await client.post(
            "/token", "grant_type=\(deviceGrant)&client_id=\(id)&device_code=\(codes.device_code)",
            headers: headers)
    }

    /// Alice's tokens on a device with a key.
    private static func tokens(
        _ client: any TestClientProtocol, _ server: TestServer, _ key: ProofKey
    ) async throws -> Tokens {
        let codes = try await client.approvedCodes(server, client: "bound-tv")
        let headers = proofs(try key.proof(at: server.clock))
        return try await poll(client, codes, headers).decoded(Tokens.self)
    }

    @Test("a proof binds the tokens of a device to its key")
    func bound() async throws {
        let server = try await TestServer.make()
        let key = ProofKey()
        try await server.run { client in
            let tokens = try await Self.tokens(client, server, key)
            #expect(tokens.token_type == "DPoP")
            let introspected = try await client.introspect(tokens.access_token).text
            #expect(introspected.contains(#""token_type":"DPoP""#))
            #expect(introspected.contains(#""cnf":{"jkt":"\#(key.thumbprint)"}"#))
        }
    }

    @Test("a client that must prove a key polls with a proof or is told so; another may")
    func required() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.codes(client: "bound-tv")
            let bare = try await client.poll(codes.device_code, client: "bound-tv")
            #expect(bare.error == "invalid_dpop_proof")
            let proof = try ProofKey().proof(at: server.clock)
            let right = try await Self.poll(client, codes, proofs(proof))
            #expect(right.error == "authorization_pending")

            let free = try await client.approvedCodes(server)
            let other = try await Self.poll(
                client, free, proofs(ProofKey().proof(at: server.clock)), id: "tv")
            #expect(try other.decoded(Tokens.self).token_type == "DPoP")
        }
    }

    @Test("the refresh token of a public client is of no use without its key, and none is harmed")
    func boundRefresh() async throws {
        let server = try await TestServer.make()
        let key = ProofKey()
        try await server.run { client in
            let tokens = try await Self.tokens(client, server, key)
            func refresh(_ headers: HTTPFields) async throws -> TestResponse {
                try await client.refresh(
                    tokens.refresh_token, client: "bound-tv", headers: headers)
            }
            let bare = try await refresh([:])
            #expect(bare.error == "invalid_dpop_proof")
            let path = "/oauth2/token"
            let stranger = try await refresh(proofs(ProofKey().proof(path, at: server.clock)))
            #expect(stranger.error == "invalid_grant")
            let right = try await refresh(proofs(key.proof(path, at: server.clock)))
            #expect(try right.decoded(Tokens.self).token_type == "DPoP")
            // The lost answer is for the same key alone, too.
            let lost = try await refresh(proofs(ProofKey().proof(path, at: server.clock)))
            #expect(lost.error == "invalid_grant")
            let again = try await refresh(proofs(key.proof(path, at: server.clock)))
            #expect(again.body == right.body)
        }
    }

    @Test("X6 a lost answer is for the key that it was made for")
    func lostAnswer() async throws {
        let server = try await TestServer.make()
        let key = ProofKey()
        try await server.run { client in
            let codes = try await client.approvedCodes(server, client: "bound-tv")
            let first = try await Self.poll(client, codes, proofs(key.proof(at: server.clock)))
            let other = try await Self.poll(
                client, codes, proofs(ProofKey().proof(at: server.clock)))
            #expect(other.error == "invalid_grant")
            let again = try await Self.poll(client, codes, proofs(key.proof(at: server.clock)))
            #expect(again.body == first.body)
        }
    }

    @Test("a proof is used once: replayed it is refused, also by its next request")
    func replay() async throws {
        let server = try await TestServer.make()
        let key = ProofKey()
        try await server.run { client in
            let codes = try await client.codes(client: "bound-tv")
            let headers = proofs(try key.proof(at: server.clock, ["jti": "once"]))
            #expect(
                try await Self.poll(client, codes, headers).error == "authorization_pending")
            for seconds in [0.0, 30, 30] {
                server.clock.advance(seconds: seconds)
                try await server.store.purge(at: server.clock.milliseconds)
                #expect(
                    try await Self.poll(client, codes, headers).error == "invalid_dpop_proof")
            }
            server.clock.advance(seconds: 0.001)
            #expect(try await Self.poll(client, codes, headers).error == "use_dpop_nonce")
            // Another key may use the same id.
            let other = proofs(try ProofKey().proof(at: server.clock, ["jti": "once"]))
            #expect(try await Self.poll(client, codes, other).error == "authorization_pending")
        }
    }

    @Test("a device without a right clock gets a nonce, which takes the place of the time")
    func nonce() async throws {
        let server = try await TestServer.make()
        let key = ProofKey()
        try await server.run { client in
            let codes = try await client.codes(client: "bound-tv")
            for ahead in [nil, 61] as [Int64?] {
                let iat = ahead.map { server.clock.milliseconds / 1_000 + $0 } ?? 0
                let response = try await Self.poll(
                    client, codes, proofs(key.proof(at: server.clock, ["iat": iat])))
                #expect(response.status == .badRequest)
                #expect(response.error == "use_dpop_nonce")
                let nonce = try #require(response.headers[.dpopNonce])
                let claims: [String: Any] = ["iat": iat, "nonce": nonce]
                server.clock.advance(seconds: 10)
                let right = proofs(try key.proof(at: server.clock, claims))
                #expect(
                    try await Self.poll(client, codes, right).error == "authorization_pending")
                #expect(
                    try await Self.poll(client, codes, right).error == "invalid_dpop_proof")
                server.clock.advance(seconds: 110)
                let late = proofs(try key.proof(at: server.clock, claims))
                #expect(try await Self.poll(client, codes, late).error == "use_dpop_nonce")
            }
            for forged in ["", "x", Base64URL.encode([UInt8](repeating: 0, count: 40))] {
                let response = try await Self.poll(
                    client, codes, proofs(key.proof(at: server.clock, ["nonce": forged])))
                #expect(response.error == "use_dpop_nonce")
            }
        }
    }

    @Test(
        "X34 a proof for another request, without a claim, of another type or by no signature fails",
        arguments: [
            ([:], ["htm": "GET"]), ([:], ["htu": "https://localhost:8443/oauth2/token"]),
            ([:], ["htu": "https://evil.example/token"]), ([:], ["htu": "/token"]),
            ([:], ["htu": "https://localhost:8443/x/token"]),
            ([:], ["jti": NSNull()]), ([:], ["jti": ""]), ([:], ["iat": NSNull()]),
            ([:], ["jti": String(repeating: "j", count: 257)]),
            ([:], ["iat": "now"]), ([:], ["iat": -1]), ([:], ["iat": 1e300]),
            ([:], ["htm": NSNull()]), ([:], ["htu": NSNull()]), ([:], ["ath": "x"]),
            (["typ": "JWT"], [:]), (["typ": NSNull()], [:]), (["alg": "none"], [:]),
            (["alg": "HS256"], [:]), (["alg": "RS256"], [:]), (["jwk": NSNull()], [:]),
            (["jwk": ["kty": "oct", "k": "AAAA"]], [:]), (["crit": ["exp"]], [:]),
        ] as [([String: any Sendable], [String: any Sendable])])
    func wrongProofs(
        header: [String: any Sendable], claims: [String: any Sendable]
    ) async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.codes(client: "bound-tv")
            let proof = try ProofKey().proof(at: server.clock, header: header, claims)
            #expect(
                try await Self.poll(client, codes, proofs(proof)).error == "invalid_dpop_proof")
        }
    }

    @Test("X34 a proof that gives its private key away, two proofs, and no proof at all fail")
    func malformedProofs() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.codes(client: "bound-tv")
            let key = ProofKey()
            let leaking = key.jwk.merging(["d": Base64URL.encode([1])]) { $1 }
            let stranger = ProofKey()
            for headers in [
                proofs(try key.proof(at: server.clock, header: ["jwk": leaking])),
                // Signed by one key, carrying another.
                proofs(try key.proof(at: server.clock, header: ["jwk": stranger.jwk])),
                proofs(try key.proof(at: server.clock), try key.proof(at: server.clock)),
                proofs(""), proofs("a.b.c"),
            ] {
                let response = try await Self.poll(client, codes, headers)
                #expect(response.status == .badRequest)
                #expect(response.error == "invalid_dpop_proof")
            }
            let query = try key.proof(
                at: server.clock, ["htu": "https://localhost:8443/token?x=1#y"])
            #expect(
                try await Self.poll(client, codes, proofs(query)).error
                    == "authorization_pending")
        }
    }

    @Test("userInfo wants a proof for this token by its key, and takes no bound token as Bearer")
    func userInfo() async throws {
        let server = try await TestServer.make()
        let key = ProofKey()
        try await server.run { client in
            let token = try await Self.tokens(client, server, key).access_token
            func show(_ key: ProofKey, _ changes: [String: Any]) async throws -> TestResponse {
                var claims: [String: Any] = ["htm": "GET", "ath": ProofKey.hash(token)]
                claims.merge(changes) { $1 }
                return try await client.userInfo(
                    "DPoP " + token,
                    dpop: key.proof("/oauth2/userInfo", at: server.clock, claims))
            }
            #expect(try await show(key, [:]).status == .ok)
            for changes in [["ath": NSNull()], ["ath": ProofKey.hash("x")], ["htm": "POST"]]
                as [[String: Any]]
            {
                let response = try await show(key, changes)
                #expect(response.status == .unauthorized)
                #expect(response.error == "invalid_dpop_proof")
            }
            #expect(try await show(ProofKey(), [:]).error == "invalid_token")
            #expect(try await client.userInfo("Bearer " + token).error == "invalid_token")
            let stale = try await show(key, ["iat": 0])
            #expect(stale.error == "use_dpop_nonce")
            #expect(stale.headers[.dpopNonce] != nil)
            let challenges = stale.headers[values: .wwwAuthenticate]
            #expect(challenges.contains { $0.contains("use_dpop_nonce") })
        }
    }
}

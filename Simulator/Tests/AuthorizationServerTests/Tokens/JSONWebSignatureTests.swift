import Foundation
import Testing

@testable import AuthorizationServer

/// The reader of signatures against the corpus of Project Wycheproof, and against attacks on the
/// server's own tokens.
@Suite struct JSONWebSignatureTests {
    private struct Corpus: Decodable {
        struct Group: Decodable {
            /// A group of MACs has no public key.
            let isVerifiable: Bool
            let key: JSONWebKey?
            let tests: [Case]

            private enum Members: String, CodingKey {
                case key = "public"
                case tests
            }

            init(from decoder: any Decoder) throws {
                let members = try decoder.container(keyedBy: Members.self)
                isVerifiable = members.contains(.key)
                key = try? members.decode(JSONWebKey.self, forKey: .key)
                tests = try members.decode([Case].self, forKey: .tests)
            }
        }

        struct Case: Decodable {
            let tcId: Int
            let jws: String
            let result: String
        }

        let testGroups: [Group]
    }

    /// The corpora of others, in the folder that the environment variable VECTORS names.
    private static func corpus() throws -> Corpus {
        let environment = ProcessInfo.processInfo.environment
        let shared = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../../../shared/vectors").path
        let folder = environment["VECTORS"] ?? shared
        let file = folder + "/wycheproof-jose/json_web_signature_test.json"
        return try JSONDecoder().decode(
            Corpus.self, from: Data(contentsOf: URL(filePath: file)))
    }

    @Test("X34 wycheproof-jose: RS256 and ES256 as the corpus says, every other algorithm refused")
    func wycheproof() throws {
        var accepted = 0
        var refused = 0
        for group in try Self.corpus().testGroups {
            for test in group.tests {
                let payload = group.key.flatMap { key in
                    JSONWebSignature(test.jws)?.payload(verifiedBy: key)
                }
                let isKnown = group.key != nil && Self.names(["RS256", "ES256"], test.jws)
                #expect((payload != nil) == (test.result == "valid" && isKnown), "\(test.tcId)")
                if payload == nil { refused += 1 } else { accepted += 1 }
            }
        }
        #expect(accepted >= 6)
        #expect(refused >= 250)
    }

    private static func names(_ algorithms: [String], _ jws: String) -> Bool {
        JSONWebSignature(jws).map { algorithms.contains($0.header.alg) } ?? false
    }

    @Test(
        "X34 alg none, a MAC under the public key, a swapped kid, a kid with a path, a foreign key",
        arguments: [
            #"{"alg":"none","kid":"KID"}"#, #"{"alg":"HS256","kid":"KID"}"#,
            #"{"alg":"RS256","kid":"other"}"#, #"{"alg":"RS256","kid":"../../server.key"}"#,
            #"{"alg":"RS256","kid":"/dev/null"}"#, #"{"alg":"RS256"}"#,
            #"{"alg":"RS256","kid":"KID","crit":["exp"]}"#, #"{"alg":"rs256","kid":"KID"}"#,
            #"{"alg":"RS384","kid":"KID"}"#, #"{"alg":"ES256","kid":"KID"}"#,
        ])
    func forgedHeaders(header: String) async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let token = try await client.deviceTokens(server).access_token
            let parts = token.split(separator: ".").map(String.init)
            let keyID = try #require(JSONWebSignature(token)?.header.kid)
            let head = Base64URL.encode(header.replacing("KID", with: keyID).utf8)
            for signature in [parts[2], ""] {
                let forged = "\(head).\(parts[1]).\(signature)"
                #expect(try await client.userInfo("Bearer " + forged).status == .unauthorized)
                #expect(try await client.introspect(forged).text == #"{"active":false}"#)
            }
        }
    }

    @Test("X34 a token signed by another key under the right kid is refused, like any changed one")
    func forgedSignature() async throws {
        let server = try await TestServer.make()
        let stranger = try TokenSigningKey.make()
        try await server.run { client in
            let token = try await client.deviceTokens(server).access_token
            let own = server.app.signingKeys.signing(at: server.clock.milliseconds)
            let claims = try #require(
                JSONWebSignature(token)?.claims(TokenClaims.self, verifiedBy: own.publicKey))
            let parts = token.split(separator: ".").map(String.init)
            let forged = try stranger.sign(claims).split(separator: ".").map(String.init)
            var changed = Array(token.utf8)
            changed[parts[0].utf8.count + 10] ^= 1
            for text in [
                [parts[0], forged[1], forged[2]].joined(separator: "."),
                forged.joined(separator: "."), String(decoding: changed, as: UTF8.self),
                token + ".", token + "=", "a.b", "",
            ] {
                #expect(try await client.userInfo("Bearer " + text).status == .unauthorized)
            }
            #expect(try await client.userInfo("Bearer " + token).status == .ok)
        }
    }

    @Test(
        "X34 keys that are weak, of another kind, or give a private part away are refused",
        arguments: [
            #"{"kty":"oct","k":"AAAA"}"#, #"{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}"#,
            #"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#, #"{"kty":"OKP","crv":"Ed25519","x":"AA"}"#,
            #"{}"#, #"[]"#,
        ])
    func refusedKeys(json: String) {
        #expect(throws: (any Error).self) {
            try JSONDecoder().decode(JSONWebKey.self, from: Data(json.utf8))
        }
    }
}

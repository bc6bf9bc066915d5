import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import AuthorizationServer

@Suite struct MetadataTests {
    @Test("S14 X38 metadata names the endpoints that work, with the exact issuer")
    func metadata() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            for name in ["oauth-authorization-server", "openid-configuration"] {
                let response = try await client.execute(uri: "/.well-known/" + name, method: .get)
                let data = Data(response.body.readableBytesView)
                let document = try #require(
                    try JSONSerialization.jsonObject(with: data) as? [String: Any])
                #expect(document["issuer"] as? String == "https://localhost:8443")
                let grants = document["grant_types_supported"] as? [String] ?? []
                #expect(grants.contains("urn:ietf:params:oauth:grant-type:device_code"))
                for grant in grants {
                    // Each is understood: what is missing is its own parameter.
                    let answer = try await client.post(
                        "/token", "client_id=tv&grant_type=\(grant)")
                    #expect(answer.error == "invalid_request")
                }
                for member in ["device_authorization_endpoint", "token_endpoint"] {
                    let uri = try #require(document[member] as? String)
                    #expect(uri.hasPrefix("https://localhost:8443/"))
                    let path = String(uri.dropFirst("https://localhost:8443".count))
                    #expect(try await client.post(path, "").status == .badRequest)
                }
                for (member, answer) in [
                    ("revocation_endpoint", "invalid_request"),
                    ("introspection_endpoint", "invalid_request"),
                    ("userinfo_endpoint", "invalid_request"),
                ] {
                    let uri = try #require(document[member] as? String)
                    let path = String(uri.dropFirst("https://localhost:8443".count))
                    #expect(try await client.post(path, "").error == answer, "\(member)")
                }
                #expect(
                    document["authorization_endpoint"] as? String
                        == "https://localhost:8443" + AuthorizationQuery.path)
                #expect(document["response_types_supported"] as? [String] == ["code"])
                #expect(document["code_challenge_methods_supported"] as? [String] == ["S256"])
                #expect(
                    document["authorization_response_iss_parameter_supported"] as? Bool == true)
                let keys = try #require(document["jwks_uri"] as? String)
                let path = String(keys.dropFirst("https://localhost:8443".count))
                #expect(try await client.execute(uri: path, method: .get).status == .ok)
            }
        }
    }

    @Test("X38 each scope, authentication method and proof algorithm of the metadata works")
    func supported() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let response = try await client.execute(
                uri: "/.well-known/openid-configuration", method: .get)
            let document = try #require(
                try JSONSerialization.jsonObject(with: Data(response.body.readableBytesView))
                    as? [String: Any])
            let scopes = try #require(document["scopes_supported"] as? [String])
            #expect(scopes.allSatisfy { PageText.english.scopes[$0] != nil })
            let code = try await CodeFlow(["scope": scopes.joined(separator: " ")])
                .code(client, server)
            let key = ProofKey()
            #expect(
                document["dpop_signing_alg_values_supported"] as? [String] == ["ES256", "RS256"])
            let tokens = try await CodeFlow.redeem(
                client, code, headers: proofs(key.proof("/oauth2/token", at: server.clock)))
            #expect(try tokens.decoded(Tokens.self).token_type == "DPoP")
            for method in ["token", "revocation", "introspection"] {
                let name = method + "_endpoint_auth_methods_supported"
                let methods = try #require(document[name] as? [String])
                #expect(methods.contains("none") == (method != "introspection"))
                let path = String(
                    try #require(document[method + "_endpoint"] as? String)
                        .dropFirst("https://localhost:8443".count))
                let secret = FormParameters.percentEncoded(TestServer.secret)
                for answer in [
                    try await client.post(path, "", headers: basic("box", secret)),
                    try await client.post(path, "client_id=box&client_secret=\(secret)"),
                ] {
                    // Past authentication: what is missing is the endpoint's own parameter.
                    #expect(answer.error == "invalid_request")
                }
            }
        }
    }

    @Test("X36 404 and 405 have bodies, and 405 names the methods")
    func unknownRoutes() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let missing = try await client.execute(uri: "/nothing", method: .get)
            #expect(missing.status == .notFound)
            #expect(missing.error == "not_found")
            let page = try await client.execute(
                uri: "/nothing", method: .get, headers: [.accept: "text/html"])
            #expect(page.text.contains("There is no such page"))
            for (path, methods) in App<SQLiteStore>.methods {
                let response = try await client.execute(uri: path, method: .delete)
                #expect(response.status == .methodNotAllowed)
                #expect(response.body.readableBytes > 0)
                let allow = response.headers[.allow] ?? ""
                #expect(allow == methods.map(\.rawValue).joined(separator: ", "))
                for method in methods {
                    let known = try await client.execute(uri: path, method: method)
                    #expect(known.status != .notFound && known.status != .methodNotAllowed)
                }
            }
        }
    }
}

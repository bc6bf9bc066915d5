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
                let keys = try #require(document["jwks_uri"] as? String)
                let path = String(keys.dropFirst("https://localhost:8443".count))
                #expect(try await client.execute(uri: path, method: .get).status == .ok)
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

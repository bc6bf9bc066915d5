import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import AuthorizationServer

@Suite struct DeviceAuthorizationTests {
    @Test("S5 S7 S10 the answer has every member, and the user code only in the complete URI")
    func answer() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let response = try await client.post("/device_authorization", "client_id=tv")
            #expect(response.status == .ok)
            #expect(response.headers[.contentLength] == "\(response.body.readableBytes)")
            let codes = try response.decoded(Codes.self)
            #expect(codes.device_code.count == 64)
            #expect(codes.verification_uri == "https://localhost:8443/device")
            #expect(
                codes.verification_uri_complete
                    == "https://localhost:8443/device?user_code=" + codes.user_code)
            #expect(codes.expires_in == 600)
            #expect(codes.interval == 5)
        }
    }

    @Test("S1 S2 empty parameters count as omitted, unknown ones are ignored")
    func tolerance() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            for form in [
                "client_id=tv&scope=&grant_type=x&foo=bar", "client_id=tv&client_secret=",
                "&&client_id=tv&", "client_id=tv&scope=openid+profile",
                "client_id=tv&scope=openid%20profile", "client_id=tv&scope=openid profile",
            ] {
                #expect(try await client.post("/device_authorization", form).status == .ok)
            }
            let typed = try await client.post(
                "/device_authorization", "client_id=tv",
                contentType: "Application/X-WWW-form-urlencoded ; charset=utf-8")
            #expect(typed.status == .ok)
        }
    }

    @Test(
        "S3 S6 a request that is no request is invalid_request",
        arguments: [
            "client_id=tv&client_id=tv", "client_id=tv&scope=openid&scope=openid", "",
            "scope=openid", "client_id=", "client_id=tv&scope=%zz", "client_id=tv&x=%ff",
            "client_id=tv&x=%", "client_id=tv&foo=1&foo=2",
            (0...64).map { "p\($0)=1" }.joined(separator: "&") + "&client_id=tv",
        ])
    func invalidRequest(form: String) async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let response = try await client.post("/device_authorization", form)
            #expect(response.status == .badRequest)
            #expect(response.error == "invalid_request")
        }
    }

    @Test("S6 a body that is no form, and one that is too long, are invalid_request")
    func otherBodies() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            for type in ["application/json", "text/plain", nil] {
                let response = try await client.post(
                    "/device_authorization", "client_id=tv", contentType: type)
                #expect(response.error == "invalid_request")
            }
            let long = try await client.post(
                "/device_authorization",
                "client_id=tv&x=" + String(repeating: "y", count: Limits.formBytes))
            #expect(long.status == .contentTooLarge)
            #expect(long.error == "invalid_request")
        }
    }

    @Test("X20 an unknown client is invalid_client, one without the grant unauthorized_client")
    func clients() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let unknown = try await client.post("/device_authorization", "client_id=nobody")
            #expect(unknown.status == .unauthorized)
            #expect(unknown.error == "invalid_client")
            #expect(unknown.headers[.wwwAuthenticate]?.hasPrefix("Basic ") == true)
            let web = try await client.post("/device_authorization", "client_id=web")
            #expect(web.status == .badRequest)
            #expect(web.error == "unauthorized_client")
        }
    }

    @Test(
        "X25 a scope beyond the client's own is invalid_scope", arguments: ["admin", "openid+%22"])
    func scope(text: String) async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let response = try await client.post(
                "/device_authorization", "client_id=tv&scope=" + text)
            #expect(response.error == "invalid_scope")
        }
    }

    @Test("S4 S12 a confidential client proves itself by Basic or by the form")
    func authentication() async throws {
        let server = try await TestServer.make()
        let escaped = "s3cr%3Aet%2Bwith%25colon+and+blank"
        try await server.run { client in
            let header = try await client.post(
                "/device_authorization", "", headers: basic("box", escaped))
            #expect(header.status == .ok)
            let form = try await client.post(
                "/device_authorization", "client_id=box&client_secret=" + escaped)
            #expect(form.status == .ok)
            let both = try await client.post(
                "/device_authorization", "client_id=box&client_secret=" + escaped,
                headers: basic("box", escaped))
            #expect(both.error == "invalid_request")
            let other = try await client.post(
                "/device_authorization", "client_id=tv", headers: basic("box", escaped))
            #expect(other.error == "invalid_request")
        }
    }

    @Test(
        "X16 X33 empty, missing and wrong secrets",
        arguments: [
            ("box", nil, "invalid_client"), ("box", "", "invalid_client"),
            ("box", "wrong", "invalid_client"), ("tv", nil, nil), ("tv", "", nil),
            ("tv", "wrong", "invalid_client"), ("nobody", "wrong", "invalid_client"),
        ] as [(String, String?, String?)])
    func secrets(id: String, secret: String?, error: String?) async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var responses: [TestResponse] = []
            if let secret {
                responses.append(
                    try await client.post(
                        "/device_authorization", "", headers: basic(id, secret)))
                responses.append(
                    try await client.post(
                        "/device_authorization", "client_id=\(id)&client_secret=\(secret)"))
            } else {
                responses.append(
                    try await client.post("/device_authorization", "client_id=\(id)"))
            }
            for response in responses { #expect(response.error == error) }
        }
    }

    @Test(
        "X36 a broken Authorization header is invalid_client",
        arguments: ["Basic", "Basic !!!", "Bearer abc", "Basic dHY=", "Basic OmE=", "Basic //79"])
    func brokenHeader(value: String) async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let response = try await client.post(
                "/device_authorization", "client_id=tv", headers: [.authorization: value])
            #expect(response.status == .unauthorized)
            #expect(response.error == "invalid_client")
        }
    }

    @Test("X32 a secret in the query is refused in both styles")
    func secretInQuery() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            for uri in [
                "/token?client_id=tv&client_secret=x", "/token?client_id=tv&client_secret=",
                "/token?grant_type=refresh_token&client_id=tv&refresh_token=x",
                "/device_authorization?client_secret=x",
            ] {
                let response = try await client.post(uri, "", contentType: nil)
                #expect(response.error == "invalid_request", "\(uri)")
            }
        }
    }

    @Test("the query style of the AWS solution gives codes, to public and private clients")
    func queryStyle() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let open = try await client.post(
                "/token?client_id=tv&scope=openid%20profile", "", contentType: nil)
            #expect(try open.decoded(Codes.self).device_code.count == 64)
            let closed = try await client.post(
                "/token?client_id=box", "",
                headers: basic("box", "s3cr%3Aet%2Bwith%25colon+and+blank"),
                contentType: nil)
            #expect(closed.status == .ok)
            // The form style has no such request.
            let form = try await client.post("/token", "client_id=tv")
            #expect(form.error == "invalid_request")
        }
    }

    @Test("X7 no issued code can be found in the database file")
    func hashedAtRest() async throws {
        let folder = NSTemporaryDirectory() + "rest-\(UUID().uuidString)"
        _ = try StateFolder(folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let server = try await TestServer.make(store: .sqlite(folder + "/db.sqlite"))
        let codes = try await server.run { try await $0.codes() }
        var bytes = Data()
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            bytes += try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
        }
        #expect(bytes.count > 1_000)
        for secret in [
            codes.device_code, codes.user_code, codes.user_code.filter { $0 != "-" },
        ] {
            #expect(bytes.range(of: Data(secret.utf8)) == nil)
        }
        // Nor by trying user codes: the hash is keyed.
        let plain = CodeHash(ofSecret: codes.user_code.filter { $0 != "-" })
        #expect(bytes.range(of: Data(plain.bytes)) == nil)
        try await server.store.close()
    }
}

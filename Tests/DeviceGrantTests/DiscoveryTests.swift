import DeviceGrant
import GrantPlayer
import HTTPWire
import Testing

/// Finding the endpoints from the issuer (RFC 8414, OpenID Connect Discovery).
@Suite struct DiscoveryTests {
    static let issuer = "https://server.example.com/tenant"

    /// The members that a device needs, and some that it passes over.
    static let members = [
        ("issuer", issuer), ("authorization_endpoint", "https://server.example.com/authorize"),
        ("device_authorization_endpoint", "https://server.example.com/device_authorization"),
        ("token_endpoint", "https://token.example.com:8443/t?v=2"),
        ("revocation_endpoint", "https://server.example.com/revoke"),
        ("jwks_uri", "https://server.example.com/jwks"),
    ]

    /// A document, with other values, or none, for some members.
    static func body(_ changes: KeyValuePairs<String, String?> = [:]) -> String {
        let texts = members.compactMap { name, value -> String? in
            let change = changes.first { $0.key == name }
            let text = change.map(\.value) ?? "\"\(value)\""
            return text.map { "\"\(name)\":\($0)" }
        }
        return "{" + (texts + [#""scopes_supported":["openid"]"#]).joined(separator: ",") + "}"
    }

    static let document = Reply.json(200, body())
    static let notFound = Reply.json(404, #"{"error":"not_found"}"#)

    static func player(
        _ replies: [Reply], issuer: String = issuer, origin: UInt32 = 0
    ) throws -> DiscoveryPlayer {
        DiscoveryPlayer(try .make(issuer: issuer), origin: origin, replies)
    }

    // MARK: Documents

    @Test("The endpoints that the first document names are the configuration's")
    func found() throws {
        let player = try Self.player([Self.document])
        #expect(player.play() == .found)
        #expect(player.connectedEndpoints == [.oauthMetadata])
        #expect(!player.hasEndpoints)
        #expect(player.apply() == nil)
        #expect(player.hasEndpoints)
        #expect(
            player.has("https://server.example.com/device_authorization", as: .deviceAuthorization))
        #expect(player.has("https://token.example.com:8443/t?v=2", as: .token))
        #expect(player.has("https://server.example.com/revoke", as: .revocation))
        #expect(player.faults == [])
    }

    @Test("The request is a GET that says nothing of the client, and is the same each time")
    func request() throws {
        let player = try Self.player([Self.document])
        var written: [[UInt8]] = []
        player.discovery.pointee.start(at: player.now)
        player.run { action in
            let request = player.writeRequest()
            if case .send = action {
                written += [request, player.writeRequest()]
            } else {
                #expect(request == [], "\(action)")
            }
            return false
        }
        let request = try #require(player.requests.first)
        #expect(written == [request.bytes, request.bytes])
        #expect(request.body == [])
        #expect(
            request.fields.map(\.name) == ["host", "user-agent", "accept"])
        #expect(request.values(of: "host") == ["server.example.com"])
        #expect(!request.text.contains("1406020730"))
    }

    @Test(
        "RFC 8414 §3.1, §5: the path goes behind the first document's name, before the second's",
        arguments: [
            ("https://a.example", "", ""), ("https://a.example/", "", ""),
            ("https://a.example/tenant", "/tenant", "/tenant"),
            ("https://a.example/tenant/", "/tenant", "/tenant"),
            ("https://a.example/a/b.c", "/a/b.c", "/a/b.c"),
        ])
    func order(_ issuer: String, _ behind: String, _ before: String) throws {
        let player = try Self.player([Self.notFound], issuer: issuer)
        #expect(player.play() == .refusedAnswer(.status(404)))
        #expect(player.connectedEndpoints == [.oauthMetadata, .openIDMetadata])
        #expect(
            player.requests.map(\.line) == [
                "GET /.well-known/oauth-authorization-server\(behind) HTTP/1.1",
                "GET \(before)/.well-known/openid-configuration HTTP/1.1",
            ])
    }

    @Test(
        "A server without the first document is asked for the second, whatever it says instead",
        arguments: [
            notFound, .json(404, ""), .json(400, "{}"), .json(401, ""), .json(403, ""),
            Reply(bytes: Array("HTTP/1.1 204 No Content\r\n\r\n".utf8)),
            .http(301, ["Location: https://b.example/", "Content-Length: 0"], ""),
            .json(200, "<!DOCTYPE html><title>Start</title>"), .json(200, "[]"), .json(200, "{}"),
            .json(200, ""), .json(200, body(["token_endpoint": nil])), .closeDelimited(404, "Gone"),
        ])
    func second(_ first: Reply) throws {
        let player = try Self.player([first, Self.document])
        #expect(player.play() == .found)
        #expect(player.connectedEndpoints == [.oauthMetadata, .openIDMetadata])
        #expect(player.apply() == nil)
        #expect(player.faults == [])
    }

    @Test(
        "What the first document named is no part of the second",
        arguments: [
            ("issuer", AnswerMember.issuer), ("token_endpoint", .tokenEndpoint),
            ("device_authorization_endpoint", .deviceAuthorizationEndpoint),
        ])
    func nothingMixed(_ name: String, _ member: AnswerMember) throws {
        let other = member == .issuer ? "token_endpoint" : "issuer"
        let player = try Self.player([
            .json(200, Self.body([other: nil])), .json(200, Self.body([name: nil])),
        ])
        #expect(player.play() == .refusedAnswer(.missing(member)))
        let optional = try Self.player([
            .json(200, Self.body(["issuer": nil])),
            .json(200, Self.body(["revocation_endpoint": nil])),
        ])
        #expect(optional.play() == .found)
        #expect(optional.apply() == nil)
        #expect(!optional.has(.revocation))
    }

    @Test(
        "A server that cannot answer now is not asked for the second document",
        arguments: [500, 502, 503, 599, 999, 429, 408] as [UInt16])
    func serverTrouble(_ status: UInt16) throws {
        let player = try Self.player([.json(Int(status), Self.body()), Self.document])
        #expect(player.play() == .refusedAnswer(.status(status)))
        #expect(player.connectedEndpoints == [.oauthMetadata])
    }

    // MARK: What is refused

    @Test(
        "Without both documents the discovery ends with what is wrong with the second",
        arguments: [
            (Reply.json(404, ""), RefusalReason.status(404)), (.json(503, ""), .status(503)),
            (.json(200, "<!DOCTYPE html>"), .notJSON), (.json(200, "[]"), .notJSON),
            (.json(200, body() + "x"), .notJSON), (.json(200, "{}"), .missing(.issuer)),
            (
                .json(200, body(["device_authorization_endpoint": nil])),
                .missing(.deviceAuthorizationEndpoint)
            ),
            (.json(200, body(["token_endpoint": nil])), .missing(.tokenEndpoint)),
            (.json(200, body(["token_endpoint": "null"])), .missing(.tokenEndpoint)),
            (.json(200, body(["token_endpoint": "\"\""])), .missing(.tokenEndpoint)),
            (.json(200, body(["token_endpoint": "[\"https://a\"]"])), .wrongType(.tokenEndpoint)),
            (.json(200, body(["issuer": "5"])), .wrongType(.issuer)),
            // Another server's error is no document, whatever it is called.
            (.json(400, body()), .status(400)),
        ])
    func refused(_ second: Reply, _ reason: RefusalReason) throws {
        for pieces in [Reply.Pieces.whole, .bytewise] {
            let player = try Self.player([Self.notFound, second.with { $0.pieces = pieces }])
            #expect(player.play() == .refusedAnswer(reason))
            #expect(player.connectedEndpoints == [.oauthMetadata, .openIDMetadata])
        }
    }

    @Test(
        "X51 A member of the metadata that is given twice is refused by name",
        arguments: [
            ("issuer", AnswerMember.issuer), ("token_endpoint", .tokenEndpoint),
            ("device_authorization_endpoint", .deviceAuthorizationEndpoint),
            ("revocation_endpoint", .revocationEndpoint), ("to\\u006ben_endpoint", .tokenEndpoint),
        ])
    func twice(_ name: String, _ member: AnswerMember) throws {
        let text = Self.body().dropLast() + ",\"\(name)\":\"https://evil.example.com/\"}"
        let player = try Self.player([.json(200, String(text))])
        #expect(player.play() == .refusedAnswer(.duplicate(member)))
    }

    @Test(
        "An endpoint of 256 bytes is taken whole, a longer one refused by name, never cut",
        arguments: [
            ("token_endpoint", AnswerMember.tokenEndpoint, EndpointName.token),
            (
                "device_authorization_endpoint", .deviceAuthorizationEndpoint,
                .deviceAuthorization
            ),
        ])
    func tooLong(_ name: String, _ member: AnswerMember, _ endpoint: EndpointName) throws {
        let root = "https://server.example.com/"
        for count in [Endpoint.bytesMaximum, Endpoint.bytesMaximum + 1, 1_000] {
            let path = String(repeating: "p", count: count - root.utf8.count)
            let body = Self.body([name: "\"\(root)\(path)\""])
            let player = try Self.player([.json(200, body)])
            guard count > Endpoint.bytesMaximum else {
                #expect(player.play() == .found)
                #expect(player.apply() == nil)
                #expect(player.has(root + path, as: endpoint))
                continue
            }
            #expect(player.play() == .refusedAnswer(.tooLong(member)))
        }
    }

    @Test("A response that is not HTTP ends the discovery, and its connection")
    func notHTTP() throws {
        let player = try Self.player([Reply(bytes: Array("SSH-2.0\r\n".utf8)), Self.document])
        #expect(player.play() == .refusedAnswer(.http(.malformedStatusLine)))
        #expect(player.closes == 1)
        let smuggled = Reply.http(
            200, ["Content-Length: 2", "Transfer-Encoding: chunked"], "0\r\n\r\n")
        let other = try Self.player([smuggled, Self.document])
        #expect(other.play() == .refusedAnswer(.http(.ambiguousLength)))
    }

    // MARK: What is taken

    @Test(
        "RFC 8414 §3.3: a document of any other issuer, byte for byte, is not taken",
        arguments: [
            "https://server.example.com/tenant/", "https://server.example.com/Tenant",
            "https://server.example.com/tenan", "https://server.example.com/tenant2",
            "https://server.example.com", "https://SERVER.example.com/tenant",
            "https://server.example.com:443/tenant", "http://server.example.com/tenant",
            "https://server.example.com/%74enant", "https://server.example.com/tenant?",
            " https://server.example.com/tenant", "https://evil.example.com/tenant",
        ])
    func otherIssuer(_ issuer: String) throws {
        let player = try Self.player([.json(200, Self.body(["issuer": "\"\(issuer)\""]))])
        #expect(player.play() == .found)
        #expect(player.apply() == .unusable(.issuer))
        #expect(!player.hasEndpoints)
        #expect(!player.has(.token))
    }

    @Test("An issuer and endpoints that are written with escapes are what they stand for")
    func escapes() throws {
        let body = Self.body([
            "issuer": #""https:\/\/server.example.com\/tenant""#,
            "token_endpoint": #""https:\/\/server.example.com\/\u0074oken""#,
        ])
        let player = try Self.player([.json(200, body)])
        #expect(player.play() == .found)
        #expect(player.apply() == nil)
        #expect(player.has("https://server.example.com/token", as: .token))
    }

    @Test(
        "C3 An issuer under https is not followed to an endpoint without TLS",
        arguments: [
            ("device_authorization_endpoint", RefusalReason.unusable(.deviceAuthorizationEndpoint)),
            ("token_endpoint", .unusable(.tokenEndpoint)),
        ])
    func plaintext(_ name: String, _ reason: RefusalReason) throws {
        for endpoint in ["http://server.example.com/x", "HTTP://server.example.com/x"] {
            let player = try Self.player([.json(200, Self.body([name: "\"\(endpoint)\""]))])
            #expect(player.play() == .found)
            #expect(player.apply() == reason)
            #expect(!player.hasEndpoints)
            #expect(!player.has(.deviceAuthorization))
            #expect(!player.has(.token))
        }
    }

    @Test(
        "What is no URL of an endpoint is not taken",
        arguments: [
            "/token", "ftp://server.example.com/", "https://", "https://user@server.example.com/",
            "https://server.example.com/#f", "https://server.example.com/ x", "javascript:alert(1)",
            "https://server.example.com:0/", "https://s\\u00e4rver.example.com/",
            "https://server.example.com/\\u0000",
        ])
    func noEndpoint(_ endpoint: String) throws {
        for (name, member) in [
            ("device_authorization_endpoint", AnswerMember.deviceAuthorizationEndpoint),
            ("token_endpoint", .tokenEndpoint),
        ] {
            let player = try Self.player([.json(200, Self.body([name: "\"\(endpoint)\""]))])
            #expect(player.play() == .found)
            #expect(player.apply() == .unusable(member))
            #expect(!player.hasEndpoints)
        }
    }

    @Test(
        "A revocation endpoint that is absent or cannot be used is left out, and the rest is taken",
        arguments: [
            nil, "null", "\"http://server.example.com/revoke\"", "\"/revoke\"", "\"\"",
            "\"https://server.example.com/\(String(repeating: "p", count: 256))\"",
        ] as [String?])
    func revocation(_ endpoint: String?) throws {
        let player = try Self.player([.json(200, Self.body(["revocation_endpoint": endpoint]))])
        #expect(player.play() == .found)
        #expect(player.apply() == nil)
        #expect(player.hasEndpoints)
        #expect(!player.has(.revocation))
    }

    @Test("An issuer on loopback without TLS may name endpoints without TLS")
    func plaintextIssuer() throws {
        let issuer = "http://127.0.0.1:8080"
        let body = Self.body([
            "issuer": "\"\(issuer)\"", "token_endpoint": "\"\(issuer)/token\"",
            "revocation_endpoint": "\"\(issuer)/revoke\"",
        ])
        let player = try Self.player([.json(200, body)], issuer: issuer)
        #expect(player.play() == .found)
        #expect(player.apply() == nil)
        #expect(player.has(issuer + "/token", as: .token))
        #expect(player.has(issuer + "/revoke", as: .revocation))
    }

    @Test("A document that was refused is not taken, whoever asks for it")
    func refusedIsNotTaken() throws {
        for reply in [
            Reply.json(400, Self.body()), .json(503, Self.body()),
            .json(200, Self.body().dropLast() + #","issuer":"https://evil.example.com"}"#),
            .json(200, Self.body() + "x"),
        ] {
            let player = try Self.player([reply])
            #expect(player.play() != .found)
            #expect(player.apply() != nil)
            #expect(!player.hasEndpoints)
        }
    }

    @Test("Of a document that is not whole nothing is taken, whatever was found before")
    func halfIsNotTaken() throws {
        let half = Self.document.with { $0.bytes.removeLast() }
        let player = try Self.player([Self.document, half])
        #expect(player.play() == .found)
        player.discovery.pointee.start(at: player.now)
        var applied: [RefusalReason?] = []
        player.run { _ in
            applied.append(player.apply())
            return false
        }
        // Connect, send, receive, receive behind all but the last byte, close, and the end.
        #expect(applied == Array(repeating: .unusable(.issuer), count: 6))
    }

    @Test("A document says nothing to a client that knows no issuer")
    func noIssuer() throws {
        let player = try Self.player([Self.document])
        #expect(player.play() == .found)
        var configuration = try ClientConfiguration.make()
        #expect(player.discovery.pointee.apply(to: &configuration) == .unusable(.issuer))
    }

    @Test("A discovery stores nothing")
    func storesNothing() throws {
        let player = try Self.player([Self.document])
        #expect(player.play() == .found)
        player.discovery.pointee.forEachRecordPart(at: player.now, wallClockSeconds: 1) { _ in
            Issue.record("a record")
        }
        player.discovery.pointee.recordDidStore(at: player.now)
        player.discovery.pointee.recordDidNotStore(at: player.now)
        #expect(player.discovery.pointee.poll(at: player.now) == .finish(.found))
    }

    @Test("Before a discovery has found anything, nothing is taken from it")
    func applyEarly() throws {
        let player = try Self.player([Self.document])
        #expect(player.apply() == .unusable(.issuer))
        player.discovery.pointee.start(at: player.now)
        #expect(player.apply() == .unusable(.issuer))
        #expect(!player.hasEndpoints)
    }
}

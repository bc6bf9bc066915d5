import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Testing

@testable import AuthorizationServer

/// What RFC 6749 §3.2 asks of every request, at the token endpoint.
@Suite struct TokenRequestTests {
    private static let poll = "grant_type=urn:ietf:params:oauth:grant-type:device_code"
    /// `TestServer.secret`, as a form carries it.
    private static let secret = "s3cr%3Aet%2Bwith%25colon+and+blank"

    @Test("S1 S2 empty parameters of a poll count as omitted, unknown ones are passed over")
    func emptyAndUnknown() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.codes()
            for more in ["&scope=&client_secret=&refresh_token=", "&colour=blue&=&a"] {
                server.clock.advance(seconds: 20)
                let answer = try await client.post(
                    "/token", "\(Self.poll)&client_id=tv&device_code=\(codes.device_code)\(more)")
                #expect(answer.error == "authorization_pending", "\(more)")
            }
            for missing in ["client_id=&device_code=x", "client_id=tv&device_code="] {
                let answer = try await client.post("/token", "\(Self.poll)&\(missing)")
                #expect(answer.error == "invalid_request", "\(missing)")
            }
        }
    }

    @Test(
        "S3 a repeated parameter of a poll is invalid_request, and no poll",
        arguments: ["client_id=tv", "grant_type=x", "scope=a&scope=a", "x=1&x=2", "%78=1&x=2"])
    func repeated(more: String) async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.codes()
            let form = "\(Self.poll)&client_id=tv&device_code=\(codes.device_code)"
            #expect(try await client.post("/token", form + "&" + more).error == "invalid_request")
            // Right after it the first real poll is on time.
            #expect(try await client.post("/token", form).error == "authorization_pending")
        }
    }

    @Test(
        "S4 S12 X16 a public client has no secret, a confidential one its own, or it is nobody",
        arguments: [
            ("tv", "client_id=tv", nil, true), ("tv", "client_id=tv&client_secret=", nil, true),
            ("tv", "client_id=tv&client_secret=x", nil, false), ("tv", "", "tv:", true),
            ("tv", "", "tv:x", false), ("box", "client_id=box", nil, false),
            ("box", "client_id=box&client_secret=", nil, false),
            ("box", "client_id=box&client_secret=x", nil, false), ("box", "", "box:", false),
            ("box", "", "box:x", false), ("box", "", "box:\(secret)", true),
            ("box", "client_id=box&client_secret=\(secret)", nil, true),
            ("box", "client_id=tv", nil, false),
        ] as [(String, String, String?, Bool)])
    func authentication(
        owner: String, form: String, basic: String?, isAccepted: Bool
    ) async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let own = "client_id=\(owner)" + (owner == "box" ? "&client_secret=\(Self.secret)" : "")
            let codes = try await client.post("/device_authorization", own).decoded(Codes.self)
            let parts = basic?.split(separator: ":", omittingEmptySubsequences: false)
            let headers: HTTPFields =
                parts.map { AuthorizationServerTests.basic(String($0[0]), String($0[1])) } ?? [:]
            let answer = try await client.post(
                "/token", "\(Self.poll)&device_code=\(codes.device_code)&\(form)",
                headers: headers)
            #expect((answer.error == "authorization_pending") == isAccepted, "\(answer.text)")
            #expect(isAccepted || ["invalid_client", "invalid_grant"].contains(answer.error))
        }
    }

    @Test("X20 an unknown client and one without the grant get nothing, with a code or without")
    func registered() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.codes()
            for (id, error) in [("nobody", "invalid_client"), ("web", "unauthorized_client")] {
                let answers = [
                    try await client.post("/device_authorization", "client_id=\(id)"),
                    try await client.post("/token?client_id=\(id)", "", contentType: nil),
                    try await client.poll(codes.device_code, client: id),
                ]
                #expect(answers.map(\.error) == [error, error, error], "\(id)")
            }
        }
    }

    @Test("X32 the log has a request's path and never its query, form or Authorization header")
    func log() async throws {
        let server = try await TestServer.make()
        let recorder = LogRecorder()
        var logger = Logger(label: "test") { _ in recorder }
        logger.logLevel = .trace
        let application = Application(router: try server.app.router(), logger: logger)
        try await application.test(.router) { client in
            _ = try await client.post(
                "/token?client_secret=in-the-query&device_code=also-there", "client_id=in-the-form",
                headers: basic("box", "in-the-header"))
            _ = try await client.execute(uri: "/device?user_code=typed-there", method: .get)
        }
        #expect(recorder.text.contains("path=/token"))
        #expect(recorder.text.contains("path=/device"))
        for secret in ["in-the", "also-there", "typed-there", "aW4tdGhl"] {
            #expect(!recorder.text.contains(secret))
        }
    }
}

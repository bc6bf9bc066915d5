import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Testing

@testable import AuthorizationServer

@Suite struct ScriptedServerTests {
    private static func run<Value>(
        _ server: TestServer, _ text: String,
        _ body: @Sendable (any TestClientProtocol) async throws -> Value
    ) async throws -> Value {
        var parser = ScriptParser(file: "test.script")
        return try await server.run(script: try parser.parse(text), body)
    }

    @Test("steps answer in order, for each device code anew, and then the server is real")
    func order() async throws {
        let server = try await TestServer.make()
        let script = """
            [poll]
            error authorization_pending times 2
            error slow_down
            answer status 503 header "Retry-After: 7" type text/plain body "busy"
            """
        try await Self.run(server, script) { client in
            let codes = [try await client.codes(), try await client.codes()]
            for expected in ["authorization_pending", "authorization_pending", "slow_down"] {
                for code in codes {
                    let answer = try await client.poll(code.device_code)
                    #expect(answer.error == expected)
                    #expect(answer.status == .badRequest)
                    #expect(answer.headers[.cacheControl] == "no-store")
                }
            }
            for code in codes {
                let answer = try await client.poll(code.device_code)
                #expect(answer.status == .serviceUnavailable)
                #expect(answer.headers[.retryAfter] == "7")
                #expect(answer.headers[.contentType] == "text/plain")
                #expect(answer.text == "busy")
                #expect(try await client.poll(code.device_code).error == "authorization_pending")
            }
            #expect(try await client.poll("unknown").error == "authorization_pending")
        }
    }

    @Test("members of a real answer are set and left out, and a body is filled with blanks")
    func changes() async throws {
        let server = try await TestServer.make()
        let script = """
            [device_authorization]
            real set interval "soon" without verification_uri_complete size 1000 always
            [/.well-known/openid-configuration]
            real set issuer "https://other.example" status 203
            """
        try await Self.run(server, script) { client in
            for _ in 0..<3 {
                let answer = try await client.post("/device_authorization", "client_id=tv")
                let text = answer.text
                #expect(text.utf8.count == 1_000)
                #expect(text.contains("\"interval\":\"soon\""))
                #expect(text.contains("\"verification_uri\":\"https://localhost:8443/device\""))
                #expect(!text.contains("verification_uri_complete"))
            }
            let path = "/.well-known/openid-configuration"
            let first = try await client.execute(uri: path, method: .get)
            #expect(first.status.code == 203)
            #expect(first.text.contains("\"issuer\":\"https://other.example\""))
            #expect(first.text.contains("\"response_types_supported\":[\"code\"]"))
            let second = try await client.execute(uri: path, method: .get)
            #expect(second.text.contains("\"issuer\":\"https://localhost:8443\""))
        }
    }

    @Test("a script leaves pages alone, and a body too long for a form is the server's to refuse")
    func untouched() async throws {
        let server = try await TestServer.make()
        try await Self.run(server, "dialect google\n[poll]\nanswer status 503 always") { client in
            var browser = try await server.browser(client, as: TestServer.username)
            #expect(try await browser.get("/device").status == .ok)
            let long = String(repeating: "a", count: Limits.formBytes + 1)
            let headers: HTTPFields = [.contentLength: "\(long.utf8.count)"]
            let answer = try await client.post("/token", long, headers: headers)
            #expect(answer.status == .contentTooLarge)
        }
    }

    /// Runs a grant to its end in a dialect: pending, too early, and then what the user decided.
    private static func answers(
        _ dialect: Dialect, _ decision: String, accept: String? = "application/json"
    ) async throws -> (codes: TestResponse, polls: [TestResponse]) {
        let server = try await TestServer.make()
        return try await server.run(script: Script(dialect: dialect)) { client in
            var headers = HTTPFields()
            headers[.accept] = accept
            let isSeed = dialect == .seed || dialect == .seedDefects
            func send(_ path: String, _ form: String) async throws -> TestResponse {
                isSeed
                    ? try await client.post("/token?" + form, "", contentType: nil)
                    : try await client.post(path, form, headers: headers)
            }
            let paths: (String, String) =
                switch dialect {
                case .github: ("/login/device/code", "/login/oauth/access_token")
                case .google: ("/device/code", "/token")
                case .microsoft:
                    ("/common/oauth2/v2.0/devicecode", "/common/oauth2/v2.0/token")
                case .seed, .seedDefects: ("", "")
                }
            let codes = try await send(paths.0, "client_id=tv")
            let deviceCode = try #require(
                codes.text.firstMatch(of: /device_code"?[:=]"?([A-Za-z0-9]+)/)
            ).1
            let userCode = try #require(
                codes.text.firstMatch(of: /user_code"?[:=]"?([A-Z0-9-]+)/)
            ).1
            let poll =
                "client_id=tv&device_code=\(deviceCode)"
                + "&grant_type=urn:ietf:params:oauth:grant-type:device_code"
            var polls = [try await send(paths.1, poll), try await send(paths.1, poll)]
            var browser = try await server.browser(client, as: TestServer.username)
            _ = try await browser.decide(try await browser.enter(String(userCode)), decision)
            server.clock.advance(seconds: 20)
            polls.append(try await send(paths.1, poll))
            return (codes, polls)
        }
    }

    @Test("GitHub: errors with 200, the new interval in slow_down, a form unless JSON is asked for")
    func gitHub() async throws {
        let (codes, polls) = try await Self.answers(.github, "approve")
        #expect(!codes.text.contains("verification_uri_complete"))
        #expect(polls.map(\.status) == [.ok, .ok, .ok])
        #expect(polls[0].text.contains("\"error\":\"authorization_pending\""))
        #expect(polls[1].text.contains("\"error\":\"slow_down\""))
        #expect(polls[1].text.contains("\"interval\":10"))
        #expect(polls[2].text.contains("\"token_type\":\"bearer\""))
        #expect(polls[2].text.contains("\"scope\":\"openid,profile,offline\""))
        #expect(!polls[2].text.contains("expires_in"))
        let (form, formPolls) = try await Self.answers(.github, "deny", accept: nil)
        #expect(form.text.contains("&verification_uri=https%3A%2F%2Flocalhost%3A8443%2Fdevice"))
        #expect(formPolls[2].text.hasPrefix("error=access_denied&error_description="))
        #expect(
            formPolls[2].headers[.contentType]
                == "application/x-www-form-urlencoded; charset=utf-8")
    }

    @Test("Google: verification_url, 428 while pending, 403 for too early and for denied")
    func google() async throws {
        let (codes, polls) = try await Self.answers(.google, "deny")
        #expect(codes.text.contains("\"verification_url\":"))
        #expect(!codes.text.contains("verification_uri"))
        #expect(polls.map(\.status.code) == [428, 403, 403])
        #expect(polls[0].error == "authorization_pending")
        #expect(polls[1].error == "slow_down")
        #expect(polls[2].error == "access_denied")
        #expect(try await Self.answers(.google, "approve").polls[2].status == .ok)
    }

    @Test("Microsoft: a message for the user, its own error codes and long texts")
    func microsoft() async throws {
        let (codes, polls) = try await Self.answers(.microsoft, "deny")
        #expect(codes.text.contains("\"message\":\"To sign in, use a web browser to open"))
        #expect(polls.map(\.status) == [.badRequest, .badRequest, .badRequest])
        #expect(polls[0].text.contains("\"error_codes\":[70016]"))
        #expect(polls[2].text.contains("\"error\":\"authorization_declined\""))
        let tokens = try await Self.answers(.microsoft, "approve").polls[2]
        #expect(tokens.text.contains("\"ext_expires_in\":3600"))
    }

    @Test("the seed: one endpoint, parameters in the query, and bare error codes")
    func seed() async throws {
        let (codes, polls) = try await Self.answers(.seed, "approve")
        #expect(codes.text.contains("&authorize=true\""))
        #expect(polls[0].text == #"{"error":"authorization_pending"}"#)
        #expect(polls[1].text == #"{"error":"slow_down"}"#)
        #expect(polls[2].status == .ok)
        #expect(!polls[2].text.contains("token_type"))
        #expect(try await Self.answers(.seed, "deny").polls[2].text == #"{"error":"denied"}"#)
        let server = try await TestServer.make()
        for (dialect, unknown, encoded) in [(Dialect.seed, 400, 400), (.seedDefects, 502, 405)] {
            try await server.run(script: Script(dialect: dialect)) { client in
                let form = try await client.post("/device_authorization", "client_id=tv")
                #expect(form.status == .methodNotAllowed)
                #expect(form.text.isEmpty)
                let query = "/token?client_id=tv&device_code=x&grant_type="
                let grant = "urn:ietf:params:oauth:grant-type:device_code"
                #expect(
                    try await client.post(query + grant, "").status.code == unknown)
                #expect(
                    try await client.post(query + grant.replacing(":", with: "%3A"), "").status.code
                        == encoded)
                let nobody = try await client.post("/token?client_id=nobody", "")
                #expect(nobody.status == .unauthorized)
                #expect(nobody.text.isEmpty)
            }
        }
    }

    @Test("what a script does to the connection is done under TLS")
    func connection() async throws {
        var parser = ScriptParser(file: "test.script")
        let script = try parser.parse(
            """
            [/closed]
            close
            [/cut]
            answer body "0123456789" cut 4
            [/drip]
            answer body "slow" drip 1ms
            [/interim]
            answer body "end" interim 30
            [/huge]
            answer body "{}" size 3000000
            """)
        try await LiveServer.run(script: script) { server in
            let connection = TLSConnection(caFile: server.caFile, port: server.port)
            func get(_ path: String) async throws -> String {
                let request =
                    "GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                return try await connection.exchange([Array(request.utf8)]) { _ in false }
            }
            #expect(try await get("/closed") == "")
            let cut = try await get("/cut")
            #expect(cut.lowercased().contains("content-length: 10\r\n"))
            #expect(cut.hasSuffix("\r\n\r\n0123"))
            #expect(try await get("/drip").hasSuffix("\r\n\r\nslow"))
            let interim = try await get("/interim")
            #expect(interim.matches(of: /HTTP\/1.1 100 Continue\r\n/).count == 30)
            #expect(interim.hasSuffix("\r\n\r\nend"))
            let huge = try await get("/huge")
            #expect(huge.count > 3_000_000)
            #expect(huge.contains("\r\n\r\n{}  "))
        }
    }
}

extension TestServer {
    /// Runs `body` with a client that reaches the script before the router.
    func run<Value>(
        script: Script, _ body: @Sendable (any TestClientProtocol) async throws -> Value
    ) async throws -> Value {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let responder = ScriptedResponder(
            try app.router().buildResponder(), script: script, settings: app.settings,
            clock: clock.clock)
        return try await Application(responder: responder, logger: logger).test(.router, body)
    }
}

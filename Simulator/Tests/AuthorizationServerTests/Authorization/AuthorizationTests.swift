import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JWTKit
import Testing

@testable import AuthorizationServer

/// GET and POST /oauth2/authorize.
@Suite struct AuthorizationTests {
    @Test("X30 an allowed request returns to the client with code, the same state, and iss")
    func allowed() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var browser = try await server.browser(client, as: TestServer.username)
            let page = try await browser.get(CodeFlow().uri)
            #expect(page.status == .ok)
            for text in ["Photo album", "https://app.example", "see your profile", "alice"] {
                #expect(page.text.contains(text), "\(text)")
            }
            let response = try await CodeFlow.decide(&browser, page, "approve")
            // X32: never 307, which would send the form on.
            #expect(response.status == .seeOther)
            #expect(response.headers[.location]?.hasPrefix(TestServer.redirectURI + "?") == true)
            let answer = CodeFlow.answer(response)
            #expect(answer["code"]?.utf8.count == 43)
            #expect(answer["state"] == "s t&a=te")
            #expect(answer["iss"] == "https://localhost:8443")
            #expect(answer["error"] == nil)
        }
    }

    @Test("a declined request returns with access_denied, state and iss")
    func declined() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var browser = try await server.browser(client, as: TestServer.username)
            let page = try await browser.get(CodeFlow().uri)
            let answer = CodeFlow.answer(try await CodeFlow.decide(&browser, page, "deny"))
            #expect(answer["error"] == "access_denied")
            #expect(answer["state"] == "s t&a=te")
            #expect(answer["iss"] == "https://localhost:8443")
            #expect(answer["code"] == nil)
        }
    }

    @Test("sign-in in between loses nothing of the request, and leads nowhere else")
    func throughSignIn() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var browser = TestBrowser(client)
            let flow = CodeFlow()
            let first = try await browser.get(flow.uri)
            #expect(first.status == .seeOther)
            let signIn = try await browser.get(first.headers[.location] ?? "")
            let back = try await browser.post(
                "/login",
                [
                    "form_token": browser.hidden("form_token", signIn),
                    "return": browser.hidden("return", signIn), "username": TestServer.username,
                    "password": TestServer.password,
                ])
            let page = try await browser.get(back.headers[.location] ?? "")
            let answer = CodeFlow.answer(try await CodeFlow.decide(&browser, page, "approve"))
            #expect(answer["state"] == "s t&a=te")
            let tokens = try await CodeFlow.redeem(client, answer["code"] ?? "")
            #expect(tokens.status == .ok)
        }
        let format = GrantSettings.standard.userCode
        for elsewhere in [
            "https://evil.example/", "//evil.example", "/oauth2/authorize", "/oauth2/authorize/..",
            "/oauth2/authorizeX?client_id=app",
        ] {
            #expect(ReturnPath(parameter: elsewhere, format).text == "/device")
        }
        let smuggled = "/oauth2/authorize?client_id=app\r\nSet-Cookie:a=b&x=1"
        #expect(
            ReturnPath(parameter: smuggled, format).text
                == "/oauth2/authorize?client_id=app%0D%0ASet-Cookie%3Aa%3Db")
    }

    @Test("X46 consent is asked each time, and never given silently")
    func askedEachTime() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var browser = try await server.browser(client, as: TestServer.username)
            for id in ["app", "site"] {
                let uri = CodeFlow(["client_id": id]).uri
                for _ in 0..<2 {
                    let page = try await browser.get(uri)
                    #expect(page.status == .ok)
                    #expect(page.text.contains("Allow Photo album to use your account?"))
                    _ = try await CodeFlow.decide(&browser, page, "approve")
                }
            }
            let silent = CodeFlow(["prompt": "none"]).uri
            #expect(CodeFlow.answer(try await browser.get(silent))["error"] == "consent_required")
            var nobody = TestBrowser(client)
            #expect(CodeFlow.answer(try await nobody.get(silent))["error"] == "login_required")
        }
    }

    @Test(
        "X27 without PKCE by S256 there is no code",
        arguments: [
            ["code_challenge": nil, "code_challenge_method": nil], ["code_challenge": nil],
            ["code_challenge_method": nil], ["code_challenge_method": "plain"],
            ["code_challenge_method": "s256"], ["code_challenge": "short"],
            ["code_challenge": "+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+"],
        ] as [[String: String?]])
    func challengeRequired(changes: [String: String?]) async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var browser = try await server.browser(client, as: TestServer.username)
            let answer = CodeFlow.answer(try await browser.get(CodeFlow(changes).uri))
            #expect(answer["error"] == "invalid_request")
            #expect(answer["iss"] == "https://localhost:8443")
        }
    }

    @Test(
        "X28 a redirect URI that is not exactly the registered one is told to the user alone",
        arguments: [
            "https://app.example/back/", "https://app.example/Back", "https://APP.example/back",
            "https://app.example/back?x=1", "https://app.example:443/back",
            "https://app.example/%62ack", "https://app.example/x/%2e%2e/back",
            "https://user@app.example/back", "http://app.example/back",
            "https://app.example/back#x", "https://app.example.evil.example/back",
            "http://127.0.0.1:80:80/back", "http://127.0.0.1:99999/back",
            "http://127.0.0.1:8080/back/", "http://127.0.0.1@evil.example/back",
            "http://localhost/back", "com.example.app:/back2", "",
        ])
    func exactRedirectURI(uri: String) async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var browser = try await server.browser(client, as: TestServer.username)
            let response = try await browser.get(CodeFlow(["redirect_uri": uri]).uri)
            #expect(response.status == .badRequest)
            #expect(response.headers[.location] == nil)
            #expect(response.text.contains("This link cannot be followed"))
        }
    }

    @Test(
        "X28 loopback is registered without a port and used with any; a scheme of an app's own works",
        arguments: [
            "http://127.0.0.1/back", "http://127.0.0.1:51004/back", "com.example.app:/back",
        ])
    func nativeApps(uri: String) async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let code = try await CodeFlow(["redirect_uri": uri]).code(client, server)
            let other = try await CodeFlow.redeem(client, code)
            #expect(other.error == "invalid_grant")
            let tokens = try await CodeFlow.redeem(client, code, ["redirect_uri": uri])
            #expect(tokens.status == .ok)
        }
    }

    @Test(
        "X25 every other mistake of a client goes back to it as its error",
        arguments: [
            (["response_type": nil], "invalid_request"),
            (["response_type": "token"], "unsupported_response_type"),
            (["response_type": "code token"], "unsupported_response_type"),
            (["response_mode": "fragment"], "invalid_request"),
            (["scope": "openid admin"], "invalid_scope"), (["scope": "\""], "invalid_scope"),
            (["request": "e30.e30."], "request_not_supported"),
            (["request_uri": "https://evil.example"], "request_uri_not_supported"),
            (["prompt": "login"], "invalid_request"),
        ] as [([String: String?], String)])
    func errors(changes: [String: String?], error: String) async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var browser = TestBrowser(client)
            let response = try await browser.get(CodeFlow(changes).uri)
            #expect(response.headers[.location]?.hasPrefix(TestServer.redirectURI + "?") == true)
            let answer = CodeFlow.answer(response)
            #expect(answer["error"] == error)
            #expect(answer["state"] == "s t&a=te")
        }
    }

    @Test("X20 a client that is unknown or has no code grant gets no code")
    func unknownClients() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var browser = try await server.browser(client, as: TestServer.username)
            for id in ["nobody", "tv", nil] {
                let response = try await browser.get(CodeFlow(["client_id": id]).uri)
                #expect(response.status == .badRequest)
            }
            let twice = try await browser.get(CodeFlow().uri + "&client_id=app")
            #expect(twice.status == .badRequest)
            let long = try await browser.get(
                CodeFlow(["state": String(repeating: "x", count: 2_048)]).uri)
            #expect(long.status == .badRequest)
        }
    }

    @Test("X41 the consent form is for one session and one request, and comes from here")
    func forgedConsent() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var alice = try await server.browser(client, as: TestServer.username)
            var bob = try await server.browser(client, as: "bob")
            let page = try await alice.get(CodeFlow().uri)
            #expect(try await CodeFlow.decide(&bob, page, "approve").status == .forbidden)
            let other = try await alice.get(CodeFlow(["state": "other"]).uri)
            let mixed = try await alice.post(
                "/oauth2/authorize",
                [
                    "form_token": alice.hidden("form_token", page),
                    "query": alice.hidden("query", other), "decision": "approve",
                ])
            #expect(mixed.status == .forbidden)
            let foreign = try await alice.post(
                "/oauth2/authorize",
                [
                    "form_token": alice.hidden("form_token", page),
                    "query": alice.hidden("query", page), "decision": "approve",
                ], headers: [.origin: "https://evil.example"])
            #expect(foreign.status == .forbidden)
            #expect(foreign.headers[.location] == nil)
        }
    }

    @Test("X40 the consent page's policy names the client's origin for its form, nothing else")
    func policy() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var browser = try await server.browser(client, as: TestServer.username)
            for (uri, source) in [
                (TestServer.redirectURI, "https://app.example"),
                ("http://127.0.0.1:51004/back", "http://127.0.0.1:51004"),
                ("com.example.app:/back", "com.example.app:"),
            ] {
                let page = try await browser.get(CodeFlow(["redirect_uri": uri]).uri)
                let policy = page.headers[.contentSecurityPolicy] ?? ""
                #expect(policy.contains("form-action 'self' \(source);"))
                #expect(policy.contains("default-src 'none'"))
            }
        }
    }

    @Test(
        "X28 what no browser should be sent to cannot be registered",
        arguments: [
            "", "app.example", "/back", "http://app.example/", "ftp://app.example/",
            "javascript:alert(1)", "data:text/html,x", "https://", "https://u@app.example/",
            "https://app.example/#x", "https://app.example/ x", "https://app.example/;x",
            "https://*.example/", "https://app.exämple/", "1.com:/x", "https://app.example/\"",
            "http://localhost.evil.example/", "http://127.0.0.1.evil.example/",
        ])
    func refusedRedirectURIs(uri: String) {
        #expect(RedirectURI(uri) == nil)
    }
}

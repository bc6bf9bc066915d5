import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import AuthorizationServer
@testable import ScriptedUser

@Suite struct PageSecurityTests {
    @Test("X41 a form without its token, with another session's or another form's changes nothing")
    func formTokens() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.codes()
            var alice = try await server.browser(client, as: TestServer.username)
            var bob = try await server.browser(client, as: "bob")
            let aliceToken = alice.formToken(try await alice.get("/device"))
            for token in ["", "x", aliceToken, String(repeating: "A", count: 43)] {
                let answer = try await bob.post(
                    "/device", ["form_token": token, "user_code": codes.user_code])
                #expect(answer.status == .forbidden)
            }
            let page = try await alice.enter(codes.user_code)
            let request = alice.hidden("request", page)
            // The code form's token does not decide, and Bob cannot use Alice's decision form.
            let reused = try await alice.post(
                "/device/decision",
                ["form_token": aliceToken, "request": request, "decision": "approve"])
            #expect(reused.status == .forbidden)
            #expect(try await bob.decide(page, "approve").status == .forbidden)
            // A token for one request does not decide about another.
            let other = try await client.codes()
            let otherPage = try await alice.enter(other.user_code)
            let swapped = try await alice.post(
                "/device/decision",
                [
                    "form_token": alice.formToken(page),
                    "request": alice.hidden("request", otherPage), "decision": "approve",
                ])
            #expect(swapped.status == .forbidden)
            #expect(try await client.poll(codes.device_code).error == "authorization_pending")
        }
    }

    @Test(
        "X41 a form from another site is refused, whatever it holds",
        arguments: [
            ("Sec-Fetch-Site", "cross-site", false), ("Sec-Fetch-Site", "same-site", false),
            ("Sec-Fetch-Site", "none", false), ("Origin", "https://evil.example", false),
            ("Origin", "http://localhost:8443", false), ("Origin", "https://localhost", false),
            ("Sec-Fetch-Site", "same-origin", true), ("Origin", "https://localhost:8443", true),
            ("Origin", "https://127.0.0.1:8443", true), ("Origin", "null", true),
        ])
    func crossSite(name: String, value: String, isAccepted: Bool) async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.codes()
            var browser = try await server.browser(client, as: TestServer.username)
            let page = try await browser.enter(codes.user_code)
            var headers = HTTPFields()
            headers[try #require(HTTPField.Name(name))] = value
            let answer = try await browser.post(
                "/device/decision",
                [
                    "form_token": browser.hidden("form_token", page),
                    "request": browser.hidden("request", page), "decision": "approve",
                ], headers: headers)
            #expect(answer.status == (isAccepted ? .ok : .forbidden))
        }
    }

    @Test("X39 cookies are bound to the host, secure and unreadable by scripts")
    func cookies() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var browser = TestBrowser(client)
            let page = try await browser.get("/login")
            let signedIn = try await browser.signIn(TestServer.username, TestServer.password)
            let fields = page.headers[values: .setCookie] + signedIn.headers[values: .setCookie]
            #expect(fields.count == 3)
            for field in fields {
                #expect(field.hasPrefix("__Host-"))
                for attribute in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
                    #expect(field.contains("; " + attribute))
                }
                #expect(!field.contains("Domain"))
            }
        }
    }

    @Test("X44 the session id is new at each sign-in, and one that was planted is not taken")
    func fixation() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let planted = String(repeating: "A", count: 43)
            var browser = TestBrowser(client)
            browser.cookies["__Host-session"] = planted
            _ = try await browser.signIn(TestServer.username, TestServer.password)
            let first = browser.cookies["__Host-session"]
            #expect(first != planted)
            #expect(first?.utf8.count == 43)
            browser.cookies["__Host-visitor"] = nil
            var again = browser
            again.cookies["__Host-session"] = nil
            _ = try await again.signIn(TestServer.username, TestServer.password)
            #expect(again.cookies["__Host-session"] != first)
        }
    }

    @Test("X45 sign-out, idle time and the absolute limit end a session on the server")
    func sessionEnds() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var browser = try await server.browser(client, as: TestServer.username)
            let kept = browser
            let page = try await browser.get("/device")
            let form = HTMLPage(page.text).forms.first { $0.action == "/logout" }
            let token = try #require(form?.inputs.first).value
            #expect(try await browser.post("/logout", ["form_token": token]).status == .seeOther)
            var replayed = kept
            #expect(try await replayed.get("/device").status == .seeOther)

            browser = try await server.browser(client, as: TestServer.username)
            server.clock.advance(seconds: 1_799)
            #expect(try await browser.get("/device").status == .ok)
            server.clock.advance(seconds: 1_800)
            #expect(try await browser.get("/device").status == .seeOther)

            browser = try await server.browser(client, as: TestServer.username)
            for _ in 0..<47 {
                server.clock.advance(seconds: 900)
                #expect(try await browser.get("/device").status == .ok)
            }
            server.clock.advance(seconds: 900)
            #expect(try await browser.get("/device").status == .seeOther)
        }
    }

    @Test("X40 every page, error pages too, carries the headers; JSON stays small")
    func headers() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var browser = try await server.browser(client, as: TestServer.username)
            for response in [
                try await browser.get("/device"), try await browser.get("/login"),
                try await browser.enter("x"), try await browser.post("/device/decision", [:]),
                try await browser.get("/nothing"), try await browser.get("/style.css"),
            ] {
                let fields = response.headers
                let policy = fields[.contentSecurityPolicy] ?? ""
                for part in [
                    "default-src 'none'", "style-src 'self'", "form-action 'self'",
                    "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'",
                ] {
                    #expect(policy.contains(part))
                }
                #expect(!policy.contains("unsafe"))
                #expect(fields[.xContentTypeOptions] == "nosniff")
                #expect(fields[try #require(HTTPField.Name("Referrer-Policy"))] == "no-referrer")
                #expect(
                    fields[try #require(HTTPField.Name("Cross-Origin-Opener-Policy"))]
                        == "same-origin")
                #expect(fields[.strictTransportSecurity] == nil, "a development CA")
                #expect(!response.text.contains("<script") && !response.text.contains(" style="))
                #expect(!response.text.contains("http://") && !response.text.contains("//cdn"))
            }
            let json = try await client.poll("x")
            #expect(json.headers[.contentSecurityPolicy] == nil)
        }
    }

    @Test(
        "X42 what users and clients are called is text, never markup",
        arguments: [
            "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onfocus='x",
            "\"\u{301} onfocus=\"x", "<\u{301}b>", "&lt;b&gt;", "{{text.product}}", "{{{title}}}",
            "\u{202E}gnp.exe", "a\u{0}b", "\u{1F4A5}", "{client}",
        ])
    func escaping(name: String) async throws {
        let server = try await TestServer.make()
        _ = try await server.store.insert(
            Client(
                id: "named", name: name, secretHash: nil, grantTypes: GrantType.allCases,
                scope: Scope(tokens: ["<i>", "{{x}}"]), createdAtMilliseconds: 0))
        try await server.run { client in
            let codes = try await client.codes(client: "named")
            var browser = try await server.browser(client, as: TestServer.username)
            let page = try await browser.enter(codes.user_code)
            #expect(page.status == .ok)
            // Only the tags of the templates: a `<` or quote of the name would change their count.
            let plain = try await browser.enter(try await client.codes().user_code)
            func tags(_ response: TestResponse) -> Int {
                response.text.utf8.count { $0 == UInt8(ascii: "<") }
            }
            func quotes(_ response: TestResponse) -> Int {
                response.text.utf8.count { $0 == UInt8(ascii: "\"") }
            }
            // The plain page lists three scopes, this one two: one list item, two tags.
            #expect(tags(page) == tags(plain) - 2)
            #expect(quotes(page) == quotes(plain))
            #expect(page.text.contains("&lt;i&gt;"))
            let wrong = try await browser.signIn(name, "x")
            #expect(!wrong.text.contains("<script>alert"))
        }
    }

    @Test(
        "sign-in returns to the device page and nowhere else",
        arguments: [
            "https://evil.example/", "//evil.example", "/\\evil.example", "/logout",
            "/device?user_code=WDJB-MJHT&x=//evil", "/device?user_code=%0d%0aX: y", "",
        ])
    func returnPath(parameter: String) {
        let path = ReturnPath(parameter: parameter, GrantSettings.standard.userCode)
        #expect(path.text == "/device")
    }

    @Test("sign-in keeps a well-formed code")
    func returnPathWithCode() {
        let path = ReturnPath(
            parameter: "/device?user_code=wdjb mjht", GrantSettings.standard.userCode)
        #expect(path.text == "/device?user_code=WDJB-MJHT")
    }
}

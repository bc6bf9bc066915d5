import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import AuthorizationServer
@testable import ScriptedUser

@Suite struct AccountTests {
    /// Connects a device to the account of the browser.
    private static func connect(
        _ client: any TestClientProtocol, _ browser: inout TestBrowser, client id: String = "tv"
    ) async throws -> Tokens {
        let codes = try await client.codes(client: id)
        let page = try await browser.enter(codes.user_code)
        _ = try await browser.decide(page, "approve")
        return try await client.poll(codes.device_code, client: id).decoded(Tokens.self)
    }

    private static func refresh(
        _ client: any TestClientProtocol, _ tokens: Tokens
    ) async throws -> TestResponse {
        try await client.post(
            "/token",
            "grant_type=refresh_token&client_id=tv&refresh_token=\(tokens.refresh_token ?? "")")
    }

    @Test("X25 a revoked device is refused from then on; the others stay connected")
    func revoke() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var browser = try await server.browser(client, as: TestServer.username)
            let lost = try await Self.connect(client, &browser)
            server.clock.advance(seconds: 1)
            let kept = try await Self.connect(client, &browser)
            let page = try await browser.get("/account")
            let forms = HTMLPage(page.text).forms.filter { $0.action == "/account/devices/revoke" }
            #expect(forms.count == 2)
            let id = try #require(RefreshToken(lost.refresh_token ?? "")?.familyID)
            let form = try #require(forms.first { $0.inputs.contains { $0.value == id } })
            let answer = try await browser.post(
                "/account/devices/revoke",
                ["form_token": form.inputs[0].value, "device": form.inputs[1].value])
            #expect(answer.text.contains("is no longer connected to your account."))
            #expect(HTMLPage(answer.text).forms.filter { $0.action.contains("revoke") }.count == 1)
            #expect(try await Self.refresh(client, lost).error == "invalid_grant")
            #expect(try await Self.refresh(client, kept).status == .ok)
        }
    }

    @Test("X46 each device is listed with what was consented to, and a second request asks again")
    func consents() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var browser = try await server.browser(client, as: TestServer.username)
            #expect(
                try await browser.get("/account").text.contains("No device is connected"))
            let tokens = try await Self.connect(client, &browser)
            server.clock.advance(seconds: 300)
            _ = try await Self.refresh(client, tokens)
            server.clock.advance(seconds: 45)
            let text = HTMLPage(try await browser.get("/account").text).text
            for part in [
                "Living-room TV", "Connected 15 January 2027, 08:00 UTC (5 min ago)",
                "From unknown", "Last used 15 January 2027, 08:05 UTC (45 s ago)",
                "It may know which account you signed in with see your profile",
            ] {
                #expect(text.contains(part), "\(part)")
            }
            // The same client once more: nothing is remembered in its favour.
            let codes = try await client.codes()
            #expect(try await browser.enter(codes.user_code).text.contains("Authorize"))
            #expect(try await client.poll(codes.device_code).error == "authorization_pending")
        }
    }

    @Test("X25 nobody sees or revokes another user's device")
    func foreignDevice() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var alice = try await server.browser(client, as: TestServer.username)
            var bob = try await server.browser(client, as: "bob")
            let tokens = try await Self.connect(client, &alice)
            let bobsPage = try await bob.get("/account")
            #expect(!bobsPage.text.contains("Living-room TV"))
            let alicesPage = try await alice.get("/account")
            let stolen = try await bob.send("/account/devices/revoke", of: alicesPage)
            #expect(stolen.status == .forbidden)
            // Even with a token of his own for it, the device is not his.
            let id = try #require(RefreshToken(tokens.refresh_token ?? "")?.familyID)
            let token = FormTokens(key: server.app.serverKey.derived(for: "form-token")).token(
                for: .revocation(device: id), session: bob.cookies["__Host-session"] ?? "")
            let forged = try await bob.post(
                "/account/devices/revoke", ["form_token": token, "device": id])
            #expect(forged.status == .forbidden)
            #expect(try await Self.refresh(client, tokens).status == .ok)
        }
    }

    @Test("X45 signing out everywhere ends every session of the user, and nobody else's")
    func signOutEverywhere() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var browser = try await server.browser(client, as: TestServer.username)
            var kept = browser
            var other = try await server.browser(client, as: TestServer.username)
            var bob = try await server.browser(client, as: "bob")
            let page = try await browser.get("/account")
            let answer = try await browser.send("/account/sign-out-everywhere", of: page)
            #expect(answer.headers[.location] == "/login")
            #expect(browser.cookies["__Host-session"] == nil)
            #expect(try await kept.get("/account").status == .seeOther)
            #expect(try await other.get("/account").status == .seeOther)
            #expect(try await bob.get("/account").status == .ok)
        }
    }

    @Test(
        "X41 every form of the account wants its own token, of this session",
        arguments: [
            "/account/devices/revoke", "/account/sign-out-everywhere", "/account/password",
            "/account/second-factor", "/account/second-factor/start",
            "/account/second-factor/remove", "/login/code", "/login/password", "/logout",
        ])
    func forgery(path: String) async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var browser = try await server.browser(client, as: TestServer.username)
            var other = try await server.browser(client, as: TestServer.username)
            let page = try await browser.get("/account")
            let own = Self.token(path, of: page)
            let foreign = Self.token(path, of: try await other.get("/account"))
            let code = browser.formToken(try await browser.get("/device"))
            for token in ["", "x", code, foreign] {
                let answer = try await browser.post(path, Self.form(token))
                #expect(answer.status == .forbidden)
            }
            let site = try #require(HTTPField.Name("Sec-Fetch-Site"))
            let crossSite = try await browser.post(
                path, Self.form(own), headers: [site: "cross-site"])
            #expect(crossSite.status == .forbidden)
            #expect(try await browser.get("/account").status == .ok, "still signed in")
            // The token of a session that has ended.
            _ = try await browser.send("/logout", of: page)
            browser.cookies = try await server.browser(client, as: TestServer.username).cookies
            #expect(try await browser.post(path, Self.form(own)).status == .forbidden)
            #expect(try await browser.get("/account").status == .ok, "still signed in")
        }
    }

    @Test(
        "X41 what changes something has no GET",
        arguments: [
            "/account/devices/revoke", "/account/sign-out-everywhere",
            "/account/second-factor/start", "/account/second-factor/remove",
            "/device/decision",
        ])
    func noGet(path: String) async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var browser = try await server.browser(client, as: TestServer.username)
            #expect(try await browser.get(path).status == .methodNotAllowed)
        }
    }

    private static func token(_ path: String, of page: TestResponse) -> String {
        HTMLPage(page.text).forms.first { $0.action == path }?.inputs.first?.value ?? ""
    }

    private static func form(_ token: String) -> KeyValuePairs<String, String> {
        ["form_token": token, "password": TestServer.password]
    }

    @Test("X43 every page and picture comes from this server alone")
    func assets() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var browser = try await server.browser(client, as: TestServer.username)
            _ = try await Self.connect(client, &browser)
            let account = try await browser.get("/account")
            _ = try await browser.send(
                "/account/second-factor/start", of: account, ["password": TestServer.password])
            for path in ["/account", "/account/password", "/account/second-factor"] {
                let page = try await browser.get(path)
                #expect(page.status == .ok)
                let policy = page.headers[.contentSecurityPolicy] ?? ""
                #expect(policy.contains("default-src 'none'"))
                for attribute in page.text.matches(of: /(?:src|href|action)="([^"]*)"/) {
                    #expect(attribute.1.hasPrefix("/") && !attribute.1.hasPrefix("//"))
                }
                #expect(!page.text.contains("<script") && !page.text.contains(" style="))
            }
        }
    }
}

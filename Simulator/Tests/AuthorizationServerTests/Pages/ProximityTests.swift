import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import AuthorizationServer
@testable import ScriptedUser

@Suite struct ProximityTests {
    @Test(
        "X21 networks are told apart as far as addresses tell",
        arguments: [
            ("192.0.2.1", "192.0.2.254", true), ("192.0.2.1", "192.0.3.1", false),
            ("127.0.0.1", "::1", true), ("127.0.0.1", "127.9.9.9", true),
            ("127.0.0.1", "192.0.2.1", false), ("2001:db8:1:2::1", "2001:db8:1:2ff::9", false),
            ("2001:db8:1:200::1", "2001:db8:1:2ff::9", true), ("2001:db8::1", "192.0.2.1", false),
            ("::2", "::1", false), ("unknown", "unknown", true), ("unknown", "192.0.2.1", false),
        ])
    func networks(first: String, second: String, areSame: Bool) {
        #expect((Network(of: first) == Network(of: second)) == areSame)
    }

    @Test("X13 X21 S17 another network is a warning on the page and an event without a code")
    func warning() async throws {
        let server = try await TestServer.make()
        let recorder = LogRecorder()
        try await server.run(logging: recorder) { client in
            let codes = try await server.codes(from: "203.0.113.7")
            var browser = try await server.browser(client, as: TestServer.username)
            let page = try await browser.enter(codes.userCode)
            let text = HTMLPage(page.text).text
            for part in [
                "The device and this browser are on different networks.", "203.0.113.7",
                "Living-room TV", "know which account you signed in with", "(0 s ago)",
                "Only continue if this code is on a device in your hand",
            ] {
                #expect(text.contains(part), "\(part)")
            }
            #expect(recorder.text.contains("device and browser are on different networks"))
            #expect(recorder.text.contains("request-address=203.0.113.7"))
            #expect(!recorder.text.contains(codes.userCode))
            #expect(try await browser.decide(page, "approve").status == .ok)

            let near = try await server.codes(from: "unknown")
            let nearPage = try await browser.enter(near.userCode)
            #expect(!nearPage.text.contains("different networks"))
        }
    }

    @Test("X21 strict, another network is refused: not shown, not approved, not ended")
    func strict() async throws {
        let server = try await TestServer.make([.networkMismatch: "REFUSE"])
        try await server.run { client in
            let far = try await server.codes(from: "203.0.113.7")
            var browser = try await server.browser(client, as: TestServer.username)
            let refused = try await browser.enter(far.userCode)
            #expect(refused.status == .forbidden)
            #expect(HTMLPage(refused.text).form(withButton: "Authorize") == nil)
            // A form that was shown on the right network is of no use on another one.
            let hash = CodeHash(ofSecret: far.deviceCode)
            let grant = try #require(try await server.store.grant(deviceCodeHash: hash))
            let request = Base64URL.encode(grant.userCodeHash.bytes)
            let tokens = FormTokens(key: server.app.serverKey.derived(for: "form-token"))
            let token = tokens.token(
                for: .decision(request: request), session: browser.cookies["__Host-session"] ?? "")
            let approved = try await browser.post(
                "/device/decision",
                ["form_token": token, "request": request, "decision": "approve"])
            #expect(approved.status == .forbidden)
            #expect(try await client.poll(far.deviceCode).error == "authorization_pending")
            let denied = try await browser.post(
                "/device/decision", ["form_token": token, "request": request, "decision": "deny"])
            #expect(denied.status == .ok)

            let near = try await client.codes()
            let page = try await browser.enter(near.user_code)
            #expect(try await browser.decide(page, "approve").status == .ok)
        }
    }

    @Test("X21 any other value of NETWORK_MISMATCH is refused at start")
    func setting() {
        #expect(throws: GrantSettingsError.self) {
            try GrantSettings([.networkMismatch: "IGNORE"])
        }
        #expect(GrantSettings.standard.networkMismatch == .warn)
    }
}

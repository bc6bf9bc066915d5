import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import AuthorizationServer
@testable import ScriptedUser

@Suite struct PasswordChangeTests {
    private static let newPassword = "battery staple horse"

    /// A user who has to change the password that the operator made.
    private static func withFirstPassword(_ server: TestServer) async throws {
        let alice = try #require(try await server.store.user(username: TestServer.username))
        _ = try await server.store.insert(
            User(
                subject: "sub-of-eve", username: "eve", passwordHash: alice.passwordHash,
                createdAtMilliseconds: 0, passwordKind: .first))
    }

    private static func typed(_ password: String, again: String? = nil) -> KeyValuePairs<
        String, String
    > {
        ["new_password": password, "repeated_password": again ?? password]
    }

    @Test("X47 a first password leads to a change before anything else, and never works again")
    func firstPassword() async throws {
        let server = try await TestServer.make()
        try await Self.withFirstPassword(server)
        try await server.run { client in
            var browser = TestBrowser(client)
            let answer = try await browser.signIn("eve", TestServer.password)
            #expect(answer.headers[.location] == "/login/password?return=%2Fdevice")
            let first = browser.cookies["__Host-session"]
            for path in ["/device", "/account", "/account/password", "/login/code"] {
                #expect(try await browser.get(path).status == .seeOther, "\(path)")
            }
            let page = try await browser.get("/login/password?return=%2Fdevice")
            for (fields, text) in [
                (Self.typed("short"), "too short"), (Self.typed(""), "too short"),
                (Self.typed(String(repeating: "x", count: 1_025)), "too long"),
                (Self.typed(Self.newPassword, again: "another one"), "not the same"),
                (Self.typed(TestServer.password), "the password you have"),
            ] {
                let refused = try await browser.send("/login/password", of: page, fields)
                #expect(refused.status == .unprocessableContent)
                #expect(HTMLPage(refused.text).text.contains(text), "\(text)")
            }
            let changed = try await browser.send(
                "/login/password", of: page, Self.typed(Self.newPassword))
            #expect(changed.headers[.location] == "/device")
            #expect(browser.cookies["__Host-session"] != first)
            #expect(try await browser.get("/device").status == .ok)
            var other = TestBrowser(client)
            #expect(try await other.signIn("eve", TestServer.password).status == .forbidden)
            let again = try await other.signIn("eve", Self.newPassword)
            #expect(again.headers[.location] == "/device")
        }
    }

    @Test("X45 a changed password ends every other session, and the old id of this one")
    func endsSessions() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var other = try await server.browser(client, as: TestServer.username)
            var browser = try await server.browser(client, as: TestServer.username)
            var old = browser
            let page = try await browser.get("/account/password")
            let wrong = try await browser.post(
                "/account/password",
                [
                    "form_token": browser.formToken(page), "current_password": "wrong",
                    "new_password": Self.newPassword, "repeated_password": Self.newPassword,
                ])
            #expect(wrong.status == .forbidden)
            #expect(try await other.get("/account").status == .ok)
            let changed = try await browser.post(
                "/account/password",
                [
                    "form_token": browser.formToken(page),
                    "current_password": TestServer.password,
                    "new_password": Self.newPassword, "repeated_password": Self.newPassword,
                ])
            #expect(changed.text.contains("Your password is changed."))
            #expect(try await browser.get("/account").status == .ok)
            #expect(try await other.get("/account").status == .seeOther)
            #expect(try await old.get("/account").status == .seeOther)
            var stranger = TestBrowser(client)
            #expect(
                try await stranger.signIn(TestServer.username, TestServer.password).status
                    == .forbidden)
        }
    }

    @Test("X45 of two changes from one password only one is made")
    func oneChange() async throws {
        let server = try await TestServer.make()
        let user = try #require(try await server.store.user(username: TestServer.username))
        let hash = PasswordHash.nobody
        #expect(try await server.store.changePassword(of: user, to: hash) == .applied)
        #expect(try await server.store.changePassword(of: user, to: hash) == .refused)
    }

    @Test("X47 guesses of the current password are slowed down like those at sign-in")
    func currentPassword() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var browser = try await server.browser(client, as: TestServer.username)
            let page = try await browser.get("/account/password")
            var statuses: [Int] = []
            for _ in 0..<6 {
                let answer = try await browser.send(
                    "/account/password", of: page, ["current_password": "wrong"])
                statuses.append(answer.status.code)
            }
            #expect(statuses == [403, 403, 403, 403, 403, 429])
        }
    }
}

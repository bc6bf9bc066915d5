import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import AuthorizationServer
@testable import ScriptedUser

@Suite struct SecondFactorTests {
    /// The app of the user: the key as the page shows it.
    private struct App {
        let secret: [UInt8]

        func code(_ server: TestServer, stepsLater steps: Int64 = 0) -> String {
            TimeBasedCode.code(
                of: secret, step: TimeBasedCode.step(at: server.clock.milliseconds) + steps)
        }
    }

    /// Sets the second factor up on the account page.
    private static func setUp(
        _ server: TestServer, _ browser: inout TestBrowser
    ) async throws -> App {
        let account = try await browser.get("/account")
        let started = try await browser.send(
            "/account/second-factor/start", of: account, ["password": TestServer.password])
        #expect(started.headers[.location] == "/account/second-factor")
        let page = try await browser.get("/account/second-factor")
        let key = try #require(page.text.firstMatch(of: /[A-Z2-7]{4}( [A-Z2-7]{4}){7}/))
        let app = App(secret: Self.decoded(String(key.0)))
        #expect(app.secret.count == 20)
        let confirmed = try await browser.send(
            "/account/second-factor", of: page, ["code": app.code(server)])
        #expect(confirmed.text.contains("The second factor is on."))
        server.clock.advance(seconds: 30)
        return app
    }

    private static func decoded(_ key: String) -> [UInt8] {
        let symbols = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        let bits = key.filter { $0 != " " }.flatMap { symbol in
            let value = symbols.firstIndex(of: symbol) ?? 0
            return (0..<5).reversed().map { value >> $0 & 1 }
        }
        return stride(from: 0, to: bits.count - 7, by: 8).map { start in
            UInt8(bits[start..<start + 8].reduce(0) { $0 << 1 | $1 })
        }
    }

    @Test("X44 with a second factor the password opens no page, the code does, under a new id")
    func signIn() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var owner = try await server.browser(client, as: TestServer.username)
            let app = try await Self.setUp(server, &owner)
            var browser = TestBrowser(client)
            let answer = try await browser.signIn(TestServer.username, TestServer.password)
            #expect(answer.headers[.location] == "/login/code?return=%2Fdevice")
            let first = browser.cookies["__Host-session"]
            for path in ["/device", "/account", "/account/password", "/login/password"] {
                #expect(try await browser.get(path).status == .seeOther, "\(path)")
            }
            let page = try await browser.get("/login/code?return=%2Fdevice")
            let wrong = try await browser.send("/login/code", of: page, ["code": "000000"])
            #expect(wrong.status == .forbidden)
            let right = try await browser.send(
                "/login/code", of: page, ["code": app.code(server)])
            #expect(right.headers[.location] == "/device")
            #expect(browser.cookies["__Host-session"] != first)
            #expect(try await browser.get("/device").status == .ok)
            // The id of the first step is nothing any more.
            browser.cookies["__Host-session"] = first
            #expect(try await browser.get("/device").status == .seeOther)
            #expect(
                try await browser.send("/login/code", of: page, ["code": app.code(server)])
                    .status == .forbidden)
        }
    }

    @Test("a code is taken once, also of eight at the same time")
    func singleUse() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var owner = try await server.browser(client, as: TestServer.username)
            let app = try await Self.setUp(server, &owner)
            var browsers: [(TestBrowser, TestResponse)] = []
            for _ in 0..<8 {
                var browser = TestBrowser(client)
                _ = try await browser.signIn(TestServer.username, TestServer.password)
                browsers.append((browser, try await browser.get("/login/code")))
            }
            let code = app.code(server)
            let statuses = try await withThrowingTaskGroup(of: HTTPResponse.Status.self) { group in
                for (browser, page) in browsers {
                    group.addTask {
                        var own = browser
                        return try await own.send("/login/code", of: page, ["code": code]).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == .seeOther } == 1)
        }
    }

    @Test("X47 guesses of codes are slowed down like those of passwords")
    func backOff() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var owner = try await server.browser(client, as: TestServer.username)
            let app = try await Self.setUp(server, &owner)
            var browser = TestBrowser(client)
            _ = try await browser.signIn(TestServer.username, TestServer.password)
            let page = try await browser.get("/login/code")
            for _ in 0..<5 {
                let answer = try await browser.send("/login/code", of: page, ["code": "1"])
                #expect(answer.status == .forbidden)
            }
            #expect(
                try await browser.send("/login/code", of: page, ["code": app.code(server)])
                    .status == .tooManyRequests)
            // Another sign-in by the right password is no way around it.
            var other = TestBrowser(client)
            _ = try await other.signIn(TestServer.username, TestServer.password)
            let otherPage = try await other.get("/login/code")
            #expect(
                try await other.send("/login/code", of: otherPage, ["code": app.code(server)])
                    .status == .tooManyRequests)
            server.clock.advance(seconds: 30)
            #expect(
                try await browser.send("/login/code", of: page, ["code": app.code(server)])
                    .status == .seeOther)
        }
    }

    @Test("X45 a sign-in without its second step ends after ten minutes")
    func unfinished() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var owner = try await server.browser(client, as: TestServer.username)
            let app = try await Self.setUp(server, &owner)
            var browser = TestBrowser(client)
            _ = try await browser.signIn(TestServer.username, TestServer.password)
            let page = try await browser.get("/login/code")
            server.clock.advance(seconds: 600)
            #expect(
                try await browser.send("/login/code", of: page, ["code": app.code(server)])
                    .status == .forbidden)
        }
    }

    @Test("turning it on or off asks for the password, and a proposed one changes nothing")
    func password() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var browser = try await server.browser(client, as: TestServer.username)
            let account = try await browser.get("/account")
            let refused = try await browser.send(
                "/account/second-factor/start", of: account, ["password": "wrong"])
            #expect(refused.status == .forbidden)
            #expect(try await browser.get("/account/second-factor").status == .seeOther)
            #expect(try await browser.get("/account/second-factor.svg").status == .seeOther)
            _ = try await browser.send(
                "/account/second-factor/start", of: account, ["password": TestServer.password])
            let page = try await browser.get("/account/second-factor")
            #expect(
                try await browser.send("/account/second-factor", of: page, ["code": "000000"])
                    .status == .forbidden)
            #expect(
                try await browser.get("/account/second-factor.svg").headers[.contentType]
                    == "image/svg+xml")
            var other = TestBrowser(client)
            let answer = try await other.signIn(TestServer.username, TestServer.password)
            #expect(answer.headers[.location] == "/device")

            let app = try await Self.setUp(server, &browser)
            // Once it is on, the key is shown to nobody.
            #expect(try await browser.get("/account/second-factor").status == .seeOther)
            #expect(try await browser.get("/account/second-factor.svg").status == .seeOther)
            let on = try await browser.get("/account")
            #expect(
                try await browser.send(
                    "/account/second-factor/remove", of: on, ["password": app.code(server)]
                ).status == .forbidden)
            let off = try await browser.send(
                "/account/second-factor/remove", of: on, ["password": TestServer.password])
            #expect(off.text.contains("The second factor is off."))
        }
    }

    @Test("the secret is sealed at rest, for its own account and under a named key")
    func sealed() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var owner = try await server.browser(client, as: TestServer.username)
            let app = try await Self.setUp(server, &owner)
            let factor = try #require(
                try await server.store.secondFactor(subject: "sub-of-alice"))
            #expect(factor.secret.bytes.count == 12 + 20 + 16)
            #expect(Data(factor.secret.bytes).range(of: Data(app.secret)) == nil)
            let keys = server.app.sealingKeys
            #expect(
                try keys.open(factor.secret, for: "second_factors/sub-of-alice") == app.secret)
            #expect(throws: SealingKeys.CannotOpen.self) {
                try keys.open(factor.secret, for: "second_factors/sub-of-bob")
            }
        }
    }

    @Test("X45 an operator's reset forgets the second factor and ends every session")
    func reset() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var owner = try await server.browser(client, as: TestServer.username)
            _ = try await Self.setUp(server, &owner)
            let user = try #require(try await server.store.user(username: TestServer.username))
            #expect(
                try await server.store.resetUser(
                    username: user.username, password: user.passwordHash) == .applied)
            #expect(try await owner.get("/account").status == .seeOther)
            var browser = TestBrowser(client)
            let answer = try await browser.signIn(TestServer.username, TestServer.password)
            #expect(answer.headers[.location] == "/login/password?return=%2Fdevice")
            #expect(
                try await server.store.resetUser(username: "x", password: user.passwordHash)
                    == .refused)
        }
    }
}

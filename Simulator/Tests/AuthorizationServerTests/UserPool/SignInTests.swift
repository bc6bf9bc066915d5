import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import AuthorizationServer

@Suite struct SignInTests {
    @Test("X47 wrong password and unknown user get the same page, and both are locked out")
    func noEnumeration() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var pages: [String: [TestResponse]] = [:]
            for name in ["alice", "nobody"] {
                var browser = TestBrowser(client)
                for _ in 0..<6 {
                    pages[name, default: []].append(try await browser.signIn(name, "wrong"))
                }
            }
            let known = pages["alice"] ?? []
            let unknown = pages["nobody"] ?? []
            #expect(known.map(\.status) == unknown.map(\.status))
            #expect(known.map(\.status.code) == [403, 403, 403, 403, 403, 429])
            for (first, second) in zip(known, unknown) {
                #expect(Self.withoutToken(first) == Self.withoutToken(second))
            }
        }
    }

    /// Each costs a password hash, so there are few unless `Tests/answer-times` asks for more.
    @Test("X47 each wrong sign-in, of a known or an unknown user, gets the same page")
    func thousandOfEach() async throws {
        let rounds = Int(ProcessInfo.processInfo.environment["SIGN_INS"] ?? "") ?? 10
        let server = try await TestServer.make()
        try await server.run { client in
            var times = AnswerTimes("sign-in")
            var answers: Set<[Substring]> = []
            for _ in 0..<rounds {
                // A new account's or address's attempts are counted for a day at most.
                server.clock.advance(seconds: 2 * 86_400)
                for (kind, name) in [("known", "alice"), ("unknown", "nobody")] {
                    var browser = TestBrowser(client)
                    let answer = try await times.measure(kind) {
                        try await browser.signIn(name, "wrong")
                    }
                    #expect(answer.status == .forbidden)
                    answers.insert(Self.withoutToken(answer))
                }
            }
            #expect(answers.count == 1)
            times.printed()
        }
    }

    @Test("X47 during the pause the right password is refused; after it, it is taken")
    func backOff() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var browser = TestBrowser(client)
            for _ in 0..<5 { _ = try await browser.signIn("alice", "wrong") }
            #expect(
                try await browser.signIn("alice", TestServer.password).status == .tooManyRequests)
            server.clock.advance(seconds: 30)
            #expect(try await browser.signIn("ALICE", TestServer.password).status == .seeOther)
            // Forgotten after success: four wrong ones are free again.
            var other = TestBrowser(client)
            for _ in 0..<4 {
                #expect(try await other.signIn("alice", "wrong").status == .forbidden)
            }
            #expect(try await other.signIn("alice", TestServer.password).status == .seeOther)
        }
    }

    @Test("X47 the pause doubles up to fifteen minutes")
    func pauses() {
        let policy = AttemptPolicy.backOff(
            free: 5, first: 30_000, longest: 900_000, memory: 86_400_000)
        var counter: AttemptCounter?
        var now: Int64 = 1_000
        var pauses: [Int64] = []
        for _ in 0..<12 {
            guard case .admitted(let next) = policy.attempt(counter, key: "k", at: now) else {
                Issue.record("refused after its pause")
                return
            }
            let pause = max(0, next.blockedUntilMilliseconds - now)
            if pause > 0 {
                #expect(
                    policy.attempt(next, key: "k", at: now + pause - 1)
                        == .refused(untilMilliseconds: now + pause))
            }
            pauses.append(pause / 1_000)
            counter = next
            now += pause
        }
        #expect(pauses == [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900])
    }

    @Test("X41 sign-in without its own form is refused")
    func loginForgery() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var browser = TestBrowser(client)
            let answer = try await browser.post(
                "/login", ["username": "alice", "password": TestServer.password])
            #expect(answer.status == .forbidden)
            #expect(browser.cookies["__Host-session"] == nil)
        }
    }

    @Test("passwords are stored by scrypt with their parameters")
    func passwordHash() throws {
        var random = SystemRandomNumberGenerator()
        let hash = try PasswordHash(of: "a password", using: &random)
        #expect(hash.text.hasPrefix("scrypt$15$8$3$"))
        #expect(hash.matches("a password"))
        #expect(!hash.matches("a passwore"))
        for damaged in ["", "scrypt$15$8$3$x", "scrypt$99$8$3$AAAA$AAAA", "scrypt$15$8$3$AA$", "x"]
        {
            #expect(!PasswordHash(stored: damaged).matches("a password"))
        }
    }

    private static func withoutToken(_ response: TestResponse) -> [Substring] {
        response.text.split(separator: "\n").filter {
            !$0.contains("form_token") && !$0.contains("value=\"alice\"")
                && !$0.contains("value=\"nobody\"")
        }
    }
}

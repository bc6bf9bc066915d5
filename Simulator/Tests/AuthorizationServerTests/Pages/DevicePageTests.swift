import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import AuthorizationServer
@testable import ScriptedUser

@Suite struct DevicePageTests {
    @Test("S8 S9 typed code, confirmation, and back to the device")
    func approve() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.codes()
            server.clock.advance(seconds: 40)
            var browser = try await server.browser(client, as: TestServer.username)
            let page = try await browser.enter(codes.user_code)
            let text = HTMLPage(page.text).text
            for part in [
                codes.user_code, "Living-room TV", "15 January 2027, 08:00 UTC (40 s ago)",
                "unknown", "alice", "Only continue if this code is on a device in your hand",
                "know which account you signed in with",
            ] {
                #expect(text.contains(part), "\(part)")
            }
            let done = try await browser.decide(page, "approve")
            #expect(
                HTMLPage(done.text).text.contains("You are signed in. Return to your device."))
        }
    }

    @Test("S11 X14 the complete URI fills the code in, asks to compare it, and changes nothing")
    func completeURI() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.codes()
            let path = "/device?user_code=" + codes.user_code
            var browser = TestBrowser(client)
            let first = try await browser.get(path)
            #expect(first.status == .seeOther)
            #expect(
                first.headers[.location]
                    == "/login?return=%2Fdevice%3Fuser_code%3D" + codes.user_code)
            browser = try await server.browser(client, as: TestServer.username)
            for query in ["", "&authorize=true", "&decision=approve&form_token=x", "&user_code=x"] {
                let page = try await browser.get(path + query)
                #expect(page.status == .ok)
                if query.hasPrefix("&user_code") { continue }
                #expect(page.text.contains(codes.user_code))
                #expect(page.text.contains("Compare this code"))
            }
            let hash = CodeHash(ofSecret: codes.device_code)
            let grant = try await server.store.grant(deviceCodeHash: hash)
            #expect(grant?.state == .pending)
            #expect(grant?.claimant == nil)
        }
    }

    @Test("X22 Decline comes first, so Enter declines")
    func declineFirst() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.codes()
            var browser = try await server.browser(client, as: TestServer.username)
            let form = HTMLPage(try await browser.enter(codes.user_code).text)
                .form(withButton: "Authorize")
            #expect(form?.buttons.map(\.label) == ["Decline", "Authorize"])
        }
    }

    @Test("X2 wrong, expired, used and foreign codes get the same answer")
    func sameRefusal() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let expired = try await client.codes()
            server.clock.advance(seconds: 601)
            let used = try await client.codes()
            let foreign = try await client.codes()
            var alice = try await server.browser(client, as: TestServer.username)
            let page = try await alice.enter(used.user_code)
            _ = try await alice.decide(page, "approve")
            _ = try await alice.enter(foreign.user_code)
            var bob = try await server.browser(client, as: "bob")
            let answers = [
                try await bob.enter("BBBB-BBBB"), try await bob.enter(expired.user_code),
                try await bob.enter(used.user_code), try await bob.enter(foreign.user_code),
            ]
            for answer in answers {
                #expect(answer.status == .unprocessableContent)
                #expect(answer.text == answers[0].text)
            }
        }
    }

    @Test("X1 the sixth code is refused before it is looked at, and a right one then, too")
    func attemptLimit() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.codes()
            var browser = try await server.browser(client, as: TestServer.username)
            for _ in 0..<5 {
                #expect(try await browser.enter("BBBBBBBB").status == .unprocessableContent)
            }
            #expect(try await browser.enter("BBBBBBBB").status == .tooManyRequests)
            #expect(try await browser.enter(codes.user_code).status == .tooManyRequests)
            // A new session of the same account is no way around it.
            browser = try await server.browser(client, as: TestServer.username)
            #expect(try await browser.enter(codes.user_code).status == .tooManyRequests)
            server.clock.advance(seconds: 600)
            let fresh = try await client.codes()
            #expect(try await browser.enter(fresh.user_code).status == .ok)
        }
    }

    @Test("X1 parallel guesses do not pass the limit, and right codes do not count")
    func parallelGuesses() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let browser = try await server.browser(client, as: TestServer.username)
            let statuses = try await withThrowingTaskGroup(of: HTTPResponse.Status.self) { group in
                for _ in 0..<24 {
                    group.addTask {
                        var own = browser
                        return try await own.enter("BBBBBBBB").status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == .unprocessableContent } <= 5)
            var bob = try await server.browser(client, as: "bob")
            for _ in 0..<8 {
                let codes = try await client.codes()
                #expect(try await bob.enter(codes.user_code).status == .ok)
            }
        }
    }

    @Test("X3 malformed codes count")
    func malformedCount() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.codes()
            var browser = try await server.browser(client, as: TestServer.username)
            for code in ["", "x", "WDJB", "WDJBMJHTWDJB", "<b>"] {
                _ = try await browser.enter(code)
            }
            #expect(try await browser.enter(codes.user_code).status == .tooManyRequests)
        }
    }

    @Test("X1 wrong codes over all are limited, whoever sends them")
    func overAll() async throws {
        let server = try await TestServer.make()
        let limits = AttemptLimits(store: server.store)
        let attempts = CodeAttempts(limits: limits, .standard)
        let now = server.clock.milliseconds
        var admitted = 0
        for index in 0..<1_000 {
            let user = SignedInUser(
                sessionID: "\(index)",
                session: Session(
                    idHash: CodeHash(ofSecret: "\(index)"), subject: "\(index)", username: "u",
                    authenticatedAtMilliseconds: now, lastUsedAtMilliseconds: now))
            let verdict = try await attempts.attempt(user, addressKey: "\(index)", at: now)
            if verdict == .admitted { admitted += 1 }
        }
        #expect(admitted == Limits.codeAttemptsOverAll)
    }

    @Test("X9 pressing Authorize twice is one approval; after the end it is closed")
    func twice() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.codes()
            var browser = try await server.browser(client, as: TestServer.username)
            let page = try await browser.enter(codes.user_code)
            #expect(try await browser.decide(page, "approve").status == .ok)
            #expect(try await browser.decide(page, "approve").status == .ok)
            #expect(try await browser.decide(page, "deny").status == .conflict)
            let late = try await client.codes()
            let latePage = try await browser.enter(late.user_code)
            server.clock.advance(seconds: 600)
            #expect(try await browser.decide(latePage, "approve").status == .conflict)
            #expect(try await client.poll(late.device_code).error == "expired_token")
        }
    }
}

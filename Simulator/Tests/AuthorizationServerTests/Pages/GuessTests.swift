import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import AuthorizationServer
@testable import ScriptedUser

@Suite struct GuessTests {
    @Test("X1 of 1,000 wrong codes from 1,000 sessions at one address 20 are looked at")
    func thousandSessions() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var looked = 0
            for index in 0..<1_000 {
                var browser = try await server.browser(client, as: "user-\(index)")
                let status = try await browser.enter("BBBB-BBBB").status
                #expect([.unprocessableContent, .tooManyRequests].contains(status))
                if status == .unprocessableContent { looked += 1 }
            }
            #expect(looked == Limits.codeAttemptsPerAddress)
        }
    }

    @Test("X1 X14 a GET looks at no code: the right one and a wrong one give the same page")
    func guessesByGet() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.codes()
            var browser = try await server.browser(client, as: TestServer.username)
            let right = try await browser.get("/device?user_code=" + codes.user_code)
            let wrong = try await browser.get("/device?user_code=BBBB-BBBB")
            #expect(right.status == wrong.status)
            #expect(
                right.text.replacing(codes.user_code, with: "CODE")
                    == wrong.text.replacing("BBBB-BBBB", with: "CODE"))
            for _ in 0..<50 { _ = try await browser.get("/device?user_code=BBBB-BBBB") }
            #expect(try await browser.enter(codes.user_code).status == .ok)
        }
    }

    @Test("X3 after 100 malformed codes a valid one is refused")
    func malformed() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.codes()
            var browser = try await server.browser(client, as: TestServer.username)
            for index in 0..<100 {
                _ = try await browser.enter(String(codes.user_code.prefix(index % 8)))
            }
            #expect(try await browser.enter(codes.user_code).status == .tooManyRequests)
        }
    }

    @Test(
        "X4 S18 case, blanks, dashes, dots and full width are free",
        arguments: [
            { $0.lowercased() }, { $0.replacing("-", with: "") }, { " " + $0 + " " },
            { $0.replacing("-", with: " – ") }, { $0.map { "\($0)." }.joined() },
            { (code: String) in
                String(
                    String.UnicodeScalarView(
                        code.unicodeScalars.compactMap {
                            Unicode.Scalar($0.value < 0x7F ? $0.value + 0xFEE0 : $0.value)
                        }))
            },
        ] as [@Sendable (String) -> String])
    func folding(spelling: @Sendable (String) -> String) async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.codes()
            var browser = try await server.browser(client, as: TestServer.username)
            let page = try await browser.enter(spelling(codes.user_code))
            #expect(page.text.contains(codes.user_code))
        }
    }

    @Test("X4 nothing is cut short: a ninth symbol or a letter of another script is no code")
    func notCut() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.codes()
            var browser = try await server.browser(client, as: TestServer.username)
            for typed in [
                codes.user_code + "B", "B" + codes.user_code, codes.user_code + "Ж",
                codes.user_code + "\u{0}",
            ] {
                #expect(try await browser.enter(typed).status == .unprocessableContent)
            }
            #expect(try await browser.enter(codes.user_code).status == .ok)
        }
    }

    /// Each of a kind from an account of its own, as the limits would answer otherwise.
    @Test("X2 1,000 wrong, expired, used and foreign codes each get the same status and body")
    func thousandOfEach() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let tokens = FormTokens(key: server.app.serverKey.derived(for: "form-token"))
            func enter(_ code: String, _ browser: inout TestBrowser) async throws -> TestResponse {
                let session = browser.cookies["__Host-session"] ?? ""
                let token = tokens.token(for: .code, session: session)
                return try await browser.post(
                    "/device", ["form_token": token, "user_code": code])
            }
            var answers: Set<String> = []
            var times = AnswerTimes("user code")
            for round in 0..<1_000 {
                let expired = try await server.codes(from: "unknown").userCode
                // The counters of one address end with the life of a code, too.
                server.clock.advance(seconds: 600)
                let used = try await server.codes(from: "unknown").userCode
                let foreign = try await server.codes(from: "unknown").userCode
                var owner = try await server.browser(client, as: "owner-\(round)")
                _ = try await owner.decide(try await enter(used, &owner), "deny")
                _ = try await enter(foreign, &owner)
                var browser = try await server.browser(client, as: "guesser-\(round)")
                for (kind, code) in [
                    ("wrong", "BBBB-BBBB"), ("expired", expired), ("used", used),
                    ("foreign", foreign),
                ] {
                    let answer = try await times.measure(kind) { try await enter(code, &browser) }
                    answers.insert("\(answer.status.code) " + Self.withoutAccount(answer, round))
                }
            }
            #expect(answers.count == 1)
            #expect(answers.first?.hasPrefix("422 ") == true)
            times.printed()
        }
    }

    /// What differs between two accounts: the name and the tokens.
    private static func withoutAccount(_ answer: TestResponse, _ round: Int) -> String {
        answer.text.replacing("guesser-\(round)", with: "guesser")
            .replacing(/name="form_token" value="[^"]*"/, with: "")
    }
}

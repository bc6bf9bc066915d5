import DeviceGrant
import GrantPlayer
import Testing

/// Answers that real servers have been seen to give.
@Suite struct OtherServersTests {
    enum Step: Sendable {
        case goesOn
        case ends(GrantOutcome)
    }

    static let answers: [(name: String, reply: Reply, step: Step)] = [
        (
            "200 without access_token", .json(200, #"{"token_type":"Bearer"}"#),
            .ends(.refusedAnswer(.missing(.accessToken)))
        ),
        ("{}", .json(200, "{}"), .ends(.refusedAnswer(.missing(.accessToken)))),
        ("400 {}", .json(400, "{}"), .ends(.refusedAnswer(.status(400)))),
        (
            "HTML 500", .http(500, ["Content-Type: text/html", "Content-Length: 6"], "<html>"),
            .goesOn
        ),
        (
            "HTML 502, chunked",
            .chunked(502, "<html><body>Bad gateway</body></html>"), .goesOn
        ),
        ("empty 401", .json(401, ""), .ends(.refusedAnswer(.status(401)))),
        ("empty 405", .json(405, ""), .ends(.refusedAnswer(.status(405)))),
        (
            "404 device_not_found", .error("device_not_found", status: 404),
            .ends(.refusedAnswer(.error(.unknown)))
        ),
        ("access_denied for an unknown code", .error("access_denied"), .ends(.denied)),
        (
            "bearer in lower case", .json(200, #"{"access_token":"a","token_type":"bearer"}"#),
            .ends(.granted)
        ),
        ("no token_type", .json(200, #"{"access_token":"a"}"#), .ends(.granted)),
        ("a 30 s stall", .pending.with { $0.answerMilliseconds = 30_000 }, .goesOn),
        (
            "a 30 s stall before tokens", .tokens.with { $0.answerMilliseconds = 30_000 },
            .ends(.granted)
        ),
        (
            "a body of 4 kB",
            .json(
                400,
                #"{"error":"authorization_pending","error_description":"\#(String(repeating: "x", count: 4_096))"}"#
            ), .goesOn
        ),
        ("slow_down", .slowDown, .goesOn),
        ("GitHub: 200 with error", .error("authorization_pending", status: 200), .goesOn),
        (
            "GitHub: interval inside slow_down",
            .json(200, #"{"error":"slow_down","error_description":"x","interval":10}"#), .goesOn
        ),
        (
            "Google: 428 precondition required",
            .error("authorization_pending", status: 428), .goesOn
        ),
        ("Google: 403 slow_down", .error("slow_down", status: 403), .goesOn),
        ("Google: 403 access_denied", .error("access_denied", status: 403), .ends(.denied)),
        (
            "Microsoft: authorization_declined, unknown here",
            .error("authorization_declined"), .ends(.refusedAnswer(.error(.unknown)))
        ),
        ("expired_token", .error("expired_token"), .ends(.expired)),
        ("429 with Retry-After", .json(429, "", fields: ["Retry-After: 1"]), .goesOn),
        (
            "Azure: error_codes and trace in the body",
            .json(
                400,
                #"{"error":"authorization_pending","error_codes":[70016],"timestamp":"t","correlation_id":"c"}"#
            ), .goesOn
        ),
    ]

    @Test("An answer to a poll as real servers give it", arguments: answers.indices)
    func poll(_ index: Int) throws {
        let answer = Self.answers[index]
        for pieces in [Reply.Pieces.whole, .bytewise] {
            let reply = answer.reply.with { $0.pieces = pieces }
            let player = try StandardPlayer(.make(), [.codes(), reply, .tokens])
            let outcome = player.play()
            switch answer.step {
            case .goesOn:
                #expect(outcome == .granted, "\(answer.name)")
                #expect(player.polls.count == 2, "\(answer.name)")
            case .ends(let expected):
                #expect(outcome == expected, "\(answer.name)")
                #expect(player.polls.count == 1, "\(answer.name)")
            }
        }
    }

    @Test("C8 Google's whole answer with codes is understood")
    func google() throws {
        let body = """
            {"device_code":"AH-1Ng3","user_code":"GQVQ-JKEC","expires_in":1800,"interval":5,\
            "verification_url":"https://www.google.com/device"}
            """
        let player = try StandardPlayer(
            .make(), [.json(200, body), .error("authorization_pending", status: 428), .tokens])
        #expect(player.play() == .granted)
        #expect(player.shown[1].verificationURI == "https://www.google.com/device")
        #expect(player.shown[1].userCode == "GQVQ-JKEC")
    }

    @Test("X17 Microsoft's whole answer with codes is understood")
    func microsoft() throws {
        let body = """
            {"user_code":"FJC3P3","device_code":"FAQABAAEAAAD","verification_uri":\
            "https://microsoft.com/devicelogin","expires_in":900,"interval":5,"message":\
            "To sign in, use a web browser to open the page https://microsoft.com/devicelogin."}
            """
        let player = try StandardPlayer(.make(), [.json(200, body), .tokens])
        #expect(player.play() == .granted)
        #expect(player.shown[1].verificationURI == "https://microsoft.com/devicelogin")
        #expect(player.shown[1].verificationURIComplete == "")
    }

    @Test("C17 A server that never says expired is left at the deadline")
    func neverExpired() throws {
        let player = try StandardPlayer(
            .make(), [.codes(expiresIn: "900"), .error("authorization_pending", status: 428)])
        #expect(player.play() == .expired)
        #expect(player.elapsed == 900_110)
    }
}

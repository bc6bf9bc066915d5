import DeviceGrant
import GrantPlayer
import Testing

/// What the device makes of answers that real and hostile servers give.
@Suite struct AnswerTests {
    // MARK: Tokens

    @Test(
        "A 200 without a token is refused by name",
        arguments: [
            "{}", #"{"token_type":"Bearer"}"#, #"{"access_token":""}"#, #"{"access_token":null}"#,
        ])
    func withoutToken(_ body: String) throws {
        try expect(.refusedAnswer(.missing(.accessToken)), fromPoll: .json(200, body))
    }

    @Test(
        "A 200 that is no JSON object is refused",
        arguments: [
            "", " ", "[]", "\"token\"", "1", "null", "<html>It works!</html>", "{", "{}}",
            #"{"access_token":"a"} x"#, #"[{"access_token":"a"}]"#,
            #"{"access_token":"a","expires_in":01}"#, #"{'access_token':'a'}"#,
        ])
    func notJSON(_ body: String) throws {
        try expect(.refusedAnswer(.notJSON), fromPoll: .json(200, body))
        try expect(.refusedAnswer(.notJSON), fromCodes: .json(200, body))
    }

    @Test(
        "X51 An error inside a body that is not JSON counts for nothing",
        arguments: [
            #"{"error":"access_denied""#, #"{"error":"authorization_pending",}"#,
            #"{"error":"slow_down"}{}"#, #"{"error":"expired_token","a":"\x"}"#,
        ])
    func errorInBrokenBody(_ body: String) throws {
        try expect(.refusedAnswer(.notJSON), fromPoll: .json(200, body))
        try expect(.refusedAnswer(.status(400)), fromPoll: .json(400, body))
        try expect(.refusedAnswer(.notJSON), fromCodes: .json(200, body))
        try expect(.refusedAnswer(.status(400)), fromCodes: .json(400, body))
    }

    @Test(
        "token_type may be missing or in any case",
        arguments: [
            "", #","token_type":"bearer""#, #","token_type":"BEARER""#, #","token_type":null"#,
        ])
    func tokenType(_ member: String) throws {
        try expect(.granted, fromPoll: .json(200, #"{"access_token":"a"\#(member)}"#))
    }

    @Test("Members that nobody knows, of any type and size, are passed over")
    func unknownMembers() throws {
        let long = String(repeating: "x", count: 20_000)
        let body = """
            {"a":{"access_token":"nested"},"b":[1,[2,{"c":null}]],"\(long)":"\(long)","scope":"s",\
            "access_token":"the one","d":true,"e":-1.5e300}
            """
        let player = try StandardPlayer(.make(), [.codes(), .json(200, body)])
        #expect(player.play() == .granted)
        #expect(player.accessToken == "the one")
    }

    @Test("Escapes in names and values mean what they stand for")
    func escapes() throws {
        let body = #"{"\u0061ccess\u005Ftoken":"a\/b\u0041\n\uD83D\uDE00\"\\"}"#
        let player = try StandardPlayer(.make(), [.codes(), .json(200, body)])
        #expect(player.play() == .granted)
        #expect(player.accessToken == "a/bA\n😀\"\\")
    }

    @Test(
        "X51 A known member that is given twice is refused by name, however it is written",
        arguments: [
            (#"{"access_token":"a","access_token":"a"}"#, AnswerMember.accessToken),
            (#"{"access_token":"a","access\u005ftoken":"b"}"#, .accessToken),
            (#"{"access_token":null,"access_token":"b"}"#, .accessToken),
            (#"{"access_token":"a","access_token":null}"#, .accessToken),
            (#"{"access_token":"a","refresh_token":"b","refresh_token":"c"}"#, .refreshToken),
            (#"{"access_token":"a","id_token":"b","id_token":"c"}"#, .idToken),
            (#"{"access_token":"a","expires_in":1,"expires_in":2}"#, .expiresIn),
            (#"{"access_token":"a","token_type":"b","token_type":"b"}"#, .tokenType),
            (#"{"error":"authorization_pending","error":"access_denied"}"#, .error),
            (#"{"error":"slow_down","interval":1,"interval":2}"#, .interval),
        ])
    func duplicates(_ body: String, _ member: AnswerMember) throws {
        try expect(.refusedAnswer(.duplicate(member)), fromPoll: .json(200, body))
        try expect(.refusedAnswer(.duplicate(member)), fromPoll: .json(400, body))
    }

    @Test(
        "X51 A member of the codes that is given twice is refused by name",
        arguments: [
            (#""device_code":"e""#, AnswerMember.deviceCode), (#""user_code":"w""#, .userCode),
            (#""verification_uri":"https://evil.example/""#, .verificationURI),
            (#""interval":0"#, .interval), (#""expires_in":1"#, .expiresIn),
        ])
    func duplicateCodes(_ member: String, _ name: AnswerMember) throws {
        let body = Reply.codesBody().dropLast() + ",\(member)}"
        try expect(.refusedAnswer(.duplicate(name)), fromCodes: .json(200, String(body)))
    }

    @Test(
        "A member of another type than a string is refused by name",
        arguments: [
            (#"{"access_token":5}"#, AnswerMember.accessToken),
            (#"{"access_token":["a"]}"#, .accessToken),
            (#"{"access_token":{"access_token":"a"}}"#, .accessToken),
            (#"{"access_token":"a","refresh_token":true}"#, .refreshToken),
            (#"{"access_token":"a","id_token":{}}"#, .idToken),
        ])
    func wrongTypes(_ body: String, _ member: AnswerMember) throws {
        try expect(.refusedAnswer(.wrongType(member)), fromPoll: .json(200, body))
    }

    @Test(
        "An error of another type than a string is an unknown error",
        arguments: ["5", "{}", "[\"slow_down\"]", "true"])
    func errorOfOtherType(_ error: String) throws {
        try expect(.refusedAnswer(.error(.unknown)), fromPoll: .json(400, #"{"error":\#(error)}"#))
    }

    @Test("An error of null is no error")
    func errorNull() throws {
        try expect(.granted, fromPoll: .json(200, #"{"error":null,"access_token":"a"}"#))
    }

    @Test(
        "X52 A token of each length around the capacity is taken whole or refused by name",
        arguments: 1_918...1_922)
    func tokenLengths(_ count: Int) throws {
        let token = String(repeating: "t", count: count)
        for (name, member) in [
            ("access_token", AnswerMember.accessToken), ("refresh_token", .refreshToken),
            ("id_token", .idToken),
        ] {
            let other = member == .accessToken ? "" : #""access_token":"a","#
            let player = try StandardPlayer(
                .make(), [.codes(), .json(200, #"{\#(other)"\#(name)":"\#(token)"}"#)])
            if count <= 1_920 {
                #expect(player.play() == .granted)
                #expect(player.records[0].firstIndex(of: Array(token.utf8)) != nil)
            } else {
                #expect(player.play() == .refusedAnswer(.tooLong(member)))
                #expect(player.records == [])
                #expect(player.accessToken == "")
            }
        }
    }

    @Test(
        "X52 With small capacities a token of every length from 0 to two bytes too many is judged right"
    )
    func everyTokenLength() throws {
        for count in 0...514 {
            let token = String(repeating: "t", count: count)
            let player = try SmallPlayer(
                .make(), [.codes(), .json(200, #"{"access_token":"\#(token)"}"#)])
            switch count {
            case 0: #expect(player.play() == .refusedAnswer(.missing(.accessToken)))
            case 1...512:
                #expect(player.play() == .granted)
                #expect(player.accessToken == token)
            default: #expect(player.play() == .refusedAnswer(.tooLong(.accessToken)))
            }
        }
    }

    @Test("X52 A token that one escape makes too long is refused, not cut")
    func escapedTokenTooLong() throws {
        let token = String(repeating: "t", count: 510) + #"\u20AC"#
        let player = try SmallPlayer(
            .make(), [.codes(), .json(200, #"{"access_token":"\#(token)"}"#)])
        #expect(player.play() == .refusedAnswer(.tooLong(.accessToken)))
    }

    @Test("The seed's token answer of 4 kB fits the default capacities")
    func largeAnswer() throws {
        let body = """
            {"id_token":"\(String(repeating: "i", count: 1_300))",\
            "access_token":"\(String(repeating: "a", count: 1_250))",\
            "refresh_token":"\(String(repeating: "r", count: 1_800))",\
            "expires_in":3600,"token_type":"Bearer"}
            """
        try expect(.granted, fromPoll: .json(200, body))
    }

    // MARK: Statuses

    @Test(
        "A failure without a JSON error is refused by its status",
        arguments: [301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 410, 428, 451, 499],
        ["", "{}", "<html>No</html>", #"{"message":"no"}"#])
    func status(_ status: Int, _ body: String) throws {
        let outcome = GrantOutcome.refusedAnswer(.status(UInt16(status)))
        try expect(outcome, fromPoll: .json(status, body))
        try expect(outcome, fromCodes: .json(status, body))
    }

    @Test("No redirect is followed: the next request goes where the configuration says")
    func redirect() throws {
        let redirect = Reply.json(307, "", fields: ["Location: https://evil.example/token"])
        let player = try StandardPlayer(.make(), [.codes(), redirect])
        #expect(player.play() == .refusedAnswer(.status(307)))
        #expect(player.requests.allSatisfy { $0.values(of: "host") == ["server.example.com"] })
    }

    @Test(
        "A server that cannot answer a poll now is asked again, and the code stays good",
        arguments: [
            Reply.http(502, ["Content-Type: text/html", "Content-Length: 11"], "<html>Bad.<"),
            .json(500, "{}"), .json(503, ""), .json(504, "gateway"), .json(429, "{}"),
            .json(408, ""), .error("temporarily_unavailable"), .error("server_error", status: 200),
            .error("invalid_request", status: 503), .error("invalid_request", status: 429),
        ])
    func serverTrouble(_ trouble: Reply) throws {
        let player = try StandardPlayer(.make(), [.codes(), trouble, trouble, .pending, .tokens])
        #expect(player.play() == .granted)
        #expect(
            player.pauses.lie(
                in: [
                    .exactly(5_000), .afterFailure(10_000), .afterFailure(20_000), .exactly(5_000),
                ]))
        #expect(
            player.screens == [.connecting, .code, .networkTrouble, .code, .finished(.granted)])
        guard case .serverTrouble = player.pollOutcomes.first else {
            Issue.record("\(player.pollOutcomes)")
            return
        }
    }

    @Test(
        "Retry-After puts the next poll off, as long as the codes live",
        arguments: [
            ("60", 60_000), ("0", 10_000), ("9", 10_000), ("11", 11_000),
            ("Fri, 31 Dec 1999 23:59:59 GMT", 10_000), ("-1", 10_000), ("1.5", 10_000),
        ] as [(String, UInt64)])
    func retryAfter(_ value: String, _ pause: UInt64) throws {
        let trouble = Reply.json(503, "", fields: ["Retry-After: \(value)"])
        let player = try StandardPlayer(.make(), [.codes(), trouble, .tokens])
        #expect(player.play() == .granted)
        #expect(
            player.pauses.lie(in: [.exactly(5_000), .afterFailure(10_000, asked: pause)]))
    }

    @Test(
        "A Retry-After beyond the codes' life lets them expire on time",
        arguments: ["86400", "4294967295", "99999999999999999999"])
    func retryAfterTooLong(_ value: String) throws {
        let trouble = Reply.json(503, "", fields: ["Retry-After: \(value)"])
        let player = try StandardPlayer(.make(), [.codes(), trouble])
        #expect(player.play() == .expired)
        #expect(player.elapsed == 1_800_110)
    }

    @Test(
        "A server that cannot give codes now ends the grant with its status",
        arguments: [500, 502, 503, 429])
    func noCodes(_ status: Int) throws {
        try expect(
            .refusedAnswer(.status(UInt16(status))), fromCodes: .json(status, "<html></html>"))
    }

    @Test(
        "An empty 401 and an empty 405 are refused by their status, whatever ends them",
        arguments: [401, 405])
    func emptyBody(_ status: Int) throws {
        let outcome = GrantOutcome.refusedAnswer(.status(UInt16(status)))
        try expect(outcome, fromPoll: .json(status, ""))
        try expect(outcome, fromPoll: .closeDelimited(status, ""))
        try expect(outcome, fromPoll: .http(status, ["Transfer-Encoding: chunked"], "0\r\n\r\n"))
    }

    @Test(
        "Codes that lack a required member are refused by name",
        arguments: [
            (#""device_code":"\#(Reply.deviceCode)","#, AnswerMember.deviceCode),
            (#""user_code":"\#(Reply.userCode)","#, .userCode),
            (#""verification_uri":"\#(Reply.verificationURI)","#, .verificationURI),
        ])
    func missing(_ part: String, _ member: AnswerMember) throws {
        let body = Reply.codesBody()
        let short = body.replacing(part, with: "")
        #expect(short.count < body.count)
        try expect(.refusedAnswer(.missing(member)), fromCodes: .json(200, short))
        let empty = body.replacing(part, with: #""\#(member.name)":"","#)
        try expect(.refusedAnswer(.missing(member)), fromCodes: .json(200, empty))
    }

    @Test(
        "A user code of each length up to the capacity is shown whole, and no longer one",
        arguments: 30...34)
    func userCodeLengths(_ count: Int) throws {
        let code = String(repeating: "W", count: count)
        let body = #"{"device_code":"d","user_code":"\#(code)","verification_uri":"https://a.b/"}"#
        let player = try StandardPlayer(.make(), [.json(200, body), .tokens])
        if count <= 32 {
            #expect(player.play() == .granted)
            #expect(player.shown[1].userCode == code)
        } else {
            #expect(player.play() == .refusedAnswer(.tooLong(.userCode)))
        }
    }

    @Test("Codes in an answer to a poll, and tokens in an answer with codes, count for nothing")
    func membersOfTheOtherAnswer() throws {
        let pending = """
            {"error":"authorization_pending","user_code":"EVIL","device_code":"EVIL",\
            "verification_uri":"https://evil.example/"}
            """
        let codes = Reply.codesBody().dropLast() + #","access_token":"EVIL"}"#
        let player = try StandardPlayer(
            .make(), [.json(200, String(codes)), .json(400, pending), .connectStalls, .tokens])
        #expect(player.play() == .granted)
        #expect(player.shown.allSatisfy { $0.userCode != "EVIL" })
        #expect(player.polls.allSatisfy { $0.parameter("device_code") == Reply.deviceCode })
        #expect(player.accessToken == Reply.accessToken)
    }

    // MARK: HTTP

    @Test(
        "An answer that is not HTTP ends the grant with the reason, and the connection is closed",
        arguments: [
            Reply(bytes: Array("SSH-2.0-OpenSSH_9.2\r\n".utf8)),
            Reply(bytes: Array("HTTP/2 200 OK\r\n\r\n".utf8)),
        ])
    func notHTTP(_ reply: Reply) throws {
        for replies in [[reply], [.codes(), reply]] {
            let player = try StandardPlayer(.make(), replies)
            #expect(player.play() == .refusedAnswer(.http(.malformedStatusLine)))
            #expect(player.closes == 1)
        }
    }

    @Test("An interim response before the answer is passed over")
    func interim() throws {
        var pending = Reply.pending
        pending.bytes = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8) + pending.bytes
        let player = try StandardPlayer(.make(), [.codes(), pending, .tokens])
        #expect(player.play() == .granted)
        #expect(player.pollOutcomes == [.authorizationPending, .granted])
    }

    // MARK: Playing

    private func expect(_ outcome: GrantOutcome, fromPoll reply: Reply) throws {
        let player = try StandardPlayer(.make(), [.codes(), reply])
        #expect(player.play() == outcome)
        #expect(player.polls.count == 1)
        #expect(player.screens.last == .finished(outcome))
    }

    private func expect(_ outcome: GrantOutcome, fromCodes reply: Reply) throws {
        let player = try StandardPlayer(.make(), [reply])
        #expect(player.play() == outcome)
        #expect(player.screens == [.connecting, .finished(outcome)])
    }
}

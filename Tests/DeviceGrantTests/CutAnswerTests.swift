import DeviceGrant
import GrantPlayer
import Testing

/// Every response of a grant, in every shape and in all pieces it can arrive in.
@Suite struct CutAnswerTests {
    enum Framing: CaseIterable, Sendable {
        case length, chunked, close

        func reply(_ status: Int, _ body: String) -> Reply {
            switch self {
            case .length: .json(status, body)
            case .chunked: .chunked(status, body)
            case .close: .closeDelimited(status, body)
            }
        }
    }

    static let answers: [(Int, String)] = [
        (400, #"{"error":"authorization_pending"}"#), (400, #"{"error":"slow_down"}"#),
        (200, Reply.tokensBody), (400, #"{"error":"access_denied","x":[1,{"y":"\u00e4"}]}"#),
        (502, "<html><body>Bad gateway</body></html>"),
    ]

    @Test("A grant's answers bytewise give the same trace as whole", arguments: Framing.allCases)
    func bytewise(_ framing: Framing) throws {
        for (status, body) in Self.answers {
            let replies = [
                framing.reply(200, Reply.codesBody()), framing.reply(status, body),
                framing.reply(200, Reply.tokensBody),
            ]
            let whole = try SmallPlayer(.make(), replies)
            whole.play()
            let bytewise = try SmallPlayer(
                .make(), replies.map { $0.with { $0.pieces = .bytewise } })
            bytewise.play()
            #expect(bytewise.trace == whole.trace)
        }
    }

    @Test(
        "A grant's answers split in two at every index give the same trace as whole",
        arguments: Framing.allCases)
    func split(_ framing: Framing) throws {
        for (status, body) in Self.answers {
            let answer = framing.reply(status, body)
            let whole = try SmallPlayer(.make(), [.codes(), answer, .tokens])
            whole.play()
            for index in 0...answer.bytes.count {
                let cut = answer.with { $0.pieces = .cut(at: index) }
                let player = try SmallPlayer(.make(), [.codes(), cut, .tokens])
                player.play()
                #expect(player.trace == whole.trace, "cut at \(index)")
            }
        }
    }

    @Test(
        "The answer with the codes split in two at every index gives the same trace as whole",
        arguments: Framing.allCases)
    func splitCodes(_ framing: Framing) throws {
        let answer = framing.reply(200, Reply.codesBody())
        let whole = try SmallPlayer(.make(), [answer, .tokens])
        #expect(whole.play() == .granted)
        for index in 0...answer.bytes.count {
            let cut = answer.with { $0.pieces = .cut(at: index) }
            let player = try SmallPlayer(.make(), [cut, .tokens])
            player.play()
            #expect(player.trace == whole.trace, "cut at \(index)")
        }
    }

    @Test(
        "A poll's answer that breaks off at any byte costs a pause, never the code",
        arguments: [Framing.length, .chunked])
    func brokenOff(_ framing: Framing) throws {
        for (status, body) in Self.answers {
            let answer = framing.reply(status, body)
            for index in 0..<answer.bytes.count {
                for ending in [Reply.Ending.closes, .fails(.closed)] {
                    let half = answer.with {
                        $0.bytes = Array($0.bytes[..<index])
                        $0.ending = ending
                    }
                    let player = try SmallPlayer(.make(), [.codes(), half, .tokens])
                    #expect(player.play() == .granted, "cut at \(index)")
                    #expect(player.pollOutcomes == [.networkFailure(.closed), .granted])
                    #expect(player.pauses.lie(in: [.exactly(5_000), .afterFailure(10_000)]))
                    #expect(player.polls.count == 2)
                }
            }
        }
    }

    @Test("A poll's answer that ends with the connection, cut inside its JSON, costs only a pause")
    func closeDelimitedBrokenOff() throws {
        for (status, body) in Self.answers.prefix(4) {
            let answer = Reply.closeDelimited(status, body)
            let head = answer.bytes.count - body.utf8.count
            for index in 0..<answer.bytes.count where index != head {
                let half = answer.with { $0.bytes = Array($0.bytes[..<index]) }
                let player = try SmallPlayer(.make(), [.codes(), half, .tokens])
                #expect(player.play() == .granted, "cut at \(index)")
                #expect(player.pollOutcomes == [.networkFailure(.closed), .granted])
            }
        }
    }

    @Test("Cut before the first byte of such a body it is an empty answer, judged by its status")
    func closeDelimitedEmpty() throws {
        let empty = try SmallPlayer(.make(), [.codes(), .closeDelimited(200, "")])
        #expect(empty.play() == .refusedAnswer(.notJSON))
        let refused = try SmallPlayer(.make(), [.codes(), .closeDelimited(400, "")])
        #expect(refused.play() == .refusedAnswer(.status(400)))
    }

    @Test(
        "The answer with the codes that breaks off at any byte ends the grant as closed",
        arguments: Framing.allCases)
    func codesBrokenOff(_ framing: Framing) throws {
        let answer = framing.reply(200, Reply.codesBody())
        let head = answer.bytes.count - Reply.codesBody().utf8.count
        for index in 0..<answer.bytes.count where framing != .close || index != head {
            let half = answer.with {
                $0.bytes = Array($0.bytes[..<index])
                $0.ending = .closes
            }
            let player = try SmallPlayer(.make(), [half])
            #expect(player.play() == .networkFailure(.closed), "cut at \(index)")
            #expect(!player.memoryHolds(Reply.deviceCode))
            #expect(!player.memoryHolds(Reply.userCode))
        }
    }

    @Test("Nothing of a half answer is left for the next one: a token of two halves is refused")
    func noLeftovers() throws {
        let body = #"{"access_token":"AAAA","refresh_token":"BBBB","error":"slow_down"}"#
        let whole = Reply.json(200, body)
        for index in 0..<whole.bytes.count {
            let half = whole.with {
                $0.bytes = Array($0.bytes[..<index])
                $0.ending = .closes
            }
            let player = try SmallPlayer(
                .make(), [.codes(), half, .json(200, #"{"id_token":"CCCC"}"#)])
            #expect(player.play() == .refusedAnswer(.missing(.accessToken)))
            #expect(!player.memoryHolds("AAAA"))
        }
    }
}

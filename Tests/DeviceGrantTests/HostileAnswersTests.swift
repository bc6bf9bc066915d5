import DeviceGrant
import Foundation
import GrantPlayer
import SeededRandom
import Testing
import Vectors

/// Strings that break things in every member of every answer, and answers damaged at random.
@Suite struct HostileAnswersTests {
    @Test(
        "X17 X51 A naughty string in any member ends in a stated outcome, and no screen shows it odd"
    )
    func naughtyStrings() throws {
        let file = try Vectors.files(of: "naughty-strings", ending: ".json")[0]
        let strings = try JSONDecoder().decode([String].self, from: Data(file.bytes))
        for text in strings {
            let value = String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
            for member in [
                "device_code", "user_code", "verification_uri", "interval", "expires_in",
            ] {
                let player = try SmallPlayer(
                    .make(), [.json(200, Self.codes(with: member, value)), .tokens])
                let outcome = player.play()
                #expect(outcome != nil, "\(member): \(text)")
                expectPlainScreens(player, "\(member): \(text)")
                if outcome == .granted {
                    #expect(player.polls.count == 1)
                    let expected = member == "device_code" ? text : "d"
                    #expect(player.polls[0].parameter("device_code") == expected)
                }
            }
            for member in ["access_token", "refresh_token", "id_token", "error", "expires_in"] {
                let player = try SmallPlayer(
                    .make(), [.codes(), .json(200, Self.tokens(with: member, value)), .denied])
                let outcome = player.play()
                #expect(outcome != nil, "\(member): \(text)")
                expectPlainScreens(player, "\(member): \(text)")
                if member == "access_token", outcome == .granted {
                    #expect(player.accessToken.utf8.elementsEqual(text.utf8))
                }
            }
        }
    }

    @Test(
        "An answer damaged at random means the same whole and bytewise, and never a trap",
        arguments: 1...16 as ClosedRange<UInt64>)
    func damaged(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let answers: [Reply] = [
            .codes(), .tokens, .pending, .chunked(200, Reply.tokensBody),
            .closeDelimited(400, #"{"error":"slow_down"}"#),
        ]
        for _ in 0..<60 {
            let answer = answers[Int.random(in: 0..<answers.count, using: &random)].with {
                for _ in 0..<Int.random(in: 1...3, using: &random) { $0.damage(&random) }
                $0.ending = .closes
            }
            let isFirst = Bool.random(using: &random)
            let replies = isFirst ? [answer, .tokens] : [.codes(), answer, .denied]
            let whole = try SmallPlayer(.make(), replies)
            let outcome = whole.play()
            #expect(outcome != nil)
            let bytewise = try SmallPlayer(
                .make(), replies.map { $0.with { $0.pieces = .bytewise } })
            bytewise.play()
            let text = String(decoding: answer.bytes, as: UTF8.self)
            // Bytes behind an answer that came with it close the connection; later ones nobody reads.
            #expect(
                bytewise.traceWithoutCloses == whole.traceWithoutCloses, "seed \(seed): \(text)")
            expectPlainScreens(whole, "seed \(seed): \(text)")
        }
    }

    private func expectPlainScreens(_ player: SmallPlayer, _ comment: String) {
        for shown in player.shown {
            for text in [shown.userCode, shown.verificationURI, shown.verificationURIComplete] {
                #expect(text.utf8.allSatisfy { 0x20...0x7E ~= $0 }, "\(comment)")
            }
            for uri in [shown.verificationURI, shown.verificationURIComplete] where !uri.isEmpty {
                #expect(uri.lowercased().hasPrefix("https://") && !uri.contains(" "), "\(comment)")
            }
        }
    }

    private static func codes(with member: String, _ value: String) -> String {
        object(
            ["device_code": "\"d\"", "user_code": "\"u\"", "verification_uri": "\"https://a.b/\""],
            with: member, value)
    }

    private static func tokens(with member: String, _ value: String) -> String {
        object(["access_token": "\"a\""], with: member, value)
    }

    private static func object(
        _ members: [String: String], with member: String, _ value: String
    ) -> String {
        let all = members.merging([member: value]) { $1 }.sorted { $0.key < $1.key }
        return "{" + all.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
    }
}

extension GrantPlayer {
    fileprivate var traceWithoutCloses: [Played] {
        trace.filter { if case .close = $0 { false } else { true } }
    }
}

extension Reply {
    /// Changes, removes or adds a byte somewhere.
    fileprivate mutating func damage(_ random: inout SplitMix64) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0...3, using: &random) {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
        case 2: bytes[place] = UInt8.random(in: 0x20...0x7E, using: &random)
        default: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
        }
    }
}

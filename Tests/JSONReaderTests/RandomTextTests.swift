import Foundation
import JSONReader
import SeededRandom
import Testing

/// Random texts and random damage, against Foundation's reader.
@Suite struct RandomTextTests {
    @Test(
        "X51 Random texts, whole and damaged, are taken or refused as Foundation does, in all pieces",
        arguments: 1...20 as ClosedRange<UInt64>)
    func randomTexts(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var taken = 0
        for number in 0..<100 {
            var bytes = Array(value(depth: 0, &random).utf8)
            if number % 4 != 0 { damage(&bytes, &random) }
            #expect(differenceBetweenFeedings(bytes) == nil, "seed \(seed): \(bytes)")
            // Foundation takes only numbers that a double can hold.
            let text = String(decoding: bytes, as: UTF8.self)
            guard !text.contains(/[eE][+-]?[0-9]{3}/) else { continue }
            let reading = read(bytes)
            let other = try? JSONSerialization.jsonObject(
                with: Data(bytes), options: .fragmentsAllowed)
            let isTaken = other != nil && Acceptance.isTaken(bytes)
            #expect(reading.isAccepted == isTaken, "seed \(seed): \(bytes)")
            taken += isTaken ? 1 : 0
        }
        // Both kinds must come about, or the comparison says little.
        #expect((10...90).contains(taken), "seed \(seed): \(taken)")
    }

    private func value(depth: Int, _ random: inout SplitMix64) -> String {
        switch Int.random(in: 0...(depth < 6 ? 9 : 6), using: &random) {
        case 0: "null"
        case 1: "true"
        case 2: "false"
        case 3: "\(Int.random(in: -1_000_000...1_000_000, using: &random))"
        case 4: "\(Double.random(in: -1...1, using: &random))"
        case 5:
            "\(Int.random(in: 0...99, using: &random))e\(Int.random(in: -9...9, using: &random))"
        case 6: string(&random)
        case 7:
            "[" + list(&random) { value(depth: depth + 1, &$0) } + "]"
        default:
            "{" + list(&random) { string(&$0) + ":" + value(depth: depth + 1, &$0) } + "}"
        }
    }

    private func list(
        _ random: inout SplitMix64, _ element: (inout SplitMix64) -> String
    ) -> String {
        (0..<Int.random(in: 0...3, using: &random)).map { _ in element(&random) }
            .joined(separator: Bool.random(using: &random) ? "," : " ,\n")
    }

    private func string(_ random: inout SplitMix64) -> String {
        let pieces = [
            "a", "é", "€", "😀", #"\n"#, #"\""#, #"\\"#, #"\u0041"#, #"\uD83D\uDE00"#, "\u{7F}",
        ]
        return "\""
            + (0..<Int.random(in: 0...5, using: &random))
            .map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }.joined() + "\""
    }

    private func damage(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        let likely = Array("{}[]:,\"\\u0-.e+ \n\tDd8\u{E9}".utf8)
        switch Int.random(in: 0...3, using: &random) {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(likely[Int.random(in: 0..<likely.count, using: &random)], at: place)
        case 2: bytes[place] = likely[Int.random(in: 0..<likely.count, using: &random)]
        default: bytes[place] = UInt8.random(in: 0...255, using: &random)
        }
    }
}

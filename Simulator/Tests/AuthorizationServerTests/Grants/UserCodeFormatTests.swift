import Testing

@testable import AuthorizationServer

@Suite struct UserCodeFormatTests {
    private let format = GrantSettings.standard.userCode

    @Test("S18 a code is shown in groups and read back in any writing")
    func foldedWriting() {
        let symbols = format.alphabet.symbols
        for first in symbols.indices {
            let folded = (0..<8).map { symbols[(first + $0) % symbols.count] }
            let code = UserCode(folded: String(decoding: folded, as: UTF8.self))
            let shown = format.display(code)
            #expect(shown.count == 9)
            #expect(Array(shown)[4] == "-")
            let spaced = shown.map(String.init).joined(separator: " ")
            for typed in [
                shown, shown.lowercased(), shown.filter { $0 != "-" }, " \(spaced)\t",
                "\(shown).", shown.replacing("-", with: "\u{2013}"),
                shown.replacing("-", with: "\u{00A0}"), Self.fullWidth(shown),
            ] {
                #expect(format.parse(typed) == code, "\(typed)")
            }
        }
    }

    @Test("S18 look-alikes count as the symbol that is meant")
    func lookAlikes() {
        #expect(format.parse("I1l1-BBBB") == format.parse("LLLL-BBBB"))
        #expect(format.parse("8522-6BSZ") == format.parse("BSZZ-GBSZ"))
        #expect(format.parse("oooo-0000") == format.parse("0000-0000"))
    }

    @Test(
        "X4 nothing is cut short or passed over",
        arguments: [
            "WDJBMJHTC", "WDJB-MJHT-C", "WDJBMJH", "", "WDJB MJHA", "WDJB\u{0}MJHT", "WDJBMJHÄ",
            "WDJB-MJHT\u{1F4FA}", String(repeating: "-", count: 60) + "WDJBMJHT",
        ])
    func malformed(typed: String) {
        #expect(format.parse(typed) == nil)
    }

    @Test("S15 the standard alphabet has no vowel and no two symbols that look alike")
    func alphabet() {
        let symbols = String(decoding: format.alphabet.symbols, as: UTF8.self)
        #expect(symbols == "03479BCDFGHJKLMNPQRSTVWXZ".filter { $0 != "1" })
    }

    @Test("X5 every symbol is drawn equally often")
    func unbiased() throws {
        // Chi-squared over 62 symbols: 100 is beyond 99.9 percent of fair alphabets.
        let alphabet = try #require(CodeAlphabet(format: "#aA"))
        var random = SystemRandomNumberGenerator()
        var counts: [UInt8: Int] = [:]
        for symbol in alphabet.draw(620_000, using: &random).utf8 {
            counts[symbol, default: 0] += 1
        }
        #expect(counts.count == 62)
        let deviation = counts.values.map { Double(($0 - 10_000) * ($0 - 10_000)) / 10_000 }
        #expect(deviation.reduce(0, +) < 120)
    }

    @Test("USER_CODE_MASK decides the groups")
    func mask() throws {
        let settings = try GrantSettings([.userCodeLength: "9", .userCodeMask: "***-***-***"])
        #expect(settings.userCode.display(UserCode(folded: "BCDFGHJKL")) == "BCD-FGH-JKL")
    }

    private static func fullWidth(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.compactMap { Unicode.Scalar($0.value + 0xFEE0) }))
    }
}

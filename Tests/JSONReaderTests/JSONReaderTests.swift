import JSONReader
import Testing

/// RFC 8259, rule by rule.
@Suite struct JSONReaderTests {
    @Test(
        "A text of each kind is taken, and its kind is known",
        arguments: [
            ("{}", JSONKind.object), ("[]", .array), ("\"\"", .string), ("0", .number),
            ("-1.5e+7", .number),
            ("true", .true), ("false", .false), ("null", .null), (" \t\r\n{} \t\r\n", .object),
        ])
    func kinds(_ text: String, _ kind: JSONKind) {
        #expect(read(text) == Reading(rootKind: kind))
    }

    @Test("Members of the top-level object are delivered in their order, with decoded names")
    func members() {
        let reading = read(
            #" { "a" : "x" , "b":-1.50e+07,"c" :true,"d":null, "\u0065\"" : "y\n" , "":false } "#)
        #expect(reading.texts == ["a=x", "b=-1.50e+07", "c=", "d=", "e\"=y\n", "="])
        #expect(reading.members.map(\.kind) == [.string, .number, .true, .null, .string, .false])
        #expect(reading.members.allSatisfy { $0.hasEnded })
    }

    @Test("What lies inside nested objects and arrays is checked, not delivered")
    func nested() {
        let reading = read(#"{"a":{"b":"x","c":["y",{"d":1}]},"e":[1,"z"],"f":"w"}"#)
        #expect(reading.texts == ["a=", "e=", "f=w"])
        #expect(reading.members.map(\.kind) == [.object, .array, .string])
        #expect(reading.members.allSatisfy { $0.hasEnded })
        #expect(read(#"{"a":{"b":01}}"#).error == .unexpectedByte)
    }

    @Test(
        "Nothing is delivered of a text that is not an object",
        arguments: ["[{\"a\":1}]", "\"a\"", "7"])
    func noObject(_ text: String) {
        let reading = read(text)
        #expect(reading.isAccepted)
        #expect(reading.members == [])
    }

    @Test("A member that is not wanted is checked, and nothing more")
    func skipped() {
        let text = #"{"a":"x","b":[1],"c":"y"}"#
        #expect(read(text) { $0 == "c" }.texts == ["c=y"])
        #expect(read(#"{"a":"\x","c":"y"}"#) { $0 == "c" }.error == .unexpectedByte)
    }

    @Test(
        "X51 A name of 32 bytes can be wanted, a longer one is checked and passed over",
        arguments: 30...35)
    func nameLengths(_ count: Int) {
        for name in [
            String(repeating: "n", count: count),
            String(repeating: "n", count: count - 2) + "\u{E4}",
            String(repeating: "n", count: count - 4) + "\u{1F600}",
        ] {
            let reading = read(#"{"\#(name)":"x","after":"y"}"#)
            #expect(reading.texts == (count <= 32 ? ["\(name)=x", "after=y"] : ["after=y"]))
        }
    }

    @Test("X51 A name that is too long is not the one that it begins with")
    func longNameIsNoOther() {
        let name = String(repeating: "n", count: 32)
        let reading = read(#"{"\#(name)x":{"\#(name)":1},"\#(name)":"y"}"#)
        #expect(reading.texts == ["\(name)=y"])
    }

    @Test("X51 Strings, names and numbers of a megabyte stream through")
    func longTexts() {
        let text = Array(
            (#"{"a":""# + String(repeating: "xyz\\u20AC", count: 100_000) + #""}"#).utf8)
        let reading = read(text)
        #expect(reading.isAccepted)
        #expect(reading.members[0].text.count == 600_000)
        #expect(read("{\"\(String(repeating: "n", count: 1_000_000))\":1}").isAccepted)
        #expect(read("{\"a\":\(String(repeating: "9", count: 1_000_000))}").isAccepted)
    }

    // MARK: Numbers and literals

    @Test(
        "X51 Numbers are those of RFC 8259 §6",
        arguments: [
            "0", "-0", "1", "-1", "10", "1234567890", "0.0", "0.5", "-0.5", "1.25", "1e1", "1E1",
            "1e+1",
            "1e-1", "0e0", "0E+00", "1.5e300", "-1.5E-300", "1e99999999999999999999",
            "123456789012345678901234567890",
        ])
    func numbers(_ text: String) {
        #expect(read(text).isAccepted)
        for (before, after) in [("[", "]"), ("[0,", ",1]"), ("{\"a\":", "}"), (" ", "\n")] {
            #expect(read(before + text + after).isAccepted)
        }
        #expect(read("{\"a\":\(text)}").texts == ["a=\(text)"])
        #expect(read("{\"a\":\(text) ,\"b\":1}").texts == ["a=\(text)", "b=1"])
    }

    @Test(
        "X51 Anything else that looks like a number is refused",
        arguments: [
            "-", "+1", "01", "-01", "00", "1.", ".5", "-.5", "1.e1", "1e", "1e+", "1e-", "1E",
            "1e1.5", "0x10",
            "1_000", "1,5", "--1", "1-", "1+1", "Infinity", "-Infinity", "NaN", "1a", "0b1", "٣",
            "1e 1", "- 1",
            "1 2", "-a", "0.1.2",
        ])
    func badNumbers(_ text: String) {
        #expect(!read("[\(text)]").isAccepted || text == "1,5")
        #expect(!read("{\"a\":\(text)}").isAccepted)
        #expect(!read(text).isAccepted)
    }

    @Test(
        "X51 Literals are lower case, whole, and followed by nothing of their own",
        arguments: [
            "True", "TRUE", "tru", "truee", "t", "fals", "falsee", "False", "nul", "nulll", "Null",
            "nil",
            "undefined", "true1", "nullnull", "true\u{0}",
        ])
    func badLiterals(_ text: String) {
        #expect(!read(text).isAccepted)
        #expect(!read("[\(text)]").isAccepted)
    }

    // MARK: Strings

    @Test("Each escape of RFC 8259 §7 stands for its character")
    func escapes() {
        let reading = read(#"{"a":"\"\\\/\b\f\n\r\t\u0000\u001f\u00e9\u20AC\uD83D\uDE00"}"#)
        #expect(reading.texts == ["a=\"\\/\u{8}\u{C}\n\r\t\0\u{1F}é€😀"])
    }

    @Test(
        "X51 Escapes that are none are refused",
        arguments: [
            #"\x"#, #"\ "#, #"\'"#, #"\0"#, #"\U0041"#, #"\u"#, #"\u1"#, #"\u123"#, #"\u123g"#,
            #"\u+123"#,
            #"\u 123"#, #"\a"#, #"\v"#, "\\\n", #"\u00"#, "\\\u{E9}",
        ])
    func badEscapes(_ text: String) {
        for text in ["\"\(text)\"", "{\"\(text)\":1}", "[\"a\(text)z\"]"] {
            #expect(read(text).error == .unexpectedByte)
        }
    }

    @Test(
        "X51 Half of a surrogate pair is refused, whatever stands where the other half should",
        arguments: [
            #"\uD800"#, #"\uDBFFx"#, #"\uD800\n"#, #"\uD800\\"#, #"\uD800\u0041"#, #"\uD800\uD800"#,
            #"\uDC00"#,
            #"\uDFFF"#, #"\uDC00\uD800"#, #"\uD83D\uDE00\uDE00"#, #"\uD800\uE000"#,
            #"\uD800\uDBFF"#,
            "\\uD800\u{E9}",
        ])
    func loneSurrogates(_ text: String) {
        for text in ["\"\(text)\"", "{\"\(text)\":1}", "[\"a\(text)b\"]"] {
            #expect(read(text).error == .loneSurrogate)
        }
    }

    @Test("Surrogate pairs at the ends of their ranges are their scalars")
    func surrogatePairs() {
        let reading = read(#"{"a":"\uD800\uDC00\uDBFF\uDFFF\ud83d\ude00\uD7FF\uE000\uFFFF"}"#)
        #expect(reading.texts == ["a=\u{10000}\u{10FFFF}\u{1F600}\u{D7FF}\u{E000}\u{FFFF}"])
    }

    @Test("X51 Control characters inside a string are refused, DEL is not", arguments: 0x00...0x1F)
    func controls(_ byte: Int) {
        #expect(read([0x22, UInt8(byte), 0x22]).error == .unexpectedByte)
        #expect(read([0x22, 0x7F, 0x22]).isAccepted)
    }

    @Test(
        "X51 Every sequence of one or two bytes is UTF-8 or refused, as the standard library says")
    func twoByteSequences() {
        for first in 0x20...0xFF as ClosedRange<UInt8> where first != 0x22 && first != 0x5C {
            #expect(isTaken([first]) == isUTF8([first]))
            for second in 0x80...0xFF as ClosedRange<UInt8> {
                #expect(isTaken([first, second]) == isUTF8([first, second]))
            }
        }
    }

    @Test(
        "X51 Sequences of three and four bytes at the edges of UTF-8 are taken or refused rightly")
    func longSequences() {
        let edges: [UInt8] = [
            0x20, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xE0, 0xFF,
        ]
        for first in 0xC0...0xFF as ClosedRange<UInt8> {
            for second in edges {
                for third in edges {
                    let three = [first, second, third]
                    #expect(isTaken(three) == isUTF8(three))
                    for fourth in edges {
                        #expect(isTaken(three + [fourth]) == isUTF8(three + [fourth]))
                    }
                }
            }
        }
    }

    private func isTaken(_ bytes: [UInt8]) -> Bool { read([0x22] + bytes + [0x22]).isAccepted }

    private func isUTF8(_ bytes: [UInt8]) -> Bool {
        String(validating: bytes, as: UTF8.self) != nil
    }

    // MARK: Structure

    @Test("X51 Eight levels are taken, the ninth is refused, in every mix of objects and arrays")
    func depth() {
        for mix in 0..<256 {
            for levels in [7, 8, 9] {
                let kinds = (0..<levels).map { mix >> $0 & 1 == 1 }
                let opening = kinds.map { $0 ? "{\"a\":" : "[" }.joined()
                let closing = kinds.reversed().map { $0 ? "}" : "]" }.joined()
                let reading = read(opening + "1" + closing)
                #expect(reading.error == (levels <= 8 ? nil : .tooDeep))
                // And what was opened as one is not closed as the other.
                guard levels <= 8 else { continue }
                let wrong = kinds.reversed().map { $0 ? "]" : "}" }.joined()
                #expect(read(opening + "1" + wrong).error == .unexpectedByte)
            }
        }
    }

    @Test("X51 A million opening brackets are refused at the ninth")
    func manyBrackets() {
        #expect(read([UInt8](repeating: 0x5B, count: 1_000_000)).error == .tooDeep)
    }

    @Test("X51 Levels that are closed do not count")
    func depthReturns() {
        let one = "[[[[[[[]]]]]]]"
        #expect(read("[\(Array(repeating: one, count: 50).joined(separator: ","))]").isAccepted)
    }

    @Test(
        "X51 Structure that is none is refused at once",
        arguments: [
            "]", "}", ",", ":", "[,", "[1,]", "[1,,2]", "[1 2]", "{,", "{1:2}", "{\"a\"}",
            "{\"a\",",
            "{\"a\"::1}", "{\"a\":}", "{\"a\":1,}", "{\"a\":1,,", "{\"a\":1 \"b\"", "[1:", "[}",
            "{]", "[]]",
            "{}}", "{}{}", "[] 1", "\"a\"\"b\"", "{'a':1}", "{a:1}", "[\u{A0}1]", "\u{FEFF}{}",
            "/**/1", "#",
            "[1]//", "{\"a\":1}\u{0}", "\u{B}1", "\u{C}1", "\u{2028}1", "{\"a\" 1}", "[\"a\":1]",
            "{\"a\":1:",
        ])
    func badStructure(_ text: String) {
        let reading = read(text)
        #expect(reading.error == .unexpectedByte)
    }

    @Test(
        "Every beginning of a text is incomplete, and the whole is not",
        arguments: [
            #"{"a":"b\u00e9\uD83D\uDE00é","c":[1,-2.5e+10,true,false,null,{}],"d":{}}"#,
            "[[],[{}]]",
            "\"x\"", "true", "null",
        ])
    func beginnings(_ text: String) {
        let bytes = Array(text.utf8)
        for count in 0..<bytes.count {
            #expect(read(Array(bytes[..<count])).error == .incomplete)
        }
        #expect(read(bytes).isAccepted)
    }
}

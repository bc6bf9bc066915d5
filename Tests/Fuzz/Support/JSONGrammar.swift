/// RFC 8259 once more, by recursive descent over the whole text: a second pair of eyes, which shares
/// nothing with the reader.
struct JSONGrammar {
    /// Whether the text is JSON whose objects and arrays lie at most `depth` inside one another, and
    /// whose escapes make whole scalars.
    static func accepts(_ text: Bytes, depth: Int) -> Bool {
        guard (try? UTF8Span(validating: text.span)) != nil else { return false }
        var grammar = JSONGrammar(text: text)
        return grammar.value(depth) && grammar.rest == text.count
    }

    private let text: Bytes
    private var rest = 0

    private init(text: Bytes) {
        self.text = text
    }

    private var byte: UInt8? { rest < text.count ? text[rest] : nil }

    private mutating func take(_ expected: UInt8) -> Bool {
        guard byte == expected else { return false }
        rest += 1
        return true
    }

    private mutating func take(_ expected: StaticString) -> Bool {
        for index in 0..<expected.utf8CodeUnitCount {
            guard take(expected.utf8Start[index]) else { return false }
        }
        return true
    }

    private mutating func blanks() {
        while let byte, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { rest += 1 }
    }

    private mutating func value(_ depth: Int) -> Bool {
        blanks()
        let isValue =
            switch byte {
            case UInt8(ascii: "{"): depth > 0 && list(object: true, depth - 1)
            case UInt8(ascii: "["): depth > 0 && list(object: false, depth - 1)
            case UInt8(ascii: "\""): string()
            case UInt8(ascii: "t"): take("true")
            case UInt8(ascii: "f"): take("false")
            case UInt8(ascii: "n"): take("null")
            default: number()
            }
        blanks()
        return isValue
    }

    private mutating func list(object: Bool, _ depth: Int) -> Bool {
        rest += 1
        let end = object ? UInt8(ascii: "}") : UInt8(ascii: "]")
        blanks()
        if take(end) { return true }
        while true {
            blanks()
            if object {
                guard byte == UInt8(ascii: "\""), string() else { return false }
                blanks()
                guard take(UInt8(ascii: ":")) else { return false }
            }
            guard value(depth) else { return false }
            if take(end) { return true }
            guard take(UInt8(ascii: ",")) else { return false }
        }
    }

    private mutating func digits() -> Bool {
        let start = rest
        while let byte, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { rest += 1 }
        return rest > start
    }

    private mutating func number() -> Bool {
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) {
            guard digits() else { return false }
        }
        if take(UInt8(ascii: ".")), !digits() { return false }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            return digits()
        }
        return true
    }

    private mutating func string() -> Bool {
        rest += 1
        while let byte {
            rest += 1
            switch byte {
            case UInt8(ascii: "\""): return true
            case 0..<0x20: return false
            case UInt8(ascii: "\\"):
                guard escape() else { return false }
            default: break
            }
        }
        return false
    }

    private mutating func escape() -> Bool {
        guard let letter = byte else { return false }
        rest += 1
        guard letter == UInt8(ascii: "u") else {
            return "\"\\/bfnrt".utf8.contains(letter)
        }
        guard let first = codeUnit() else { return false }
        guard 0xD800...0xDFFF ~= first else { return true }
        guard first < 0xDC00, take("\\u"), let second = codeUnit() else { return false }
        return 0xDC00...0xDFFF ~= second
    }

    private mutating func codeUnit() -> UInt32? {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = byte.flatMap({ Character(Unicode.Scalar($0)).hexDigitValue }) else {
                return nil
            }
            unit = unit << 4 | UInt32(digit)
            rest += 1
        }
        return unit
    }
}

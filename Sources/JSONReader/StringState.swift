/// What must be remembered between two bytes of a JSON string.
struct StringState {
    /// Whether the string is a member's name.
    var isName = false

    private var continuations: UInt8 = 0
    /// The range the next continuation byte must lie in; RFC 3629 §4 narrows the first one, so that
    /// overlong forms, surrogates and scalars above U+10FFFF cannot be written.
    private var lowest: UInt8 = 0x80
    private var highest: UInt8 = 0xBF

    private var hexValue: UInt32 = 0
    private var hexCount: UInt8 = 0
    /// The first half of a surrogate pair, 0 when none waits for its second half.
    private var highSurrogate: UInt32 = 0

    init(isName: Bool = false) {
        self.isName = isName
    }

    /// Whether a multi-byte UTF-8 sequence is not complete.
    var isInsideSequence: Bool { continuations > 0 }

    /// Takes one byte of a multi-byte sequence; false when it cannot stand there.
    mutating func takeUTF8(_ byte: UInt8) -> Bool {
        if continuations > 0 {
            guard lowest <= byte && byte <= highest else { return false }
            continuations -= 1
            lowest = 0x80
            highest = 0xBF
            return true
        }
        switch byte {
        case 0xC2...0xDF: continuations = 1
        case 0xE0...0xEF: continuations = 2
        case 0xF0...0xF4: continuations = 3
        default: return false
        }
        switch byte {
        case 0xE0: lowest = 0xA0
        case 0xED: highest = 0x9F
        case 0xF0: lowest = 0x90
        case 0xF4: highest = 0x8F
        default: break
        }
        return true
    }

    mutating func beginHexDigits() {
        hexValue = 0
        hexCount = 0
    }

    /// Takes one digit of a `\u` escape; true when it was the fourth.
    mutating func takeHexDigit(_ digit: UInt32) -> Bool {
        hexValue = hexValue << 4 | digit
        hexCount += 1
        return hexCount == 4
    }

    /// The scalar that the four digits complete, or nil when they are the first half of a pair.
    mutating func endHexDigits() throws(JSONError) -> UInt32? {
        let isHigh = 0xD800...0xDBFF ~= hexValue
        let isLow = 0xDC00...0xDFFF ~= hexValue
        guard isLow == (highSurrogate != 0) else { throw .loneSurrogate }
        if isHigh {
            highSurrogate = hexValue
            return nil
        }
        guard isLow else { return hexValue }
        let scalar = 0x10000 + (highSurrogate - 0xD800) << 10 + (hexValue - 0xDC00)
        highSurrogate = 0
        return scalar
    }
}

/// The byte that a one-letter escape stands for (RFC 8259 §7).
func unescaped(_ letter: UInt8) -> UInt8? {
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    default: nil
    }
}

/// The value of a hexadecimal digit.
func hexadecimal(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
}

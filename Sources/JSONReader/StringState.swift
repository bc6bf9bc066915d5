/// What must be remembered between two bytes of a JSON string.
struct StringState {
    /// The latest four digits of a `\u` escape, and how many there were in all, modulo 4.
    private var hexValue: UInt16 = 0
    /// The first half of a surrogate pair, 0 when none waits for its second half.
    private var highSurrogate: UInt16 = 0
    private var hexCount: UInt8 = 0

    /// Whether the string is a member's name.
    var isName = false

    private var continuations: UInt8 = 0
    /// How much the range that the next continuation byte must lie in, 0x80 to 0xBF, is narrowed from
    /// below and from above; RFC 3629 §4 narrows the first one, so that overlong forms, surrogates
    /// and scalars above U+10FFFF cannot be written.
    private var narrowedBelow: UInt8 = 0
    private var narrowedAbove: UInt8 = 0

    /// Whether a multi-byte UTF-8 sequence is not complete.
    var isInsideSequence: Bool { continuations > 0 }

    /// Takes one byte of a multi-byte sequence; false when it cannot stand there.
    mutating func takeUTF8(_ byte: UInt8) -> Bool {
        if continuations > 0 {
            guard 0x80 | narrowedBelow <= byte && byte <= 0xBF ^ narrowedAbove else { return false }
            continuations -= 1
            narrowedBelow = 0
            narrowedAbove = 0
            return true
        }
        guard 0xC2...0xF4 ~= byte else { return false }
        // RFC 3629 §3: as many ones lead the first byte as the sequence has bytes.
        continuations = UInt8(truncatingIfNeeded: (~byte).leadingZeroBitCount &- 1)
        switch byte {
        case 0xE0: narrowedBelow = 0x20
        case 0xED: narrowedAbove = 0x20
        case 0xF0: narrowedBelow = 0x10
        case 0xF4: narrowedAbove = 0x30
        default: break
        }
        return true
    }

    /// Takes one digit of a `\u` escape; true when it was the fourth.
    mutating func takeHexDigit(_ digit: UInt16) -> Bool {
        hexValue = hexValue << 4 | digit
        hexCount = (hexCount &+ 1) & 3
        return hexCount == 0
    }

    /// The scalar that the four digits complete, or nil when they are the first half of a pair.
    mutating func endHexDigits() throws(JSONError) -> UInt32? {
        // RFC 8259 §7: D800 to DBFF is a first half, DC00 to DFFF a second one, with ten bits each.
        let isHalf = hexValue & 0xF800 == 0xD800
        let isLow = isHalf && hexValue & 0x0400 != 0
        guard isLow == (highSurrogate != 0) else { throw .loneSurrogate }
        guard isHalf else { return UInt32(hexValue) }
        guard isLow else {
            highSurrogate = hexValue
            return nil
        }
        let scalar = 0x10000 + (UInt32(highSurrogate & 0x3FF) << 10 | UInt32(hexValue & 0x3FF))
        highSurrogate = 0
        return scalar
    }
}

/// The byte that a one-letter escape stands for (RFC 8259 §7).
func unescaped(_ letter: UInt8) -> UInt8? {
    let letters: StaticString = "\"\\/bfnrt"
    let bytes: StaticString = "\"\\/\u{8}\u{C}\n\r\t"
    // Safe: the index stays below the length of both static texts.
    for index in 0..<letters.utf8CodeUnitCount where unsafe letters.utf8Start[index] == letter {
        return unsafe bytes.utf8Start[index]
    }
    return nil
}

/// The value of a hexadecimal digit.
func hexadecimal(_ byte: UInt8) -> UInt16? {
    if isDigit(byte) { return UInt16(byte & 0xF) }
    let letter = (byte | 0x20) &- UInt8(ascii: "a")
    return letter < 6 ? UInt16(letter) + 10 : nil
}

func isDigit(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") < 10
}

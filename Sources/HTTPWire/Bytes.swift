/// A byte of a token (RFC 9110 §5.6.2).
func isTokenByte(_ byte: UInt8) -> Bool {
    // Most are letters.
    if (byte | 0x20) &- UInt8(ascii: "a") < 26 { return true }
    // A bit for each of the 32 bytes that begin with the same three bits.
    let tokenBytes: UInt32 =
        switch byte >> 5 {
        case 1: 0x03FF_6CFA  // ! # $ % & ' * + - . 0-9
        case 2: 0xC000_0000  // ^ _
        case 3: 0x5000_0001  // ` | ~
        default: 0
        }
    return tokenBytes >> UInt32(byte & 0x1F) & 1 == 1
}

/// A byte that a field's value or a reason phrase may hold: HTAB, SP, VCHAR, obs-text
/// (RFC 9110 §5.5). No NUL, no bare CR or LF.
func isFieldValueByte(_ byte: UInt8) -> Bool {
    isPrintable(byte) || byte >= 0x80 || byte == 0x09
}

/// SP or VCHAR (RFC 5234 §B.1).
func isPrintable(_ byte: UInt8) -> Bool {
    byte &- 0x20 < 0x5F
}

/// Optional white space (RFC 9110 §5.6.3).
func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
}

/// The value of a decimal digit.
func decimal(_ byte: UInt8) -> UInt32? {
    let value = byte &- UInt8(ascii: "0")
    return value < 10 ? UInt32(value) : nil
}

/// The value of a hexadecimal digit.
func hexadecimal(_ byte: UInt8) -> UInt32? {
    if let digit = decimal(byte) { return digit }
    let letter = (byte | 0x20) &- UInt8(ascii: "a")
    return letter < 6 ? UInt32(letter) + 10 : nil
}

/// The lower-case form of an ASCII letter; any other byte as it is.
func lowercase(_ byte: UInt8) -> UInt8 {
    UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
}

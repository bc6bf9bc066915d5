/// Reads a JSON number as whole seconds, from its text, one byte at a time.
///
/// `1800`, `1800.0`, `1.8e3` and (many servers write it so) the string `"1800"` are one value. A
/// fraction is rounded up: waiting a moment longer does no harm. What is too large counts as the
/// largest value.
struct NumberReader {
    private var mantissa: UInt32 = 0
    /// The power of ten that the mantissa is to be multiplied by.
    private var scale: Int32 = 0
    private var exponent: Int32 = 0
    private var isExponentNegative = false
    private var isNegative = false
    private var isMalformed = false
    private var hasDigits = false
    private var part = Part.sign

    /// The largest power of ten that is counted, up or down; a text of more digits than that is as
    /// good as the largest value, or as nothing.
    private static var exponentMaximum: Int32 { 9_999 }

    mutating func read(_ byte: UInt8) {
        let digit = byte &- UInt8(ascii: "0")
        guard digit >= 10 else { return read(digit: digit) }
        switch (part, byte) {
        case (.sign, UInt8(ascii: "-")):
            isNegative = true
            part = .integer
        case (.integer, UInt8(ascii: ".")):
            part = .fraction
        case (.integer, UInt8(ascii: "e")), (.integer, UInt8(ascii: "E")),
            (.fraction, UInt8(ascii: "e")), (.fraction, UInt8(ascii: "E")):
            part = .exponentSign
        case (.exponentSign, UInt8(ascii: "+")):
            part = .exponent
        case (.exponentSign, UInt8(ascii: "-")):
            isExponentNegative = true
            part = .exponent
        default:
            isMalformed = true
        }
    }

    // The exponents are clamped at each step, far from the ends of their type.
    private mutating func read(digit: UInt8) {
        if part == .exponentSign || part == .exponent {
            part = .exponent
            exponent = min(exponent &* 10 &+ Int32(digit), Self.exponentMaximum)
            return
        }
        hasDigits = true
        let (product, overflow) = mantissa.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(UInt32(digit))
        if overflow || carry {
            // The digits that no longer fit only count by their place.
            scale = min(scale &+ 1, Self.exponentMaximum)
        } else {
            mantissa = sum
        }
        if part == .fraction {
            scale = max(scale &- 1, -Self.exponentMaximum)
        } else {
            part = .integer
        }
    }

    /// The seconds, rounded up; nil for what is no number, or below 0.
    var seconds: UInt32? {
        guard !isMalformed, hasDigits else { return nil }
        guard mantissa > 0 else { return 0 }
        guard !isNegative else { return nil }
        var value = mantissa
        var power = isExponentNegative ? scale &- exponent : scale &+ exponent
        while power > 0 && value < .max {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            value = overflow ? .max : product
            power &-= 1
        }
        while power < 0 && value > 1 {
            value = value / 10 + (value % 10 == 0 ? 0 : 1)
            power &+= 1
        }
        return value
    }

    private enum Part {
        case sign, integer, fraction, exponentSign, exponent
    }
}

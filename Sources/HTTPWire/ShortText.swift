/// The first 24 bytes of a field's name or value: no name or value that means something to the
/// client is longer. A longer text equals nothing.
struct ShortText {
    private static var capacity: UInt8 { 24 }

    private var bytes = InlineArray<24, UInt8>(repeating: 0)
    /// The bytes held.
    private(set) var count: UInt8 = 0
    private var overflowed = false
    /// Blanks behind the last other byte; they belong to the value only if more follows.
    private var trailingBlanks: UInt8 = 0

    mutating func append(_ byte: UInt8) {
        let isBlank = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
        // Blanks before the value are not part of it, however many there are.
        if isBlank && count == 0 { return }
        guard count < Self.capacity else {
            overflowed = overflowed || !isBlank
            return
        }
        trailingBlanks = isBlank ? trailingBlanks + 1 : 0
        bytes[Int(count)] = byte
        count += 1
    }

    /// Removes the blanks at the end (RFC 9112 §5.1: optional white space around a value).
    mutating func trimBlanks() {
        count -= trailingBlanks
        trailingBlanks = 0
    }

    /// The value as a `Content-Length` (RFC 9110 §8.6: digits alone).
    func length() throws(HTTPError) -> UInt32 {
        guard count > 0, !overflowed else { throw .ambiguousLength }
        var number: UInt32 = 0
        for index in 0..<Int(count) {
            guard let digit = decimal(bytes[index]) else { throw .ambiguousLength }
            let (shifted, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, carry) = shifted.addingReportingOverflow(digit)
            guard !overflow, !carry else { throw .bodyTooLarge }
            number = sum
        }
        return number
    }

    /// The value as a number of seconds, the largest one if it is larger; nil if it is no number.
    func clampedNumber() -> UInt32? {
        guard count > 0, !overflowed else { return nil }
        var number: UInt32 = 0
        for index in 0..<Int(count) {
            guard let digit = decimal(bytes[index]) else { return nil }
            let (shifted, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, carry) = shifted.addingReportingOverflow(digit)
            number = overflow || carry ? .max : sum
        }
        return number
    }

    static func == (text: ShortText, expected: StaticString) -> Bool {
        let count = Int(text.count)
        guard !text.overflowed, count == expected.utf8CodeUnitCount else { return false }
        for index in 0..<count {
            // Safe: the index stays below the static text's length.
            guard text.bytes[index] == (unsafe expected.utf8Start[index]) else { return false }
        }
        return true
    }
}

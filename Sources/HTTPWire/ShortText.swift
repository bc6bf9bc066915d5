/// The first 24 bytes of a field's name or value: no name or value that means something to the
/// client is longer. A longer text means nothing.
struct ShortText {
    private(set) var bytes = InlineArray<24, UInt8>(repeating: 0)
    /// The bytes held.
    private(set) var count: UInt8 = 0

    mutating func append(_ byte: UInt8) {
        if Int(count) < bytes.count {
            bytes[Int(count)] = byte
            count += 1
        } else if !isBlank(byte) {
            // No text begins with this byte: it equals nothing now, and is no number. Blanks are no
            // part of a text if nothing follows them.
            bytes[0] = 0
        }
    }

    mutating func removeAll() {
        count = 0
    }

    /// Removes the blanks at the end (RFC 9112 §5.1: optional white space around a value).
    mutating func trimBlanks() {
        while count > 0, isBlank(bytes[Int(count) - 1]) { count -= 1 }
    }
}

/// Whether the text, in whatever case it came, is `expected`, which is in lower case.
func equals(_ text: borrowing Span<UInt8>, _ expected: StaticString) -> Bool {
    guard text.count == expected.utf8CodeUnitCount else { return false }
    for index in text.indices {
        // Safe: the index stays below the static text's length.
        guard lowercase(text[index]) == (unsafe expected.utf8Start[index]) else { return false }
    }
    return true
}

/// A number, or the largest one if it is larger.
struct ClampedNumber {
    private(set) var value: UInt32 = 0
    /// Whether it is larger.
    private(set) var isClamped = false

    /// The text as a number in digits alone (RFC 9110 §8.6 and §10.2.3); nil if it is none.
    @inline(never)
    init?(_ text: borrowing Span<UInt8>) {
        guard !text.isEmpty else { return nil }
        for index in text.indices {
            guard let digit = decimal(text[index]) else { return nil }
            let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = shifted.addingReportingOverflow(digit)
            isClamped = isClamped || overflow || carry
            value = isClamped ? .max : sum
        }
    }
}

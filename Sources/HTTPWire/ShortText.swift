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
// One copy of the comparison, not one for each of the texts.
@inline(never)
func equals(_ text: borrowing Span<UInt8>, _ expected: StaticString) -> Bool {
    guard text.count == expected.utf8CodeUnitCount else { return false }
    for index in text.indices {
        // Safe: the index stays below the static text's length.
        let byte = unsafe expected.utf8Start[index]
        guard lowercase(text[index]) == byte else { return false }
    }
    return true
}

/// The text as a `Content-Length` (RFC 9110 §8.6: digits alone).
func bodyLength(_ text: borrowing Span<UInt8>) throws(HTTPError) -> UInt32 {
    guard !text.isEmpty else { throw .ambiguousLength }
    var number: UInt32 = 0
    for index in text.indices {
        guard let digit = decimal(text[index]) else { throw .ambiguousLength }
        let (shifted, overflow) = number.multipliedReportingOverflow(by: 10)
        let (sum, carry) = shifted.addingReportingOverflow(digit)
        guard !overflow, !carry else { throw .bodyTooLarge }
        number = sum
    }
    return number
}

/// The text as a number of seconds, the largest one if it is larger; nil if it is no number.
func clampedNumber(_ text: borrowing Span<UInt8>) -> UInt32? {
    guard !text.isEmpty else { return nil }
    var number: UInt32 = 0
    for index in text.indices {
        guard let digit = decimal(text[index]) else { return nil }
        let (shifted, overflow) = number.multipliedReportingOverflow(by: 10)
        let (sum, carry) = shifted.addingReportingOverflow(digit)
        number = overflow || carry ? .max : sum
    }
    return number
}

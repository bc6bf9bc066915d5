import BoundedBytes

/// Writes the bytes of a request, encoded as the place where they stand asks for.
///
/// What does not fit is left out, and only counted: whoever lends the room looks at ``byteCount`` at
/// the end, and takes back what is not whole. In no room at all a writer counts.
public struct RequestWriter {
    /// The bytes of all that was to be written, whether or not they fitted.
    public private(set) var byteCount = 0

    private var isBase64 = false
    /// The bits that no digit of base64 stands for yet, in the lowest places.
    private var bits: UInt32 = 0
    private var bitCount: UInt32 = 0

    /// A writer that has written nothing.
    public init() {}

    /// How a text is written.
    public enum Encoding: Equatable, Sendable {
        /// As it is.
        case plain
        /// `application/x-www-form-urlencoded` (RFC 6749 Appendix B), over UTF-8: in a body, or in a
        /// credential.
        case form
        /// The same, in a URL's query, for a server that does not decode it: a colon may stand there
        /// as it is (RFC 3986 §3.4), and a blank is `%20`, which every decoder knows.
        case query
    }

    /// Writes a text in this encoding.
    @inline(never)
    public mutating func write(
        _ bytes: borrowing Span<UInt8>, as encoding: Encoding, to output: inout OutputSpan<UInt8>
    ) {
        for index in bytes.indices {
            var byte = bytes[index]
            if encoding == .form && byte == UInt8(ascii: " ") {
                byte = UInt8(ascii: "+")
            } else if encoding != .plain, !isUnreserved(byte),
                encoding == .form || byte != UInt8(ascii: ":")
            {
                write(UInt8(ascii: "%"), to: &output)
                write(hexadecimalDigit(byte >> 4), to: &output)
                byte = hexadecimalDigit(byte)
            }
            write(byte, to: &output)
        }
    }

    /// Writes `number` in decimal digits.
    public mutating func write(decimal number: Int, to output: inout OutputSpan<UInt8>) {
        // Once for each digit.
        if number >= 10 { write(decimal: number / 10, to: &output) }
        write(UInt8(truncatingIfNeeded: 0x30 + number % 10), to: &output)
    }

    /// Writes the credentials of the Basic scheme: both parts form-encoded before the base64
    /// (RFC 6749 §2.3.1, RFC 4648 §4).
    public mutating func writeBasicCredentials(
        user: borrowing Span<UInt8>, password: borrowing Span<UInt8>,
        to output: inout OutputSpan<UInt8>
    ) {
        isBase64 = true
        write(user, as: .form, to: &output)
        write(UInt8(ascii: ":"), to: &output)
        write(password, as: .form, to: &output)
        isBase64 = false
        // Three bytes are four digits; what is left of one or two is filled up with zeros.
        let left = bitCount
        if left > 0 { write(base64Digit(bits << (6 - left)), to: &output) }
        if left == 2 { write(UInt8(ascii: "="), to: &output) }
        if left > 0 { write(UInt8(ascii: "="), to: &output) }
    }

    /// Writes one byte.
    @inline(never)
    public mutating func write(_ byte: UInt8, to output: inout OutputSpan<UInt8>) {
        guard isBase64 else { return put(byte, to: &output) }
        bits = bits << 8 | UInt32(byte)
        // Fewer than six are left of the byte before.
        bitCount &+= 8
        while bitCount >= 6 {
            bitCount -= 6
            put(base64Digit(bits >> bitCount), to: &output)
        }
    }

    @inline(never)
    private mutating func put(_ byte: UInt8, to output: inout OutputSpan<UInt8>) {
        // No text in memory is long enough to overflow it.
        byteCount &+= 1
        if !output.isFull { output.append(byte) }
    }
}

/// The bytes that every decoder leaves alone (RFC 3986 §2.3).
private func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        true
    default:
        false
    }
}

/// The digit that stands for the lowest four bits.
private func hexadecimalDigit(_ value: UInt8) -> UInt8 {
    let digits: StaticString = "0123456789ABCDEF"
    // Safe: there are 16 digits.
    return unsafe digits.utf8Start[Int(value & 0xF)]
}

/// The digit that stands for the lowest six bits.
@inline(never)
private func base64Digit(_ bits: UInt32) -> UInt8 {
    let digits: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    // Safe: there are 64 digits.
    return unsafe digits.utf8Start[Int(bits & 0x3F)]
}

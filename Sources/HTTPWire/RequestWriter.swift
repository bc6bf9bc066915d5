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
        // What stands for itself is written in one piece.
        if encoding == .plain { return put(bytes, to: &output) }
        var start = 0
        for index in bytes.indices where !encoding.leaves(bytes[index]) {
            put(bytes.extracting(start..<index), to: &output)
            start = index + 1
            let byte = bytes[index]
            if encoding == .form && byte == UInt8(ascii: " ") {
                write(UInt8(ascii: "+"), to: &output)
            } else {
                write(UInt8(ascii: "%"), to: &output)
                write(hexadecimalDigit(byte >> 4), to: &output)
                write(hexadecimalDigit(byte), to: &output)
            }
        }
        put(bytes.extracting(start..<bytes.count), to: &output)
    }

    /// Writes `number` in decimal digits.
    public mutating func write(decimal number: Int, to output: inout OutputSpan<UInt8>) {
        var scale = 1
        // Never more than the number itself.
        while number / scale >= 10 { scale &*= 10 }
        while scale > 0 {
            write(UInt8(truncatingIfNeeded: 0x30 + number / scale % 10), to: &output)
            scale /= 10
        }
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
        if left > 0 { putDigit(bits << (6 - left), to: &output) }
        if left == 2 { write(UInt8(ascii: "="), to: &output) }
        if left > 0 { write(UInt8(ascii: "="), to: &output) }
    }

    /// Writes one byte.
    @inline(never)
    public mutating func write(_ byte: UInt8, to output: inout OutputSpan<UInt8>) {
        let bytes: InlineArray<1, UInt8> = [byte]
        put(bytes.span, to: &output)
    }

    /// Writes bytes, or the digits of base64 that stand for them.
    @inline(never)
    private mutating func put(
        _ bytes: borrowing Span<UInt8>, to output: inout OutputSpan<UInt8>
    ) {
        guard isBase64 else {
            byteCount += bytes.count
            guard bytes.count <= output.freeCapacity else { return }
            unsafe output.withUnsafeMutableBufferPointer { (buffer, initializedCount) in
                // Safe: there is room for them behind the bytes that are there.
                for index in bytes.indices {
                    unsafe buffer[initializedCount + index] = bytes[index]
                }
                initializedCount += bytes.count
            }
            return
        }
        for index in bytes.indices {
            bits = bits << 8 | UInt32(bytes[index])
            bitCount += 8
            while bitCount >= 6 {
                bitCount -= 6
                putDigit(bits >> bitCount, to: &output)
            }
        }
    }

    /// Writes the digit that stands for the lowest six bits.
    private mutating func putDigit(_ bits: UInt32, to output: inout OutputSpan<UInt8>) {
        let digits: StaticString =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        byteCount += 1
        // Safe: there are 64 digits.
        if !output.isFull { output.append(unsafe digits.utf8Start[Int(bits & 0x3F)]) }
    }
}

extension RequestWriter.Encoding {
    /// Whether a byte stands for itself, in an encoding that is one.
    fileprivate func leaves(_ byte: UInt8) -> Bool {
        isUnreserved(byte) || (self == .query && byte == UInt8(ascii: ":"))
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

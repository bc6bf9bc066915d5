import BoundedBytes

/// `application/x-www-form-urlencoded` (RFC 6749 Appendix B), over UTF-8.
public enum FormURLEncoding {
    /// Where the text stands.
    public enum Form: Equatable, Sendable {
        /// In a body, or in a credential.
        case body
        /// In a URL's query, for a server that does not decode it: a colon may stand there as it
        /// is (RFC 3986 §3.4), and a blank is `%20`, which every decoder knows.
        case query
    }

    /// Writes `bytes` encoded, or throws when the room ends.
    public static func write(
        _ bytes: borrowing Span<UInt8>, as form: Form, to output: inout OutputSpan<UInt8>
    ) throws(CapacityExceeded) {
        for index in bytes.indices {
            try forEachEncodedByte(of: bytes[index], as: form) { (byte) throws(CapacityExceeded) in
                try output.write(byte)
            }
        }
    }

    /// Calls `body` with the one or three bytes that stand for `byte`.
    static func forEachEncodedByte(
        of byte: UInt8, as form: Form, _ body: (UInt8) throws(CapacityExceeded) -> Void
    ) throws(CapacityExceeded) {
        if isUnreserved(byte) || (form == .query && byte == UInt8(ascii: ":")) {
            try body(byte)
        } else if form == .body && byte == UInt8(ascii: " ") {
            try body(UInt8(ascii: "+"))
        } else {
            try body(UInt8(ascii: "%"))
            try body(hexadecimalDigit(byte >> 4))
            try body(hexadecimalDigit(byte & 0x0F))
        }
    }

    /// The bytes that every decoder leaves alone (RFC 3986 §2.3).
    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default:
            false
        }
    }

    private static func hexadecimalDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}

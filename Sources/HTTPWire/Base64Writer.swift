import BoundedBytes

/// Writes base64 (RFC 4648 §4) of bytes that come one at a time.
struct Base64Writer {
    private var bits: UInt32 = 0
    private var count = 0

    mutating func write(
        _ byte: UInt8, to output: inout OutputSpan<UInt8>
    ) throws(CapacityExceeded) {
        bits = bits << 8 | UInt32(byte)
        count += 1
        if count == 3 { try flush(to: &output) }
    }

    /// Writes the base64 of what stands for `bytes` in a form.
    mutating func write(
        formEncoding bytes: borrowing Span<UInt8>, to output: inout OutputSpan<UInt8>
    ) throws(CapacityExceeded) {
        for index in bytes.indices {
            try FormURLEncoding.forEachEncodedByte(of: bytes[index], as: .body) {
                (byte) throws(CapacityExceeded) in try write(byte, to: &output)
            }
        }
    }

    /// Writes the last group with its padding.
    mutating func finish(to output: inout OutputSpan<UInt8>) throws(CapacityExceeded) {
        if count > 0 { try flush(to: &output) }
    }

    private mutating func flush(to output: inout OutputSpan<UInt8>) throws(CapacityExceeded) {
        let group = bits << UInt32(8 * (3 - count))
        for index in 0..<4 {
            let value = group >> UInt32(18 - 6 * index) & 0x3F
            try output.write(index <= count ? digit(value) : UInt8(ascii: "="))
        }
        bits = 0
        count = 0
    }

    private func digit(_ value: UInt32) -> UInt8 {
        let byte = UInt8(truncatingIfNeeded: value)
        return switch byte {
        case 0..<26: UInt8(ascii: "A") + byte
        case 26..<52: UInt8(ascii: "a") + byte - 26
        case 52..<62: UInt8(ascii: "0") + byte - 52
        case 62: UInt8(ascii: "+")
        default: UInt8(ascii: "/")
        }
    }
}

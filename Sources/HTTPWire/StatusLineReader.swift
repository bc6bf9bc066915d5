/// Reads `HTTP-version SP status-code SP [ reason-phrase ] CRLF` (RFC 9112 §4).
struct StatusLineReader {
    /// The status code, 100 to 999, once the line is complete.
    private(set) var status: UInt16 = 0
    /// The second digit of the version: 0 or more.
    private(set) var minorVersion: UInt8 = 0

    /// The bytes taken so far.
    private(set) var byteCount: UInt16 = 0

    private var state = State.version

    /// Reads on from `position`, which it moves behind what it has read; true when that ended the
    /// line.
    mutating func read(
        _ input: borrowing Span<UInt8>, at position: inout Int
    ) throws(HTTPError) -> Bool {
        while position < input.count {
            let isLast = try read(input[position])
            position += 1
            if isLast { return true }
        }
        return false
    }

    private mutating func read(_ byte: UInt8) throws(HTTPError) -> Bool {
        guard byteCount < HTTPLimits.headBytesMaximum else { throw .headTooLarge }
        byteCount += 1
        switch state {
        case .version:
            try readVersion(byte)
        case .code:
            guard let digit = decimal(byte) else { throw .malformedStatusLine }
            status = status * 10 + UInt16(digit)
            if byteCount == 12 {
                guard status >= 100 else { throw .malformedStatusLine }
                state = .codeEnd
            }
        case .codeEnd:
            // Many servers leave out the blank before an empty reason; it means nothing.
            switch byte {
            case UInt8(ascii: " "): state = .reason
            case UInt8(ascii: "\r"): state = .lineFeed
            default: throw .malformedStatusLine
            }
        case .reason:
            if byte == UInt8(ascii: "\r") {
                state = .lineFeed
            } else if !isFieldValueByte(byte) {
                throw .malformedStatusLine
            }
        case .lineFeed:
            guard byte == UInt8(ascii: "\n") else { throw .malformedStatusLine }
            return true
        }
        return false
    }

    /// `HTTP/1.` DIGIT SP: the first nine bytes.
    private mutating func readVersion(_ byte: UInt8) throws(HTTPError) {
        switch byteCount {
        case 8:
            guard let digit = decimal(byte) else { throw .malformedStatusLine }
            minorVersion = UInt8(truncatingIfNeeded: digit)
        case 9:
            guard byte == UInt8(ascii: " ") else { throw .malformedStatusLine }
            state = .code
        default:
            let expected: StaticString = "HTTP/1."
            // Safe: the byteCount is 1 to 7 here, the length of the static text.
            guard byte == (unsafe expected.utf8Start[Int(byteCount) - 1]) else {
                throw .malformedStatusLine
            }
        }
    }

    private enum State {
        case version, code, codeEnd, reason, lineFeed
    }
}

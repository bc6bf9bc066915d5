/// Reads `HTTP-version SP status-code SP [ reason-phrase ] CRLF` (RFC 9112 §4).
struct StatusLineReader {
    /// The second digit of the version, and the three of the status code, as one number.
    private var digits: UInt16 = 0

    /// The bytes taken so far.
    private(set) var byteCount: UInt16 = 0

    private var state = State.start

    /// The status code, 100 to 999, once the line is complete.
    var status: UInt16 { digits % 1_000 }
    /// The second digit of the version: 0 or more.
    var minorVersion: UInt16 { digits / 1_000 }

    /// Reads on from `position`, which it moves behind what it has read; true when that ended the
    /// line.
    mutating func read(
        _ input: borrowing Span<UInt8>, at position: inout Int
    ) throws(HTTPError) -> Bool {
        while position < input.count {
            let isLast = try read(input[position])
            position &+= 1
            if isLast { return true }
        }
        return false
    }

    private mutating func read(_ byte: UInt8) throws(HTTPError) -> Bool {
        guard byteCount < HTTPLimits.headBytesMaximum else { throw .headTooLarge }
        byteCount += 1
        switch state {
        case .start:
            // `HTTP/1.` DIGIT SP 3DIGIT; a zero stands for any digit.
            let expected: StaticString = "HTTP/1.0 000"
            // Safe: the byteCount is 1 to 12 here, the length of the static text.
            let template = unsafe expected.utf8Start[Int(byteCount) - 1]
            if template == UInt8(ascii: "0") {
                guard let digit = decimal(byte) else { throw .malformedStatusLine }
                // Four digits at most.
                digits = digits &* 10 &+ UInt16(truncatingIfNeeded: digit)
            } else {
                guard byte == template else { throw .malformedStatusLine }
            }
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

    private enum State {
        case start, codeEnd, reason, lineFeed
    }
}

/// Reads a section of fields (RFC 9112 §5), and keeps what four of them say.
///
/// Of a field's line only the name and the start of the value are held, and only as far as the
/// longest value that means something here.
struct FieldReader {
    /// What `Retry-After` says, in seconds.
    var retryAfterSeconds: UInt32? { hasRetryAfter ? retryAfter : nil }

    /// What `Content-Length` says.
    private(set) var contentLength: UInt32 = 0
    private var retryAfter: UInt32 = 0
    private var bytes: UInt16 = 0
    private var lines: UInt8 = 0
    /// 0 while there is no content length.
    private var contentLengthDigits: UInt8 = 0
    private var hasRetryAfter = false
    private var hasTransferCoding = false
    private var hasContentCoding = false
    private var closes = false
    private var keepsAlive = false
    private var isOldVersion = false

    private var state = State.lineStart
    private var isTrailer = false
    private var field = FieldWord.other
    /// The name, then the value of a field that means something.
    private var text = ShortText()

    /// Whether the fields allow another exchange on the connection (RFC 9112 §9.3).
    var keepsConnection: Bool { !closes && (!isOldVersion || keepsAlive) }

    /// The fields begin, in a head that has `headBytes` before them.
    mutating func begin(behind headBytes: UInt16) {
        bytes = headBytes
    }

    /// The fields that follow are a trailer section: checked, and otherwise ignored (RFC 9110 §6.5).
    mutating func beginTrailers() {
        state = .lineStart
        isTrailer = true
        bytes = 0
        lines = 0
    }

    /// Reads on from `position`, which it moves behind what it has read; true when that ended the
    /// section.
    mutating func read(
        _ input: borrowing Span<UInt8>, at position: inout Int
    ) throws(HTTPError) -> Bool {
        // Counted ahead: if not all of them are read, the section has ended or is refused. Nothing
        // overflows: these are at most the input's bytes, and the limit's.
        let taken = min(input.count &- position, HTTPLimits.headBytesMaximum &- Int(bytes))
        bytes &+= UInt16(truncatingIfNeeded: taken)
        let end = position &+ taken
        while position < end {
            let byte = input[position]
            switch state {
            case .lineStart where byte == UInt8(ascii: "\r"):
                state = .sectionLineFeed
            case .lineStart:
                guard lines < HTTPLimits.fieldsMaximum else { throw .headTooLarge }
                // A name has one byte at least.
                guard byte != UInt8(ascii: ":") else { throw .malformedField }
                lines += 1
                state = .name
                continue
            case .name, .value:
                var next = position
                if state == .name {
                    while next < end, isTokenByte(input[next]) {
                        text.append(input[next])
                        next += 1
                    }
                } else {
                    while next < end, isFieldValueByte(input[next]) { next += 1 }
                }
                if next > position {
                    // Nobody wants the value of a field that means nothing.
                    if state == .value, field != .other {
                        try take(input.extracting(position..<next))
                    }
                    position = next
                    continue
                }
                if state == .name {
                    // RFC 9112 §5.2: a line that begins with a blank is obs-fold, and no token.
                    guard byte == UInt8(ascii: ":") else { throw .malformedField }
                    try beginValue()
                    state = .value
                } else {
                    guard byte == UInt8(ascii: "\r") else { throw .malformedField }
                    state = .lineFeed
                }
            case .lineFeed:
                guard byte == UInt8(ascii: "\n") else { throw .malformedField }
                try endElement()
                state = .lineStart
            case .sectionLineFeed:
                guard byte == UInt8(ascii: "\n") else { throw .malformedField }
                position &+= 1
                return true
            }
            // Below the input's end a position never overflows.
            position &+= 1
        }
        guard end == input.count else { throw .headTooLarge }
        return false
    }

    /// How the body's end is found, by the rules of RFC 9112 §6.3 in their order.
    mutating func framing(status: UInt16, minorVersion: UInt16) throws(HTTPError) -> Framing {
        isOldVersion = minorVersion == 0
        guard !(hasTransferCoding && contentLengthDigits > 0) else { throw .ambiguousLength }
        // RFC 9112 §6.1: a transfer coding from HTTP/1.0 is as good as a framing error.
        guard !hasTransferCoding || !isOldVersion else { throw .ambiguousLength }
        if status == 204 || status == 304 {
            // RFC 9112 §6.1: a server must not send a transfer coding with a 204.
            guard !hasTransferCoding || status == 304 else { throw .ambiguousLength }
            return .none
        }
        guard !hasContentCoding else { throw .unsupportedCoding }
        // It is chunked: any other was refused when its line ended.
        if hasTransferCoding { return .chunked }
        return contentLengthDigits > 0 ? .length : .untilClose
    }

    // MARK: Values

    /// The name is complete.
    private mutating func beginValue() throws(HTTPError) {
        let word = FieldWord(text.bytes.span.extracting(first: Int(text.count)))
        text.removeAll()
        field = isTrailer || !word.isName ? .other : word
        guard field == .transferEncoding else { return }
        // A second transfer coding, on a line of its own, is a coding around the first.
        guard !hasTransferCoding else { throw .unsupportedCoding }
        hasTransferCoding = true
    }

    /// Takes bytes of a value that means something.
    private mutating func take(_ bytes: borrowing Span<UInt8>) throws(HTTPError) {
        for index in bytes.indices {
            let byte = bytes[index]
            // RFC 9110 §5.6.1: a comma parts the elements of a list; these fields hold no quoted
            // text.
            if byte == UInt8(ascii: ",") {
                guard field != .contentLength else { throw .ambiguousLength }
                if field == .connection {
                    try endElement()
                    continue
                }
            }
            // RFC 9112 §5.1: blanks before a value are not part of it, however many there are.
            if text.count > 0 || !isBlank(byte) { text.append(byte) }
        }
    }

    /// A list's element, or the whole value, is complete.
    // Two places end an element: one copy of this is enough.
    @inline(never)
    private mutating func endElement() throws(HTTPError) {
        text.trimBlanks()
        try keepElement()
        text.removeAll()
    }

    private mutating func keepElement() throws(HTTPError) {
        let value = text.bytes.span.extracting(first: Int(text.count))
        let word = FieldWord(value)
        switch field {
        case .contentLength:
            guard let length = ClampedNumber(value) else { throw .ambiguousLength }
            guard !length.isClamped else { throw .bodyTooLarge }
            // RFC 9110 §8.6: the same value again may be taken for one; "030" beside "30" is not the
            // same to every reader.
            guard
                contentLengthDigits == 0
                    || contentLength == length.value && contentLengthDigits == text.count
            else { throw .ambiguousLength }
            contentLength = length.value
            contentLengthDigits = text.count
        case .transferEncoding:
            guard word == .chunked else { throw .unsupportedCoding }
        case .contentEncoding:
            if !value.isEmpty && word != .identity { hasContentCoding = true }
        case .connection:
            if word == .close { closes = true }
            if word == .keepAlive { keepsAlive = true }
        case .retryAfter:
            let number = ClampedNumber(value)
            hasRetryAfter = number != nil
            retryAfter = number?.value ?? 0
        default:
            break
        }
    }

    private enum State {
        case lineStart, name, value, lineFeed, sectionLineFeed
    }
}

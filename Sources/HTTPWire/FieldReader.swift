/// Reads a section of fields (RFC 9112 §5), and keeps what four of them say.
///
/// Of a field's line only the name and the start of the value are held, and only as far as the
/// longest value that means something here.
struct FieldReader {
    /// What `Retry-After` says, in seconds.
    private(set) var retryAfterSeconds: UInt32?

    private var contentLength: UInt32?
    private var contentLengthDigits: UInt8 = 0
    private var hasTransferCoding = false
    private var hasContentCoding = false
    private var closes = false
    private var keepsAlive = false
    private var isOldVersion = false

    private var state = State.lineStart
    private var isTrailer = false
    private var bytes: UInt16 = 0
    private var lines: UInt8 = 0
    private var field = Field.other
    private var name = ShortText()
    private var value = ShortText()

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

    /// Takes one byte; true when it ended the section.
    mutating func read(_ byte: UInt8) throws(HTTPError) -> Bool {
        guard bytes < HTTPLimits.headBytesMaximum else { throw .headTooLarge }
        bytes += 1
        switch state {
        case .lineStart where byte == UInt8(ascii: "\r"):
            state = .sectionLineFeed
        case .lineStart:
            // RFC 9112 §5.2: a line that begins with a blank is obs-fold, and no token.
            guard lines < HTTPLimits.fieldsMaximum else { throw .headTooLarge }
            lines += 1
            guard isTokenByte(byte) else { throw .malformedField }
            name = ShortText()
            name.append(lowercase(byte))
            state = .name
        case .name where byte == UInt8(ascii: ":"):
            field = isTrailer ? .other : Field(name: name)
            value = ShortText()
            try beginValue()
            state = .value
        case .name:
            guard isTokenByte(byte) else { throw .malformedField }
            name.append(lowercase(byte))
        case .value where byte == UInt8(ascii: "\r"):
            state = .lineFeed
        case .value:
            guard isFieldValueByte(byte) else { throw .malformedField }
            try readValue(byte)
        case .lineFeed:
            guard byte == UInt8(ascii: "\n") else { throw .malformedField }
            try endElement()
            state = .lineStart
        case .sectionLineFeed:
            guard byte == UInt8(ascii: "\n") else { throw .malformedField }
            return true
        }
        return false
    }

    /// How the body's end is found, by the rules of RFC 9112 §6.3 in their order.
    mutating func framing(status: UInt16, minorVersion: UInt8) throws(HTTPError) -> Framing {
        isOldVersion = minorVersion == 0
        guard !(hasTransferCoding && contentLength != nil) else { throw .ambiguousLength }
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
        guard let contentLength else { return .untilClose }
        return .length(contentLength)
    }

    // MARK: Values

    private mutating func beginValue() throws(HTTPError) {
        guard field == .transferEncoding else { return }
        // A second transfer coding, on a line of its own, is a coding around the first.
        guard !hasTransferCoding else { throw .unsupportedCoding }
        hasTransferCoding = true
    }

    private mutating func readValue(_ byte: UInt8) throws(HTTPError) {
        guard field != .other else { return }
        // RFC 9110 §5.6.1: a comma parts the elements of a list; these fields hold no quoted text.
        if byte == UInt8(ascii: ",") {
            switch field {
            case .connection: try endElement()
            case .contentLength: throw .ambiguousLength
            default: value.append(byte)
            }
        } else {
            value.append(lowercase(byte))
        }
    }

    /// A list's element, or the whole value, is complete.
    private mutating func endElement() throws(HTTPError) {
        value.trimBlanks()
        switch field {
        case .contentLength:
            let length = try value.length()
            // RFC 9110 §8.6: the same value again may be taken for one; "030" beside "30" is not the
            // same to every reader.
            guard
                contentLength == nil
                    || contentLength == length && contentLengthDigits == value.count
            else { throw .ambiguousLength }
            contentLength = length
            contentLengthDigits = value.count
        case .transferEncoding:
            guard value == "chunked" else { throw .unsupportedCoding }
        case .contentEncoding:
            hasContentCoding = hasContentCoding || !(value == "identity" || value == "")
        case .connection:
            closes = closes || value == "close"
            keepsAlive = keepsAlive || value == "keep-alive"
        case .retryAfter:
            retryAfterSeconds = value.clampedNumber()
        case .other:
            break
        }
        value = ShortText()
    }

    private enum State {
        case lineStart, name, value, lineFeed, sectionLineFeed
    }

    private enum Field {
        case contentLength, transferEncoding, contentEncoding, connection, retryAfter, other

        init(name: ShortText) {
            self =
                if name == "content-length" {
                    .contentLength
                } else if name == "transfer-encoding" {
                    .transferEncoding
                } else if name == "content-encoding" {
                    .contentEncoding
                } else if name == "connection" {
                    .connection
                } else if name == "retry-after" {
                    .retryAfter
                } else {
                    .other
                }
        }
    }
}

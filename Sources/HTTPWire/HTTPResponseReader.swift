/// An incremental reader of one HTTP/1.1 response (RFC 9112) to a request other than HEAD or CONNECT.
///
/// Bytes go in as they arrive; the head's facts and the places of the body come out. Nothing of the
/// body is held. Interim responses are passed over. After an error the reader is spent, and the position
/// means nothing; a reader reads one response.
///
/// ```swift
/// var position = 0
/// reading: while true {
///     switch try reader.next(in: bytes, at: &position) {
///     case .incomplete: break reading
///     case .head(let head): …
///     case .body(let range): …
///     case .end: …
///     }
/// }
/// ```
public struct HTTPResponseReader: ~Copyable {
    /// Whether the connection may carry another exchange once this response is complete
    /// (RFC 9112 §9.3).
    public var keepsConnection: Bool { fields.keepsConnection && framing != .untilClose }

    // A new reader is zeros without a gap: one fill, however many parts it has.
    private var fields = FieldReader()
    private var state = State.statusLine
    private var framing = Framing.none
    /// Bytes of the body, or of the current chunk, still to come.
    private var rest: UInt32 = 0
    private var chunkLine = ChunkLineReader()
    private var interimResponses: UInt8 = 0
    private var statusLine = StatusLineReader()

    /// A reader at the first byte of a response.
    public init() {}

    /// Reads on from `position`, which it moves behind what it has read.
    ///
    /// A repeated call after `.end` answers `.end` and reads nothing.
    public mutating func next(
        in input: borrowing Span<UInt8>, at position: inout Int
    ) throws(HTTPError) -> HTTPResponsePart {
        // A response without a body, or with an empty one, ends without a further byte.
        while state != .end {
            guard position < input.count else { return .incomplete }
            switch state {
            case .body:
                return readBody(input.count, at: &position)
            case .statusLine:
                if try statusLine.read(input, at: &position) {
                    fields.begin(behind: statusLine.byteCount)
                    state = .fields
                }
            case .fields, .trailers:
                if try fields.read(input, at: &position), try endFields() {
                    return .head(
                        HTTPResponseHead(
                            status: statusLine.status, retryAfterSeconds: fields.retryAfterSeconds))
                }
            default:
                try read(input[position])
                position &+= 1
            }
        }
        return .end
    }

    /// The connection has ended: `.end` if that completes the response, else `truncated`.
    public mutating func connectionDidEnd() throws(HTTPError) {
        if state == .body && framing == .untilClose { state = .end }
        guard state == .end else { throw .truncated }
    }

    // MARK: Parts

    private var stateAfterHead: State {
        switch framing {
        case .none: .end
        case .length: rest == 0 ? .end : .body
        case .chunked: .chunkLine
        case .untilClose: .body
        }
    }

    private mutating func readBody(_ end: Int, at position: inout Int) -> HTTPResponsePart {
        let start = position
        guard framing != .untilClose else {
            position = end
            return .body(start..<end)
        }
        // The body may be longer than any buffer, never the other way round: compare before
        // converting.
        let available = UInt32(clamping: end - start)
        let taken = min(available, rest)
        rest -= taken
        position = start + Int(taken)
        if rest == 0 { state = framing == .chunked ? .chunkEnd : .end }
        return .body(start..<position)
    }

    // MARK: Bytes

    private mutating func read(_ byte: UInt8) throws(HTTPError) {
        switch state {
        case .chunkLine:
            if try chunkLine.read(byte) { endChunkLine() }
        case .chunkEnd:
            // RFC 9112 §7.1: chunk-data CRLF.
            guard byte == UInt8(ascii: "\r") else { throw .malformedChunk }
            state = .chunkEndLineFeed
        case .chunkEndLineFeed:
            guard byte == UInt8(ascii: "\n") else { throw .malformedChunk }
            state = .chunkLine
        case .statusLine, .fields, .trailers, .body, .end:
            break
        }
    }

    private mutating func endChunkLine() {
        rest = chunkLine.size
        chunkLine = ChunkLineReader()
        if rest > 0 {
            state = .body
        } else {
            fields.beginTrailers()
            state = .trailers
        }
    }

    /// A section of fields is complete; true if it was the final response's head.
    private mutating func endFields() throws(HTTPError) -> Bool {
        guard state == .fields else {
            state = .end
            return false
        }
        let status = statusLine.status
        if status < 200 {
            // RFC 9110 §15.2: interim responses are skipped. Nobody asked for a change of
            // protocols.
            guard status != 101, interimResponses < HTTPLimits.interimResponsesMaximum else {
                throw .unexpectedInterim
            }
            interimResponses += 1
            statusLine = StatusLineReader()
            fields = FieldReader()
            state = .statusLine
            return false
        }
        framing = try fields.framing(status: status, minorVersion: statusLine.minorVersion)
        if framing == .length { rest = fields.contentLength }
        state = stateAfterHead
        return true
    }

    private enum State {
        case statusLine, fields, body, trailers, end
        case chunkLine, chunkEnd, chunkEndLineFeed
    }
}

/// How the end of a body is found (RFC 9112 §6.3).
enum Framing {
    case none
    case length
    case chunked
    case untilClose
}

/// Reads `chunk-size [ chunk-ext ] CRLF` (RFC 9112 §7.1). Extensions mean nothing to the client;
/// their grammar is checked, because what no server writes may be an attack on another reader.
struct ChunkLineReader {
    /// The size of the chunk, once the line is complete; 0 for the last one.
    private(set) var size: UInt32 = 0

    private var bytes: UInt16 = 0
    private var state = State.firstDigit

    /// Takes one byte; true when it was the line's last.
    mutating func read(_ byte: UInt8) throws(HTTPError) -> Bool {
        guard bytes < HTTPLimits.chunkLineBytesMaximum else { throw .malformedChunk }
        bytes += 1
        switch state {
        case .firstDigit, .digits:
            guard let digit = hexadecimal(byte) else {
                guard state == .digits else { throw .malformedChunk }
                return try endPart(byte, .blanks)
            }
            guard size >> 28 == 0 else { throw .bodyTooLarge }
            size = size << 4 | digit
            state = .digits
        case .lineFeed:
            guard byte == UInt8(ascii: "\n") else { throw .malformedChunk }
            return true
        case .quoted, .quotedPair:
            try readQuoted(byte)
        default:
            try readExtension(byte)
        }
        return false
    }

    /// `*( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )` (RFC 9112 §7.1.1), the value
    /// a token or a quoted string.
    private mutating func readExtension(_ byte: UInt8) throws(HTTPError) {
        let isToken = isTokenByte(byte)
        switch (state, byte) {
        case (_, _) where isBlank(byte) && state.mayHoldBlanks:
            break
        case (.nameStart, _) where isToken, (.name, _) where isToken:
            state = .name
        case (.name, UInt8(ascii: "=")), (.nameBlanks, UInt8(ascii: "=")):
            state = .valueStart
        case (.valueStart, UInt8(ascii: "\"")):
            state = .quoted
        case (.valueStart, _) where isToken, (.value, _) where isToken:
            state = .value
        case (.name, _):
            _ = try endPart(byte, .nameBlanks)
        case (.value, _), (.quotedEnd, _):
            _ = try endPart(byte, .blanks)
        case (.blanks, UInt8(ascii: ";")), (.nameBlanks, UInt8(ascii: ";")):
            state = .nameStart
        default:
            throw .malformedChunk
        }
    }

    private mutating func readQuoted(_ byte: UInt8) throws(HTTPError) {
        guard isFieldValueByte(byte) else { throw .malformedChunk }
        switch (state, byte) {
        case (.quotedPair, _): state = .quoted
        case (_, UInt8(ascii: "\\")): state = .quotedPair
        case (_, UInt8(ascii: "\"")): state = .quotedEnd
        default: break
        }
    }

    /// The byte behind a size, a name or a value; always false: none of them ends the line.
    private mutating func endPart(_ byte: UInt8, _ blanks: State) throws(HTTPError) -> Bool {
        switch byte {
        case UInt8(ascii: "\r"): state = .lineFeed
        case UInt8(ascii: ";"): state = .nameStart
        case UInt8(ascii: " "), UInt8(ascii: "\t"): state = blanks
        default: throw .malformedChunk
        }
        return false
    }

    private enum State {
        case firstDigit, digits, lineFeed
        /// Blanks before a semicolon; and those that an equals sign may follow as well.
        case blanks, nameBlanks
        case nameStart, name, valueStart, value, quoted, quotedPair, quotedEnd

        var mayHoldBlanks: Bool {
            switch self {
            case .blanks, .nameBlanks, .nameStart, .valueStart: true
            default: false
            }
        }
    }
}

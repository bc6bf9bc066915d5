/// A strict, incremental reader of one JSON text (RFC 8259).
///
/// It builds no tree and holds no text: bytes go in as they arrive, in pieces of any size, and the
/// members of the top-level object come out, each in as many parts as it takes. Every byte is
/// checked, wanted or not. After an error the reader is spent; a reader reads one text.
///
/// ```swift
/// var position = 0
/// reading: while true {
///     switch try reader.next(in: bytes, at: &position) {
///     case .incomplete: break reading        // and try reader.finish() at the text's end
///     case .member(let kind): …              // reader.withMemberName { … }
///     case .value(let range): …
///     case .escape(let text): …
///     case .memberEnd: …
///     }
/// }
/// ```
public struct JSONReader: ~Copyable {
    /// Objects and arrays inside one another, at most. Answers of OAuth servers use one or two
    /// levels; a deeper text is refused with ``JSONError/tooDeep``.
    public static let depthMaximum = 8

    /// The longest member name that can be told, in bytes of decoded UTF-8. A member with a longer
    /// one is checked and passed over: nobody waits for it.
    public static let nameBytesMaximum = 32

    /// The kind of the text's one value, once its first byte has been read.
    public private(set) var rootKind: JSONKind?

    private var state = State.value
    /// Bit n is set when the nesting level n + 1 is an object, clear when it is an array.
    private var objectLevels: UInt8 = 0
    private var depth: UInt8 = 0
    private var string = StringState()
    private var name = InlineArray<32, UInt8>(repeating: 0)
    /// The decoded length of the name being read; beyond the maximum it only counts as too long.
    private var nameCount: UInt8 = 0
    /// Whether the top-level member being read was told.
    private var isMemberTold = false
    private var literal: StaticString = "null"
    private var literalOffset: UInt8 = 0

    public init() {}

    /// Reads on from `position`, which it moves behind what it has read.
    public mutating func next(
        in input: borrowing Span<UInt8>, at position: inout Int
    ) throws(JSONError) -> JSONPart {
        while position < input.count {
            if let part = try step(input, at: &position) { return part }
        }
        return .incomplete
    }

    /// Ends the text: nothing follows. Throws if its value is not complete.
    public mutating func finish() throws(JSONError) {
        switch state {
        case .end: break
        case .zero, .integer, .fraction, .exponent:
            // Only the end of the text ends a number at the top level.
            guard depth == 0 else { throw .incomplete }
            state = .end
        default: throw .incomplete
        }
    }

    /// Calls `body` with the decoded name of the member that began last.
    public borrowing func withMemberName<Result: ~Copyable, Failure: Error>(
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(name.span.extracting(first: min(Int(nameCount), Self.nameBytesMaximum)))
    }

    /// Reads one byte, or a run of a string's; a part if that yields one.
    private mutating func step(
        _ input: borrowing Span<UInt8>, at position: inout Int
    ) throws(JSONError) -> JSONPart? {
        switch state {
        case .string:
            return try readString(input, at: &position)
        case .escape, .hexDigits, .secondBackslash, .secondEscape:
            let part = try readEscape(input[position])
            position += 1
            return part
        case .literal:
            let part = try readLiteral(input[position])
            position += 1
            return part
        case .numberStart:
            // The member was told before; now its first byte, which is checked already.
            let start = position
            beginNumber(input[start])
            position += 1
            return isMemberValue ? .value(start..<position) : nil
        case .minus, .zero, .integer, .point, .fraction, .exponentMark, .exponentSign, .exponent:
            let start = position
            // The byte behind a number ends it and is then read as what it is.
            guard try readNumber(input[start]) else { return endValue() }
            position += 1
            return isMemberValue ? .value(start..<position) : nil
        default:
            return try readStructure(input[position], at: &position)
        }
    }

    // MARK: Structure

    /// Whether what is read is the own value of a member that was told, not something nested in it.
    private var isMemberValue: Bool { depth == 1 && isInObject && isMemberTold }

    private var isInObject: Bool { depth > 0 && objectLevels & (1 << (depth - 1)) != 0 }

    private mutating func readStructure(
        _ byte: UInt8, at position: inout Int
    ) throws(JSONError) -> JSONPart? {
        // RFC 8259 §2: insignificant white space before and after the structural characters.
        if byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
            position += 1
            return nil
        }
        switch (state, byte) {
        case (.firstElement, UInt8(ascii: "]")), (.firstName, UInt8(ascii: "}")),
            (.afterValue, UInt8(ascii: "}")) where isInObject,
            (.afterValue, UInt8(ascii: "]")) where !isInObject:
            position += 1
            depth -= 1
            return endValue()
        case (.value, _), (.firstElement, _):
            let kind = try beginValue(byte)
            // A number's first byte belongs to its text and is read again as such.
            if kind != .number { position += 1 }
            return beginMember(kind)
        case (.firstName, UInt8(ascii: "\"")), (.name, UInt8(ascii: "\"")):
            nameCount = 0
            string = StringState(isName: true)
            state = .string
        case (.colon, UInt8(ascii: ":")):
            state = .value
        case (.afterValue, UInt8(ascii: ",")):
            state = isInObject ? .name : .value
        default:
            throw .unexpectedByte
        }
        position += 1
        return nil
    }

    /// The part that tells of a value, just begun, if it is a member of the top-level object.
    private mutating func beginMember(_ kind: JSONKind) -> JSONPart? {
        let isContainer = kind == .object || kind == .array
        guard depth == (isContainer ? 2 : 1), objectLevels & 1 != 0 else { return nil }
        isMemberTold = nameCount <= Self.nameBytesMaximum
        return isMemberTold ? .member(kind) : nil
    }

    private mutating func beginValue(_ byte: UInt8) throws(JSONError) -> JSONKind {
        let kind: JSONKind
        switch byte {
        case UInt8(ascii: "{"):
            kind = .object
            try push(isObject: true)
            state = .firstName
        case UInt8(ascii: "["):
            kind = .array
            try push(isObject: false)
            state = .firstElement
        case UInt8(ascii: "\""):
            kind = .string
            string = StringState(isName: false)
            state = .string
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            kind = .number
            state = .numberStart
        case UInt8(ascii: "t"):
            kind = .true
            beginLiteral("true")
        case UInt8(ascii: "f"):
            kind = .false
            beginLiteral("false")
        case UInt8(ascii: "n"):
            kind = .null
            beginLiteral("null")
        default:
            throw .unexpectedByte
        }
        if rootKind == nil { rootKind = kind }
        return kind
    }

    private mutating func push(isObject: Bool) throws(JSONError) {
        guard Int(depth) < Self.depthMaximum else { throw .tooDeep }
        let level = UInt8(1) << depth
        if isObject { objectLevels |= level } else { objectLevels &= ~level }
        depth += 1
    }

    private mutating func endValue() -> JSONPart? {
        state = depth == 0 ? .end : .afterValue
        return isMemberValue ? .memberEnd : nil
    }

    // MARK: Literals and numbers

    private mutating func beginLiteral(_ text: StaticString) {
        literal = text
        literalOffset = 1
        state = .literal
    }

    private mutating func readLiteral(_ byte: UInt8) throws(JSONError) -> JSONPart? {
        // Safe: the offset stays below the length of the literal, which is static.
        guard byte == (unsafe literal.utf8Start[Int(literalOffset)]) else { throw .unexpectedByte }
        literalOffset += 1
        return Int(literalOffset) == literal.utf8CodeUnitCount ? endValue() : nil
    }

    private mutating func beginNumber(_ byte: UInt8) {
        state =
            switch byte {
            case UInt8(ascii: "-"): .minus
            case UInt8(ascii: "0"): .zero
            default: .integer
            }
    }

    /// Moves on by one byte of a number (RFC 8259 §6); false when `byte` is not part of it and the
    /// number is complete.
    private mutating func readNumber(_ byte: UInt8) throws(JSONError) -> Bool {
        switch (state, byte) {
        case (.minus, UInt8(ascii: "0")):
            state = .zero
        case (.minus, _) where isDigit(byte):
            state = .integer
        case (.integer, _) where isDigit(byte), (.fraction, _) where isDigit(byte),
            (.exponent, _) where isDigit(byte):
            break
        case (.zero, UInt8(ascii: ".")), (.integer, UInt8(ascii: ".")):
            state = .point
        case (.point, _) where isDigit(byte):
            state = .fraction
        case (.zero, _) where isExponentMark(byte), (.integer, _) where isExponentMark(byte),
            (.fraction, _) where isExponentMark(byte):
            state = .exponentMark
        case (.exponentMark, UInt8(ascii: "+")), (.exponentMark, UInt8(ascii: "-")):
            state = .exponentSign
        case (.exponentMark, _) where isDigit(byte), (.exponentSign, _) where isDigit(byte):
            state = .exponent
        case (.zero, _) where isDigit(byte), (.minus, _), (.point, _), (.exponentMark, _),
            (.exponentSign, _):
            throw .unexpectedByte
        default:
            return false
        }
        return true
    }

    // MARK: Strings

    /// Reads string bytes up to the end of the input or of the string, or to an escape.
    private mutating func readString(
        _ input: borrowing Span<UInt8>, at position: inout Int
    ) throws(JSONError) -> JSONPart? {
        let start = position
        while position < input.count {
            let byte = input[position]
            if byte >= 0x80 || string.isInsideSequence {
                guard string.takeUTF8(byte) else { throw .invalidUTF8 }
            } else if byte < 0x20 {
                throw .unexpectedByte
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                break
            }
            position += 1
        }
        // The run first; the byte that ended it is read at the next call.
        if position > start {
            guard string.isName else { return isMemberValue ? .value(start..<position) : nil }
            for index in start..<position { appendToName(input[index]) }
        }
        guard position < input.count else { return nil }
        let isEnd = input[position] == UInt8(ascii: "\"")
        position += 1
        guard isEnd else {
            state = .escape
            return nil
        }
        guard string.isName else { return endValue() }
        state = .colon
        return nil
    }

    private mutating func readEscape(_ byte: UInt8) throws(JSONError) -> JSONPart? {
        switch state {
        case .escape:
            guard byte == UInt8(ascii: "u") else {
                guard let character = unescaped(byte) else { throw .unexpectedByte }
                return endEscape(UInt32(character))
            }
            string.beginHexDigits()
            state = .hexDigits
        case .secondBackslash:
            guard byte == UInt8(ascii: "\\") else { throw .loneSurrogate }
            state = .secondEscape
        case .secondEscape:
            guard byte == UInt8(ascii: "u") else { throw .loneSurrogate }
            string.beginHexDigits()
            state = .hexDigits
        default:
            guard let digit = hexadecimal(byte) else { throw .unexpectedByte }
            guard string.takeHexDigit(digit) else { return nil }
            guard let scalar = try string.endHexDigits() else {
                state = .secondBackslash
                return nil
            }
            return endEscape(scalar)
        }
        return nil
    }

    private mutating func endEscape(_ scalar: UInt32) -> JSONPart? {
        state = .string
        let text = EscapedText(scalar: scalar)
        guard string.isName else { return isMemberValue ? .escape(text) : nil }
        for index in 0..<text.count { appendToName(text[index]) }
        return nil
    }

    private mutating func appendToName(_ byte: UInt8) {
        // Names inside nested values pass through here too, and are never told.
        if Int(nameCount) < Self.nameBytesMaximum { name[Int(nameCount)] = byte }
        if Int(nameCount) <= Self.nameBytesMaximum { nameCount += 1 }
    }

    private enum State {
        case value, firstElement, firstName, name, colon, afterValue, end
        case string, escape, hexDigits, secondBackslash, secondEscape
        case literal
        case numberStart, minus, zero, integer, point, fraction
        case exponentMark, exponentSign, exponent
    }
}

private func isDigit(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") < 10
}

private func isExponentMark(_ byte: UInt8) -> Bool {
    byte | 0x20 == UInt8(ascii: "e")
}

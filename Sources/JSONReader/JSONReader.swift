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
    public var rootKind: JSONKind? { hasRoot ? root : nil }

    // A new reader is zeros without a gap, but for the last part: one fill, however many they are.
    /// The bytes of a literal still to come, the next in the lowest eight bits.
    private var literal: UInt32 = 0
    private var string = StringState()
    private var state = State.value
    /// The decoded length of the name being read; beyond the maximum it only counts as too long.
    private var nameCount: UInt8 = 0
    /// Whether the top-level member being read was told.
    private var isMemberTold = false
    private var hasRoot = false
    private var root = JSONKind.object
    private var name = InlineArray<32, UInt8>(repeating: 0)
    /// A bit for each level of nesting, the innermost lowest: 1 for an object, 0 for an array. Above
    /// the outermost stands a 1.
    private var levels: UInt16 = 1

    /// A reader at the first byte of a text.
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
            guard levels == Levels.none else { throw .incomplete }
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
    // A position moves by one only where it lies below the input's end: it never overflows.

    private mutating func step(
        _ input: borrowing Span<UInt8>, at position: inout Int
    ) throws(JSONError) -> JSONPart? {
        switch state {
        case .string:
            return try readString(input, at: &position)
        case .escape, .hexDigits, .secondBackslash, .secondEscape:
            let part = try readEscape(input[position])
            position &+= 1
            return part
        case .literal:
            let part = try readLiteral(input[position])
            position &+= 1
            return part
        case .numberStart, .minus, .zero, .integer, .point, .fraction, .exponentMark,
            .exponentSign, .exponent:
            return try readNumber(input, at: &position)
        default:
            return try readStructure(input[position], at: &position)
        }
    }

    // MARK: Structure

    /// Whether what is read is the own value of a member that was told, not something nested in it.
    private var isMemberValue: Bool { levels == Levels.rootObject && isMemberTold }

    /// Whether the innermost level is an object, if there is a level.
    private var isInObject: Bool { levels & 1 == 1 }

    private mutating func readStructure(
        _ byte: UInt8, at position: inout Int
    ) throws(JSONError) -> JSONPart? {
        // RFC 8259 §2: insignificant white space before and after the structural characters.
        if byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
            position &+= 1
            return nil
        }
        switch (state, byte) {
        case (.firstElement, UInt8(ascii: "]")), (.firstName, UInt8(ascii: "}")),
            (.afterValue, UInt8(ascii: "}")) where isInObject,
            (.afterValue, UInt8(ascii: "]")) where !isInObject:
            position &+= 1
            levels >>= 1
            return endValue()
        case (.value, _), (.firstElement, _):
            let kind = try beginValue(byte)
            // A number's first byte belongs to its text and is read again as such.
            if kind != .number { position &+= 1 }
            return beginMember(kind)
        case (.firstName, UInt8(ascii: "\"")), (.name, UInt8(ascii: "\"")):
            nameCount = 0
            string.isName = true
            state = .string
        case (.colon, UInt8(ascii: ":")):
            state = .value
        case (.afterValue, UInt8(ascii: ",")):
            state = isInObject ? .name : .value
        default:
            throw .unexpectedByte
        }
        position &+= 1
        return nil
    }

    /// The part that tells of a value, just begun, if it is a member of the top-level object.
    @inline(__always)
    private mutating func beginMember(_ kind: JSONKind) -> JSONPart? {
        let isContainer = kind == .object || kind == .array
        // A container is inside itself already.
        guard (isContainer ? levels >> 1 : levels) == Levels.rootObject else { return nil }
        isMemberTold = nameCount <= Self.nameBytesMaximum
        return isMemberTold ? .member(kind) : nil
    }

    @inline(__always)
    private mutating func beginValue(_ byte: UInt8) throws(JSONError) -> JSONKind {
        let kind: JSONKind
        switch byte {
        case UInt8(ascii: "{"):
            kind = .object
            try push(1)
            state = .firstName
        case UInt8(ascii: "["):
            kind = .array
            try push(0)
            state = .firstElement
        case UInt8(ascii: "\""):
            kind = .string
            string.isName = false
            state = .string
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            kind = .number
            state = .numberStart
        case UInt8(ascii: "t"):
            kind = .true
            beginLiteral(0x65_75_72)  // "rue"
        case UInt8(ascii: "f"):
            kind = .false
            beginLiteral(0x65_73_6C_61)  // "alse"
        case UInt8(ascii: "n"):
            kind = .null
            beginLiteral(0x6C_6C_75)  // "ull"
        default:
            throw .unexpectedByte
        }
        if !hasRoot { root = kind }
        hasRoot = true
        return kind
    }

    private mutating func push(_ level: UInt16) throws(JSONError) {
        guard levels < Levels.none << Self.depthMaximum else { throw .tooDeep }
        levels = levels << 1 | level
    }

    private mutating func endValue() -> JSONPart? {
        state = levels == Levels.none ? .end : .afterValue
        return isMemberValue ? .memberEnd : nil
    }

    // MARK: Literals and numbers

    private mutating func beginLiteral(_ rest: UInt32) {
        literal = rest
        state = .literal
    }

    private mutating func readLiteral(_ byte: UInt8) throws(JSONError) -> JSONPart? {
        guard byte == UInt8(truncatingIfNeeded: literal) else { throw .unexpectedByte }
        literal >>= 8
        return literal == 0 ? endValue() : nil
    }

    /// Reads number bytes up to the end of the input or of the number.
    private mutating func readNumber(
        _ input: borrowing Span<UInt8>, at position: inout Int
    ) throws(JSONError) -> JSONPart? {
        let start = position
        while position < input.count {
            guard try readNumber(input[position]) else {
                // The byte behind a number ends it, at the next call, and is then read as what it is.
                if position == start { return endValue() }
                break
            }
            position &+= 1
        }
        return isMemberValue ? .value(start..<position) : nil
    }

    /// Moves on by one byte of a number (RFC 8259 §6); false when `byte` is not part of it and the
    /// number is complete.
    private mutating func readNumber(_ byte: UInt8) throws(JSONError) -> Bool {
        if isDigit(byte) {
            switch state {
            case .numberStart, .minus: state = byte == UInt8(ascii: "0") ? .zero : .integer
            case .zero: throw .unexpectedByte
            case .point: state = .fraction
            case .exponentMark, .exponentSign: state = .exponent
            default: break
            }
            return true
        }
        switch (state, byte) {
        case (.numberStart, _):
            state = .minus
        case (.zero, UInt8(ascii: ".")), (.integer, UInt8(ascii: ".")):
            state = .point
        case (.zero, _) where isExponentMark(byte), (.integer, _) where isExponentMark(byte),
            (.fraction, _) where isExponentMark(byte):
            state = .exponentMark
        case (.exponentMark, UInt8(ascii: "+")), (.exponentMark, UInt8(ascii: "-")):
            state = .exponentSign
        case (.minus, _), (.point, _), (.exponentMark, _), (.exponentSign, _):
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
        if !string.isInsideSequence { position = endOfPlainWords(input, from: start) }
        while position < input.count {
            let byte = input[position]
            if byte >= 0x80 || string.isInsideSequence {
                guard string.takeUTF8(byte) else { throw .invalidUTF8 }
            } else if byte < 0x20 {
                throw .unexpectedByte
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                break
            }
            position &+= 1
        }
        // The run first; the byte that ended it is read at the next call.
        if position > start {
            guard string.isName else { return isMemberValue ? .value(start..<position) : nil }
            for index in start..<position { appendToName(input[index]) }
        }
        guard position < input.count else { return nil }
        let isEnd = input[position] == UInt8(ascii: "\"")
        position &+= 1
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
            state = .hexDigits
        case .secondBackslash:
            guard byte == UInt8(ascii: "\\") else { throw .loneSurrogate }
            state = .secondEscape
        case .secondEscape:
            guard byte == UInt8(ascii: "u") else { throw .loneSurrogate }
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

    /// Nestings that matter, as ``levels`` has them.
    private enum Levels {
        static let none: UInt16 = 0b1
        static let rootObject: UInt16 = 0b11
    }

    private enum State {
        case value, firstElement, firstName, name, colon, afterValue, end
        case string, escape, hexDigits, secondBackslash, secondEscape
        case literal
        case numberStart, minus, zero, integer, point, fraction
        case exponentMark, exponentSign, exponent
    }
}

/// Where the machine words from `start` on end that hold nothing but a string's plain text: ASCII
/// without controls, quotation marks and backslashes.
private func endOfPlainWords(_ input: borrowing Span<UInt8>, from start: Int) -> Int {
    func everyByte(_ byte: UInt) -> UInt { UInt.max / 0xFF * byte }
    var index = start
    // An index into the input does not overflow.
    while input.count &- index >= MemoryLayout<UInt>.size {
        // Safe: the load checks its bounds, and any bytes make an integer.
        let word = UInt(
            littleEndian: unsafe input.bytes.unsafeLoadUnaligned(
                fromByteOffset: index, as: UInt.self))
        // Taking away borrows from a byte's highest bit if the byte is less than what is taken. The
        // lowest byte that is found is one for certain: borrows spread upwards only.
        let others =
            (word | (word &- everyByte(0x20))
                | ((word ^ everyByte(0x22)) &- everyByte(1))
                | ((word ^ everyByte(0x5C)) &- everyByte(1))) & everyByte(0x80)
        guard others == 0 else { return index &+ others.trailingZeroBitCount / 8 }
        index &+= MemoryLayout<UInt>.size
    }
    return index
}

private func isExponentMark(_ byte: UInt8) -> Bool {
    byte | 0x20 == UInt8(ascii: "e")
}

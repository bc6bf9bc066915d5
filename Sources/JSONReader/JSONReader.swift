/// A strict, incremental reader of one JSON text (RFC 8259).
///
/// It builds no tree and holds no text: bytes go in as they arrive, in pieces of any size, and the
/// wanted members of the top-level object go to a ``JSONMemberVisitor``. Every byte is checked,
/// wanted or not. After an error the reader is spent; a reader reads one text.
///
/// ```swift
/// var reader = JSONReader()
/// try reader.read(bytes, into: &members)   // again for each piece
/// try reader.finish(into: &members)        // when the text has ended
/// ```
public struct JSONReader: ~Copyable {
    /// Objects and arrays inside one another, at most. Answers of OAuth servers use one or two
    /// levels; a deeper text is refused with ``JSONError/tooDeep``.
    public static let depthMaximum = 8

    /// The longest member name that can be wanted, in bytes of decoded UTF-8; a longer one is
    /// checked and skipped.
    public static let nameBytesMaximum = 32

    /// The kind of the text's one value, once its first byte has been read.
    public private(set) var rootKind: JSONKind?

    private var state = State.value
    /// Bit n is set when the nesting level n + 1 is an object, clear when it is an array.
    private var objectLevels: UInt8 = 0
    private var depth = 0
    private var string = StringState()
    private var name = InlineArray<32, UInt8>(repeating: 0)
    /// The decoded length of the name being read; beyond the maximum it only counts as too long.
    private var nameCount = 0
    private var isKeeping = false
    private var literal: StaticString = "null"
    private var literalOffset = 0

    public init() {}

    /// Whether the text's one value is complete; white space may still follow. A number at the top
    /// level is complete only with ``finish(into:)``.
    public var isComplete: Bool { state == .end }

    /// Reads the next piece of the text.
    public mutating func read<Visitor: JSONMemberVisitor & ~Copyable>(
        _ input: borrowing Span<UInt8>, into visitor: inout Visitor
    ) throws(JSONError) {
        var position = 0
        while position < input.count {
            switch state {
            case .string:
                position = try readString(input, from: position, into: &visitor)
            case .escape, .hexDigits, .secondBackslash, .secondEscape:
                try readEscape(input[position], into: &visitor)
                position += 1
            case .literal:
                try readLiteral(input[position], into: &visitor)
                position += 1
            case .minus, .zero, .integer, .point, .fraction, .exponentMark, .exponentSign,
                .exponent:
                // The byte behind a number ends it and is then read as what it is.
                if try readNumber(input[position]) {
                    if isDelivering {
                        visitor.memberBytes(input.extracting(position..<position + 1))
                    }
                    position += 1
                } else {
                    endValue(into: &visitor)
                }
            default:
                let byte = input[position]
                let isNumber = byte == UInt8(ascii: "-") || isDigit(byte)
                try readStructure(byte, into: &visitor)
                // A number's first byte belongs to its text: it is delivered once the visitor has
                // said that it wants the member.
                if isNumber && isDelivering {
                    visitor.memberBytes(input.extracting(position..<position + 1))
                }
                position += 1
            }
        }
    }

    /// Ends the text: nothing follows. Throws if its value is not complete.
    public mutating func finish<Visitor: JSONMemberVisitor & ~Copyable>(
        into visitor: inout Visitor
    ) throws(JSONError) {
        switch state {
        case .zero, .integer, .fraction, .exponent:
            guard depth == 0 else { throw .incomplete }
            endValue(into: &visitor)
        case .end:
            break
        default:
            throw .incomplete
        }
    }

    // MARK: Structure

    private mutating func readStructure<Visitor: JSONMemberVisitor & ~Copyable>(
        _ byte: UInt8, into visitor: inout Visitor
    ) throws(JSONError) {
        // RFC 8259 §2: insignificant white space before and after the structural characters.
        if byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { return }
        switch (state, byte) {
        case (.value, _):
            try beginValue(byte, into: &visitor)
        case (.firstElement, UInt8(ascii: "]")), (.firstName, UInt8(ascii: "}")):
            try endContainer(into: &visitor)
        case (.firstElement, _):
            try beginValue(byte, into: &visitor)
        case (.firstName, UInt8(ascii: "\"")), (.name, UInt8(ascii: "\"")):
            nameCount = 0
            string = StringState(isName: true)
            state = .string
        case (.colon, UInt8(ascii: ":")):
            state = .value
        case (.afterValue, UInt8(ascii: ",")):
            state = isInObject ? .name : .value
        case (.afterValue, UInt8(ascii: "}")) where isInObject,
            (.afterValue, UInt8(ascii: "]")) where !isInObject:
            try endContainer(into: &visitor)
        default:
            throw .unexpectedByte
        }
    }

    private mutating func beginValue<Visitor: JSONMemberVisitor & ~Copyable>(
        _ byte: UInt8, into visitor: inout Visitor
    ) throws(JSONError) {
        switch byte {
        case UInt8(ascii: "{"):
            beginMember(.object, into: &visitor)
            try push(isObject: true)
            state = .firstName
        case UInt8(ascii: "["):
            beginMember(.array, into: &visitor)
            try push(isObject: false)
            state = .firstElement
        case UInt8(ascii: "\""):
            beginMember(.string, into: &visitor)
            string = StringState(isName: false)
            state = .string
        case UInt8(ascii: "-"):
            beginMember(.number, into: &visitor)
            state = .minus
        case UInt8(ascii: "0"):
            beginMember(.number, into: &visitor)
            state = .zero
        case UInt8(ascii: "1")...UInt8(ascii: "9"):
            beginMember(.number, into: &visitor)
            state = .integer
        case UInt8(ascii: "t"):
            beginLiteral("true", .true, into: &visitor)
        case UInt8(ascii: "f"):
            beginLiteral("false", .false, into: &visitor)
        case UInt8(ascii: "n"):
            beginLiteral("null", .null, into: &visitor)
        default:
            throw .unexpectedByte
        }
    }

    private mutating func beginMember<Visitor: JSONMemberVisitor & ~Copyable>(
        _ kind: JSONKind, into visitor: inout Visitor
    ) {
        if depth == 0 { rootKind = kind }
        guard depth == 1, isInObject, nameCount <= Self.nameBytesMaximum else { return }
        isKeeping =
            visitor.beginMember(name.span.extracting(first: nameCount), kind: kind) == .keep
    }

    private mutating func endValue<Visitor: JSONMemberVisitor & ~Copyable>(
        into visitor: inout Visitor
    ) {
        if isDelivering {
            visitor.endMember()
            isKeeping = false
        }
        state = depth == 0 ? .end : .afterValue
    }

    /// Whether what is read now is a wanted member's own value, not something nested in it.
    private var isDelivering: Bool { isKeeping && depth == 1 }

    private var isInObject: Bool { depth > 0 && objectLevels & (1 << UInt8(depth - 1)) != 0 }

    private mutating func push(isObject: Bool) throws(JSONError) {
        guard depth < Self.depthMaximum else { throw .tooDeep }
        let level = UInt8(1) << UInt8(depth)
        if isObject { objectLevels |= level } else { objectLevels &= ~level }
        depth += 1
    }

    private mutating func endContainer<Visitor: JSONMemberVisitor & ~Copyable>(
        into visitor: inout Visitor
    ) throws(JSONError) {
        depth -= 1
        endValue(into: &visitor)
    }

    // MARK: Literals and numbers

    private mutating func beginLiteral<Visitor: JSONMemberVisitor & ~Copyable>(
        _ text: StaticString, _ kind: JSONKind, into visitor: inout Visitor
    ) {
        beginMember(kind, into: &visitor)
        literal = text
        literalOffset = 1
        state = .literal
    }

    private mutating func readLiteral<Visitor: JSONMemberVisitor & ~Copyable>(
        _ byte: UInt8, into visitor: inout Visitor
    ) throws(JSONError) {
        // Safe: the offset stays below the length of the literal, which is static.
        guard byte == (unsafe literal.utf8Start[literalOffset]) else { throw .unexpectedByte }
        literalOffset += 1
        if literalOffset == literal.utf8CodeUnitCount { endValue(into: &visitor) }
    }

    /// Moves on by one byte of a number (RFC 8259 §6); false when `byte` is not part of it and the
    /// number is complete.
    private mutating func readNumber(_ byte: UInt8) throws(JSONError) -> Bool {
        switch (state, byte) {
        case (.minus, UInt8(ascii: "0")):
            state = .zero
        case (.minus, _) where isDigit(byte):
            state = .integer
        case (.integer, _) where isDigit(byte):
            break
        case (.zero, UInt8(ascii: ".")), (.integer, UInt8(ascii: ".")):
            state = .point
        case (.point, _) where isDigit(byte):
            state = .fraction
        case (.fraction, _) where isDigit(byte):
            break
        case (.zero, _) where isExponentMark(byte), (.integer, _) where isExponentMark(byte),
            (.fraction, _) where isExponentMark(byte):
            state = .exponentMark
        case (.exponentMark, UInt8(ascii: "+")), (.exponentMark, UInt8(ascii: "-")):
            state = .exponentSign
        case (.exponentMark, _) where isDigit(byte), (.exponentSign, _) where isDigit(byte):
            state = .exponent
        case (.exponent, _) where isDigit(byte):
            break
        case (.zero, _) where isDigit(byte), (.minus, _), (.point, _), (.exponentMark, _),
            (.exponentSign, _):
            throw .unexpectedByte
        default:
            return false
        }
        return true
    }

    // MARK: Strings

    /// Reads string bytes from `start` up to the end of the input, of the string, or to an escape.
    private mutating func readString<Visitor: JSONMemberVisitor & ~Copyable>(
        _ input: borrowing Span<UInt8>, from start: Int, into visitor: inout Visitor
    ) throws(JSONError) -> Int {
        var position = start
        while position < input.count {
            let byte = input[position]
            if byte >= 0x80 || string.isInsideSequence {
                guard string.takeUTF8(byte) else { throw .invalidUTF8 }
            } else if byte < 0x20 {
                throw .unexpectedByte
            } else if byte == UInt8(ascii: "\"") {
                deliver(input.extracting(start..<position), into: &visitor)
                if string.isName { state = .colon } else { endValue(into: &visitor) }
                return position + 1
            } else if byte == UInt8(ascii: "\\") {
                deliver(input.extracting(start..<position), into: &visitor)
                state = .escape
                return position + 1
            }
            position += 1
        }
        deliver(input.extracting(start..<position), into: &visitor)
        return position
    }

    private mutating func readEscape<Visitor: JSONMemberVisitor & ~Copyable>(
        _ byte: UInt8, into visitor: inout Visitor
    ) throws(JSONError) {
        switch state {
        case .escape:
            if byte == UInt8(ascii: "u") {
                string.beginHexDigits()
                state = .hexDigits
            } else if let unescaped = unescaped(byte) {
                deliver(scalar: UInt32(unescaped), into: &visitor)
                state = .string
            } else {
                throw .unexpectedByte
            }
        case .secondBackslash:
            guard byte == UInt8(ascii: "\\") else { throw .loneSurrogate }
            state = .secondEscape
        case .secondEscape:
            guard byte == UInt8(ascii: "u") else { throw .loneSurrogate }
            string.beginHexDigits()
            state = .hexDigits
        default:
            guard let digit = hexadecimal(byte) else { throw .unexpectedByte }
            guard string.takeHexDigit(digit) else { return }
            switch try string.endHexDigits() {
            case .some(let scalar):
                deliver(scalar: scalar, into: &visitor)
                state = .string
            case .none:
                state = .secondBackslash
            }
        }
    }

    private mutating func deliver<Visitor: JSONMemberVisitor & ~Copyable>(
        _ bytes: borrowing Span<UInt8>, into visitor: inout Visitor
    ) {
        if string.isName {
            for index in bytes.indices {
                if nameCount < Self.nameBytesMaximum { name[nameCount] = bytes[index] }
                if nameCount <= Self.nameBytesMaximum { nameCount += 1 }
            }
        } else if isDelivering && !bytes.isEmpty {
            visitor.memberBytes(bytes)
        }
    }

    private mutating func deliver<Visitor: JSONMemberVisitor & ~Copyable>(
        scalar: UInt32, into visitor: inout Visitor
    ) {
        var encoded = InlineArray<4, UInt8>(repeating: 0)
        let count = encodeUTF8(scalar, into: &encoded)
        deliver(encoded.span.extracting(first: count), into: &visitor)
    }

    private enum State {
        case value, firstElement, firstName, name, colon, afterValue, end
        case string, escape, hexDigits, secondBackslash, secondEscape
        case literal
        case minus, zero, integer, point, fraction, exponentMark, exponentSign, exponent
    }
}

private func isDigit(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") < 10
}

private func isExponentMark(_ byte: UInt8) -> Bool {
    byte | 0x20 == UInt8(ascii: "e")
}

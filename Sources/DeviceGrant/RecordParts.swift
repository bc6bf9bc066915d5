import BoundedBytes

/// A record to be stored: which fields it has, the numbers, and the places of the texts, so that no
/// second copy of a secret is made.
struct RecordParts: ~Copyable {
    /// The fields that there are, each a tag's bit.
    private var fields: UInt16
    private var numbers = InlineArray<13, UInt32>(repeating: 0)
    /// The place of a refresh token.
    private let refreshToken: TextPlace

    /// - Parameter fields: The texts that it has, each a tag's bit; an empty one is left out.
    init(_ fields: UInt16, refreshToken: TextPlace = .refreshToken) {
        self.fields = fields
        self.refreshToken = refreshToken
    }

    /// Adds a number, if there is one.
    mutating func add(_ tag: RecordTag, _ number: UInt32?) {
        guard let number else { return }
        fields |= tag.bit
        numbers[Int(tag.rawValue)] = number
    }

    /// Calls `body` with the parts in their order.
    borrowing func forEach<Failure: Error>(
        _ texts: borrowing TextTable, in room: borrowing Span<UInt8>,
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        for tag in 0...RecordTag.storedAtSeconds.rawValue {
            let field = field(tag, texts)
            guard field.headerCount > 0 else { continue }
            try body(field.header.span.extracting(first: field.headerCount))
            if !field.text.isEmpty { try body(room.extracting(field.text)) }
        }
    }

    private struct Field {
        /// Tag and length, then the number if it is one; the record's version.
        var header = InlineArray<7, UInt8>(repeating: 0)
        /// 0 if there is no such field.
        var headerCount = 0
        /// The text's place in the room.
        var text = 0..<0
    }

    /// The field of the tag; for 0 the version.
    @inline(never)
    private borrowing func field(_ rawTag: UInt8, _ texts: borrowing TextTable) -> Field {
        var field = Field()
        guard let tag = RecordTag(rawValue: rawTag) else {
            field.header[0] = RecordTag.version
            field.headerCount = 1
            return field
        }
        guard fields & tag.bit != 0 else { return field }
        field.header[0] = rawTag
        if tag.isNumber {
            let number = numbers[Int(rawTag)]
            field.header[2] = 4
            for index in 0..<4 {
                field.header[3 + index] = UInt8(
                    truncatingIfNeeded: number >> UInt32(24 - 8 * index))
            }
            field.headerCount = 7
            return field
        }
        field.text = texts.range(tag == .refreshToken ? refreshToken : tag.place)
        if field.text.isEmpty { return field }
        field.header[1] = UInt8(truncatingIfNeeded: field.text.count >> 8)
        field.header[2] = UInt8(truncatingIfNeeded: field.text.count)
        field.headerCount = 3
        return field
    }
}

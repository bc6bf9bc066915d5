import BoundedBytes

/// A record to be stored, as a list of its fields, so that no second copy of a secret is made.
struct RecordParts {
    private var fields = InlineArray<9, Field>(repeating: Field())
    private var count = 0

    private struct Field {
        var header = InlineArray<7, UInt8>(repeating: 0)
        var headerCount = 0
        /// The text's place in the room.
        var text = 0..<0
    }

    init() {
        var version = Field()
        version.header[0] = RecordTag.version
        version.headerCount = 1
        add(version)
    }

    /// Adds a number, if there is one.
    @inline(never)
    mutating func add(_ tag: RecordTag, _ number: UInt32?) {
        guard let number else { return }
        var field = Field()
        field.header = [
            tag.rawValue, 0, 4, UInt8(truncatingIfNeeded: number >> 24),
            UInt8(truncatingIfNeeded: number >> 16), UInt8(truncatingIfNeeded: number >> 8),
            UInt8(truncatingIfNeeded: number),
        ]
        field.headerCount = 7
        add(field)
    }

    /// Adds the text that stands at `range` in the room, if it is not empty.
    @inline(never)
    mutating func add(_ tag: RecordTag, _ range: Range<Int>) {
        if range.isEmpty { return }
        var field = Field()
        field.header[0] = tag.rawValue
        field.header[1] = UInt8(truncatingIfNeeded: range.count >> 8)
        field.header[2] = UInt8(truncatingIfNeeded: range.count)
        field.headerCount = 3
        field.text = range
        add(field)
    }

    private mutating func add(_ field: Field) {
        fields[count] = field
        count += 1
    }

    /// Calls `body` with the parts in their order.
    func forEach<Failure: Error>(
        in room: borrowing Span<UInt8>,
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        for index in 0..<count {
            let header = fields[index].header
            try body(header.span.extracting(first: fields[index].headerCount))
            let text = fields[index].text
            if !text.isEmpty { try body(room.extracting(text)) }
        }
    }
}

import BoundedBytes

/// A field of a record to be stored: what stands before its text, and the place of that, so that no
/// second copy of a secret is made.
struct RecordField {
    /// Tag and length, then the number if it is one.
    private var header = InlineArray<7, UInt8>(repeating: 0)
    /// 0 if there is no such field.
    private var headerCount = 0
    /// The text's place in the room.
    private var text = 0..<0

    /// No field.
    init() {}

    /// A number, if there is one.
    @inline(never)
    init(_ tag: RecordTag, _ number: UInt32?) {
        guard let number else { return }
        header = [
            tag.rawValue, 0, 4, UInt8(truncatingIfNeeded: number >> 24),
            UInt8(truncatingIfNeeded: number >> 16), UInt8(truncatingIfNeeded: number >> 8),
            UInt8(truncatingIfNeeded: number),
        ]
        headerCount = 7
    }

    /// The text at a place in the room, if it is not empty.
    @inline(never)
    init(_ tag: RecordTag, _ range: Range<Int>) {
        if range.isEmpty { return }
        header[0] = tag.rawValue
        header[1] = UInt8(truncatingIfNeeded: range.count >> 8)
        header[2] = UInt8(truncatingIfNeeded: range.count)
        headerCount = 3
        text = range
    }

    /// Calls `body` with the parts of a record, in their order: the version, and the fields that there
    /// are.
    static func forEachPart<Failure: Error>(
        in room: borrowing Span<UInt8>,
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Void,
        _ field: (RecordTag) -> RecordField
    ) throws(Failure) {
        let version: InlineArray<1, UInt8> = [RecordTag.version]
        try body(version.span)
        var rawTag = RecordTag.accessToken.rawValue
        while let tag = RecordTag(rawValue: rawTag) {
            rawTag += 1
            let field = field(tag)
            guard field.headerCount > 0 else { continue }
            try body(field.header.span.extracting(first: field.headerCount))
            if !field.text.isEmpty { try body(room.extracting(field.text)) }
        }
    }
}

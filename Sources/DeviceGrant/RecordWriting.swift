import BoundedBytes

// The fields of a stored record, handed on one part after the other, so that no second copy of a
// secret is made.

func writeVersion<Failure: Error>(
    _ body: (borrowing Span<UInt8>) throws(Failure) -> Void
) throws(Failure) {
    let version: InlineArray<1, UInt8> = [RecordTag.version]
    try body(version.span)
}

func write<Failure: Error>(
    _ tag: RecordTag, _ number: UInt32?, _ body: (borrowing Span<UInt8>) throws(Failure) -> Void
) throws(Failure) {
    guard let number else { return }
    let field: InlineArray<7, UInt8> = [
        tag.rawValue, 0, 4, UInt8(truncatingIfNeeded: number >> 24),
        UInt8(truncatingIfNeeded: number >> 16), UInt8(truncatingIfNeeded: number >> 8),
        UInt8(truncatingIfNeeded: number),
    ]
    try body(field.span)
}

func write<Failure: Error>(
    _ tag: RecordTag, text: borrowing Span<UInt8>,
    _ body: (borrowing Span<UInt8>) throws(Failure) -> Void
) throws(Failure) {
    guard !text.isEmpty else { return }
    let header: InlineArray<3, UInt8> = [
        tag.rawValue, UInt8(truncatingIfNeeded: text.count >> 8),
        UInt8(truncatingIfNeeded: text.count),
    ]
    try body(header.span)
    try body(text)
}

/// One element of a DER encoding: its tag, and where its content lies.
struct DERElement {
    var tag: UInt8
    var content: Range<Int>
}

/// Reads DER elements (X.690) one after the other from a part of a byte string.
///
/// It knows what certificates have: tags of one byte and definite lengths below 64 KiB in their
/// shortest form. Anything else ends the reading with nil, as do bytes that are missing.
struct DERReader {
    private var position: Int
    private let end: Int

    /// Reads the elements in `range`, which lies within the bytes that ``next(in:)`` is given.
    init(_ range: Range<Int>) {
        position = range.lowerBound
        end = range.upperBound
    }

    var isAtEnd: Bool { position == end }

    /// The next element; nil if there is none or it is malformed.
    mutating func next(in bytes: borrowing Span<UInt8>) -> DERElement? {
        guard end <= bytes.count && end - position >= 2 else { return nil }
        let tag = bytes[position]
        // X.690 §8.1.2.4: low five bits all set say that the tag goes on in further bytes.
        guard tag & 0x1F != 0x1F else { return nil }
        var length = Int(bytes[position + 1])
        var start = position + 2
        if length >= 0x80 {
            let byteCount = length - 0x80
            guard (byteCount == 1 || byteCount == 2) && end - start >= byteCount else { return nil }
            length = 0
            for index in start..<start + byteCount {
                length = length << 8 | Int(bytes[index])
            }
            start += byteCount
            guard length >= (byteCount == 1 ? 0x80 : 0x100) else { return nil }
        }
        guard length <= end - start else { return nil }
        position = start + length
        return DERElement(tag: tag, content: start..<position)
    }

    /// The next element if it has `tag`; nil otherwise.
    mutating func next(tag: UInt8, in bytes: borrowing Span<UInt8>) -> DERElement? {
        guard let element = next(in: bytes), element.tag == tag else { return nil }
        return element
    }
}

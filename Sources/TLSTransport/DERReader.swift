/// One element of a DER encoding: its tag, and where its content lies.
struct DERElement {
    var tag: UInt8
    var content: Range<Int>
}

/// The tags that certificates have (X.690 §8.1.2; those behind by RFC 5280 §4.2.1.6 and §4.2.1.10).
enum DERTag {
    static let boolean: UInt8 = 0x01
    static let bitString: UInt8 = 0x03
    static let octetString: UInt8 = 0x04
    static let objectIdentifier: UInt8 = 0x06
    static let sequence: UInt8 = 0x30
    // The version of a TBSCertificate.
    static let version: UInt8 = 0xA0
    // GeneralName.
    static let dNSName: UInt8 = 0x82
    static let directoryName: UInt8 = 0xA4
    static let iPAddress: UInt8 = 0x87
    // NameConstraints.
    static let permittedSubtrees: UInt8 = 0xA0
    static let excludedSubtrees: UInt8 = 0xA1
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

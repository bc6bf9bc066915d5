/// What ``JSONReader/next(in:at:)`` found.
public enum JSONPart: Equatable, Sendable {
    /// All of the input has been read, and the text may go on: call again with more, or end it with
    /// ``JSONReader/finish()``.
    case incomplete

    /// A member of the top-level object begins; ``JSONReader/withMemberName(_:)`` has its name. What
    /// lies inside a nested object or array is checked, not delivered.
    case member(JSONKind)

    /// The bytes of the input in this range belong to the member's value: a string's UTF-8, or a
    /// number's text as it stands.
    case value(Range<Int>)

    /// The string goes on with what an escape stands for.
    case escape(EscapedText)

    /// The member's value is complete.
    case memberEnd
}

/// The UTF-8 of one decoded escape sequence: one to four bytes.
public struct EscapedText: Equatable, Sendable {
    /// The bytes, first in the lowest eight bits.
    private var packed: UInt32
    /// 1 to 4.
    public let count: Int

    init(scalar: UInt32) {
        count = scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4
        // RFC 3629 §3: six bits to each byte but the first, which tells how many bytes there are.
        let mark: UInt32 = count == 1 ? 0 : 0xF00 >> UInt32(count) & 0xFF
        var rest = scalar
        packed = 0
        for _ in 1..<count {
            packed = packed << 8 | 0x80 | rest & 0x3F
            rest >>= 6
        }
        packed = packed << 8 | mark | rest
    }

    /// The byte at `index`, 0 to ``count`` - 1.
    public subscript(index: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: packed >> UInt32(8 * index))
    }
}

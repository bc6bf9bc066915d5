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
        func continuation(_ shift: UInt32) -> UInt32 { 0x80 | (scalar >> shift & 0x3F) }
        if scalar < 0x80 {
            packed = scalar
            count = 1
        } else if scalar < 0x800 {
            packed = 0xC0 | scalar >> 6 | continuation(0) << 8
            count = 2
        } else if scalar < 0x10000 {
            packed = 0xE0 | scalar >> 12 | continuation(6) << 8 | continuation(0) << 16
            count = 3
        } else {
            packed =
                0xF0 | scalar >> 18 | continuation(12) << 8 | continuation(6) << 16
                | continuation(0) << 24
            count = 4
        }
    }

    /// The byte at `index`, 0 to ``count`` - 1.
    public subscript(index: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: packed >> UInt32(8 * index))
    }
}

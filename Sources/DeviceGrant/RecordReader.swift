import BoundedBytes

/// Reads a stored record as it comes from the storage, in pieces of any size.
struct RecordReader: ~Copyable {
    /// Whether the record is of the known version, and no field is malformed.
    private var isUsable = true
    private var state = State.version
    /// The tags met so far; a field that comes twice is malformed.
    private var seen: UInt16 = 0
    private var tag: UInt8 = 0
    /// The bytes of the part being read that are still to come.
    private var rest: UInt16 = 0
    /// A field's tag and length, or its number, as far as it is read.
    private var value: UInt32 = 0
    private var numbers = InlineArray<16, UInt32>(repeating: 0)
    private let inPlace = InPlace()

    /// Forgets what was read, and begins anew.
    @inline(never)
    mutating func reset() {
        isUsable = true
        state = .version
        seen = 0
    }

    /// Whether the record ends where a field does.
    var isComplete: Bool { isUsable && state == .header && rest == 3 }

    /// A number of the record; nil if it has none of that tag.
    func number(_ tag: RecordTag) -> UInt32? {
        seen & tag.bit == 0 ? nil : numbers[Int(tag.rawValue)]
    }

    /// The seconds that are left of `seconds`, counted from the moment of storing.
    ///
    /// If the wall clock is valid now and was then, it tells how long the power was off; a clock
    /// that was set back counts as no time. Otherwise nobody knows, and all of it is left: the
    /// server has the last word.
    func left(of seconds: UInt32, wallClockSeconds: UInt32?) -> UInt32 {
        guard let now = wallClockSeconds, let then = number(.storedAtSeconds), now > then else {
            return seconds
        }
        return seconds - min(seconds, now - then)
    }

    /// Reads the next piece.
    ///
    /// - Parameter first: The tag of the text that belongs into the table's first place; those behind
    ///   it belong into the next ones, `count` in all. Other texts are passed over.
    @inline(never)
    mutating func read(
        _ input: borrowing Span<UInt8>, textsFrom first: RecordTag, count: UInt8,
        into texts: inout TextTable, _ room: inout MutableSpan<UInt8>
    ) {
        // Nothing here overflows: a part is read to its end and no further, and so is the input.
        var position = 0
        while position < input.count, isUsable {
            if state == .text {
                let start = position
                let taken = min(Int(rest), input.count &- start)
                position = start &+ taken
                rest &-= UInt16(truncatingIfNeeded: taken)
                let index = tag &- first.rawValue
                if index < count {
                    // Never a cut value: the next piece must not stand alone.
                    isUsable = texts.append(
                        input.extracting(start..<position), to: TextPlace(index: Int(index)), &room)
                }
                if rest == 0 { beginHeader() }
                continue
            }
            let byte = input[position]
            position &+= 1
            if state == .version {
                isUsable = byte == RecordTag.version
                beginHeader()
                continue
            }
            value = value << 8 | UInt32(byte)
            rest &-= 1
            if rest > 0 { continue }
            if state == .header {
                beginContent()
            } else {
                numbers[Int(tag)] = value
                beginHeader()
            }
        }
    }

    private mutating func beginHeader() {
        state = .header
        rest = 3
        value = 0
    }

    private mutating func beginContent() {
        tag = UInt8(truncatingIfNeeded: value >> 16)
        rest = UInt16(truncatingIfNeeded: value)
        value = 0
        state = .text
        if let known = RecordTag(rawValue: tag) {
            if seen & known.bit != 0 { isUsable = false }
            seen |= known.bit
            if known.isNumber {
                state = .number
                if rest != 4 { isUsable = false }
            }
        }
        if rest == 0 { beginHeader() }
    }

    private enum State {
        case version, header, text, number
    }
}

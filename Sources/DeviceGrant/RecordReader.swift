/// Reads a stored record as it comes from the storage, in pieces of any size.
struct RecordReader {
    /// Whether the record is of the known version, and no field is malformed.
    private(set) var isUsable = true

    private(set) var accessTokenSeconds: UInt32?
    private(set) var intervalMilliseconds: UInt32?
    private(set) var lifetimeSeconds: UInt32?
    private(set) var remainingSeconds: UInt32?
    private(set) var storedAtSeconds: UInt32?

    private var state = State.version
    /// The tags met so far; a field that comes twice is malformed.
    private var seen: UInt16 = 0
    private var tag: RecordTag?
    private var rest: UInt16 = 0
    private var number: UInt32 = 0

    /// A step in reading a record.
    enum Part {
        case incomplete
        /// These bytes of the input belong to this member's text.
        case text(AnswerMember, Range<Int>)
    }

    /// Whether the record ends where a field does.
    var isComplete: Bool { isUsable && state == .tag }

    /// The seconds that are left of `seconds`, counted from the moment of storing.
    ///
    /// If the wall clock is valid now and was then, it tells how long the power was off; a clock
    /// that was set back counts as no time. Otherwise nobody knows, and all of it is left: the
    /// server has the last word.
    func left(of seconds: UInt32, wallClockSeconds: UInt32?) -> UInt32 {
        guard let now = wallClockSeconds, let then = storedAtSeconds, now > then else {
            return seconds
        }
        return seconds - min(seconds, now - then)
    }

    @inline(never)
    mutating func next(in input: borrowing Span<UInt8>, at position: inout Int) -> Part {
        while position < input.count, isUsable {
            switch state {
            case .version:
                isUsable = input[position] == RecordTag.version
                state = .tag
            case .tag:
                tag = RecordTag(rawValue: input[position])
                state = .lengthHigh
            case .lengthHigh:
                rest = UInt16(input[position]) << 8
                state = .lengthLow
            case .lengthLow:
                rest |= UInt16(input[position])
                beginContent()
            case .text:
                let start = position
                let taken = min(rest, UInt16(clamping: input.count - start))
                position += Int(taken)
                rest -= taken
                if rest == 0 { state = .tag }
                if let member = tag?.member { return .text(member, start..<position) }
                continue
            case .number:
                number = number << 8 | UInt32(input[position])
                rest -= 1
                if rest == 0 { endNumber() }
            }
            position += 1
        }
        position = input.count
        return .incomplete
    }

    /// What the record says cannot be used: nothing of it is.
    mutating func refuse() {
        isUsable = false
    }

    private mutating func beginContent() {
        if let tag {
            let bit: UInt16 = 1 << UInt16(tag.rawValue)
            if seen & bit != 0 { isUsable = false }
            seen |= bit
        }
        let isText = tag == nil || tag?.member != nil
        number = 0
        state = rest == 0 ? .tag : isText ? .text : .number
        if !isText && rest != 4 { isUsable = false }
    }

    private mutating func endNumber() {
        state = .tag
        switch tag {
        case .accessTokenSeconds: accessTokenSeconds = number
        case .intervalMilliseconds: intervalMilliseconds = number
        case .lifetimeSeconds: lifetimeSeconds = number
        case .remainingSeconds: remainingSeconds = number
        case .storedAtSeconds: storedAtSeconds = number
        default: break
        }
    }

    private enum State {
        case version, tag, lengthHigh, lengthLow, text, number
    }
}

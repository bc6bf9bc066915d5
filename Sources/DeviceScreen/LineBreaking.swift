/// Where a row of text may end.
enum LineBreaking: Equatable {
    /// At a space, for sentences.
    case words
    /// Only where an address or a code has a natural joint.
    case joints
    /// At a joint where there is one, otherwise anywhere.
    case jointsOrAnywhere
    /// Anywhere, for the fewest rows.
    case anywhere

    /// The end of the row of `text` that starts at `start` and holds at most `capacity` glyphs,
    /// at least 1. It is `start` where the rule allows no end: a word or a part is too long.
    func endOfRow(in text: Span<UInt8>, from start: Int, capacity: Int) -> Int {
        guard text.count - start > capacity else { return text.count }
        let full = start + capacity
        // A joint that leaves more than half of a row empty is no joint worth taking.
        let least = self == .words ? start : start + capacity / 2
        var end = full
        while end > least {
            if isJoint(in: text, before: end) {
                return end
            }
            end -= 1
        }
        return self == .words || self == .joints ? start : full
    }

    /// Where the next row starts: behind the spaces at which the last one ended.
    func startOfRow(in text: Span<UInt8>, after end: Int) -> Int {
        var start = end
        while self == .words, start < text.count, text[start] == UInt8(ascii: " ") {
            start += 1
        }
        return start
    }

    private func isJoint(in text: Span<UInt8>, before index: Int) -> Bool {
        let previous = text[index - 1]
        let next = text[index]
        switch self {
        case .words:
            return next == UInt8(ascii: " ")
        case .joints, .jointsOrAnywhere:
            switch next {
            case UInt8(ascii: "?"), UInt8(ascii: "&"), UInt8(ascii: "#"), UInt8(ascii: "."):
                return true
            case UInt8(ascii: ":"):
                // Before a port.
                return index + 1 < text.count && text[index + 1] != UInt8(ascii: "/")
            case UInt8(ascii: "/"): return previous != next && previous != UInt8(ascii: ":")
            default: break
            }
            switch previous {
            case UInt8(ascii: "-"), UInt8(ascii: "="), UInt8(ascii: " "): return true
            case UInt8(ascii: "/"): return index >= 2 && text[index - 2] == previous
            default: return false
            }
        case .anywhere:
            return false
        }
    }
}

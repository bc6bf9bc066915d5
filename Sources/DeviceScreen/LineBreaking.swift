/// Where a row of text may end.
enum LineBreaking: Equatable {
    /// At a space, for sentences.
    case words
    /// Where an address or a code has a natural joint, for reading.
    case joints
    /// Anywhere, for the fewest rows.
    case anywhere

    /// The end of the row of `text` that starts at `start` and holds at most `capacity` glyphs.
    /// It lies behind `start` when `capacity` is at least 1.
    func endOfRow(in text: Span<UInt8>, from start: Int, capacity: Int) -> Int {
        guard text.count - start > capacity else { return text.count }
        let full = start + capacity
        // A row that breaks early is at least half full, so that joints at most double the rows.
        var end = full
        while end > start + capacity / 2 {
            if isJoint(in: text, before: end) {
                return end
            }
            end -= 1
        }
        return full
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
            return previous == UInt8(ascii: " ") || next == UInt8(ascii: " ")
        case .joints:
            switch next {
            case UInt8(ascii: "?"), UInt8(ascii: "&"), UInt8(ascii: "#"): return true
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

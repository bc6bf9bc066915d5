/// Bytes that the fuzzer owns, or a part of them.
typealias Bytes = UnsafeBufferPointer<UInt8>

/// What the fuzzer draws, taken from the front; where it has ended, zeros follow.
struct Input {
    private(set) var rest: Bytes

    init(_ start: UnsafePointer<UInt8>?, _ count: Int) {
        rest = Bytes(start: start, count: start == nil ? 0 : count)
    }

    mutating func byte() -> UInt8 {
        let bytes = take(1)
        return bytes.isEmpty ? 0 : bytes[0]
    }

    mutating func number() -> UInt32 {
        UInt32(byte()) << 24 | UInt32(byte()) << 16 | UInt32(byte()) << 8 | UInt32(byte())
    }

    mutating func take(_ count: Int) -> Bytes {
        let taken = min(count, rest.count)
        defer { rest = rest.part(taken..<rest.count) }
        return rest.part(0..<taken)
    }

    /// The bytes up to the next separator, which is passed over; nil at the input's end.
    ///
    /// The separator is FF FE: no UTF-8 text holds it, and no field of a response needs it.
    mutating func section() -> Bytes? {
        guard !rest.isEmpty else { return nil }
        var end = 0
        while end < rest.count {
            if end + 1 < rest.count, rest[end] == 0xFF, rest[end + 1] == 0xFE { break }
            end += 1
        }
        let section = rest.part(0..<end)
        rest = rest.part(min(end + 2, rest.count)..<rest.count)
        return section
    }
}

extension UnsafeBufferPointer<UInt8> {
    func part(_ range: Range<Int>) -> Bytes {
        // The bounds of an unsafe buffer are not checked by itself.
        require(range.lowerBound >= 0 && range.upperBound <= count, "a range outside the input")
        return Bytes(rebasing: self[range])
    }
}

/// Where a text is cut: up to seven widths, used round and round.
struct Cuts {
    private let widths: Bytes
    private var index = 0
    private var wasEmpty = false

    init(_ input: inout Input) {
        widths = input.take(Int(input.byte() & 7))
    }

    /// The width of the next piece of a text of which `count` bytes are left: perhaps 0, but not
    /// twice in a row.
    mutating func next(of count: Int) -> Int {
        guard !widths.isEmpty else { return min(1, count) }
        var width = Int(widths[index])
        index = index + 1 == widths.count ? 0 : index + 1
        if width >= 128 { width = (width - 127) * 16 }
        if wasEmpty { width = max(width, 1) }
        wasEmpty = width == 0
        return min(width, count)
    }
}

/// How a text is handed over.
enum Handing {
    case whole
    case cut(Cuts)

    /// Calls `body` with the pieces of the text until one of them ends it.
    func forEachPiece(of text: Bytes, _ body: (Bytes) -> Step) {
        var offset = 0
        guard case .cut(var cuts) = self else {
            _ = body(text)
            return
        }
        while offset < text.count {
            let width = cuts.next(of: text.count - offset)
            guard body(text.part(offset..<offset + width)) == .goOn else { return }
            offset += width
        }
    }

    enum Step {
        case goOn, stop
    }
}

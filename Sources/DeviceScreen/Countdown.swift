/// The time that is left, as text: minutes in two digits or more, a colon, two digits of seconds.
struct Countdown {
    private var digits: InlineArray<11, UInt8>

    /// Glyphs, 5 to 11. The remaining time has as many as the lifetime, so that nothing moves.
    private(set) var count: Int

    init(_ progress: Progress) {
        digits = InlineArray(repeating: 0)
        count = 0
        let seconds = min(progress.remainingSeconds, progress.lifetimeSeconds)
        var scale: UInt32 = 10
        while progress.lifetimeSeconds / 60 / scale >= 10 {
            scale *= 10
        }
        while scale > 0 {
            append(digit: seconds / 60 / scale % 10)
            scale /= 10
        }
        digits[count] = UInt8(ascii: ":")
        count += 1
        append(digit: seconds % 60 / 10)
        append(digit: seconds % 60 % 10)
    }

    private mutating func append(digit: UInt32) {
        digits[count] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
        count += 1
    }

    /// Calls `body` with the glyphs.
    func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        body(digits.span.extracting(first: count))
    }
}

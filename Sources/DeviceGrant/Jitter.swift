/// Spreads devices that would otherwise act in step, from entropy that the board gives.
///
/// Not for secrets: xorshift32 (Marsaglia, 2003), which costs four bytes.
struct Jitter {
    private var state: UInt32

    init(entropy: UInt32) {
        // Zero is the one state that never changes.
        state = entropy == 0 ? 0x9E37_79B9 : entropy
    }

    /// A number from 0 to `bound`, near enough to evenly for a delay.
    mutating func next(through bound: UInt32) -> UInt32 {
        state ^= state << 13
        state ^= state >> 17
        state ^= state << 5
        return bound == .max ? state : state % (bound + 1)
    }
}

/// The pause after failures in a row: it doubles, and is spread by jitter.
struct Backoff {
    /// The pause after the latest failure; 0 while all is well.
    private(set) var milliseconds: UInt32 = 0
    private var jitter: Jitter

    init(entropy: UInt32) {
        jitter = Jitter(entropy: entropy)
    }

    /// All is well again.
    mutating func end() {
        milliseconds = 0
    }

    /// The pause after one more failure, in milliseconds.
    ///
    /// - Parameters:
    ///   - first: The first pause.
    ///   - limit: The longest one.
    ///   - margin: What is added to it.
    ///   - askedSeconds: What the server asks for, at least.
    @inline(never)
    mutating func next(
        first: UInt32, limit: UInt32, margin: UInt32 = 0, askedSeconds: UInt32
    ) -> UInt32 {
        // Nothing overflows: each of these is a day at most, by the limits.
        milliseconds = min(max(milliseconds &* 2, first), limit)
        return max(milliseconds &+ margin, askedSeconds &* 1_000)
            &+ spread(through: milliseconds >> GrantLimits.jitterShift)
    }

    /// A random number from 0 to `bound`.
    mutating func spread(through bound: UInt32) -> UInt32 {
        jitter.next(through: bound)
    }
}

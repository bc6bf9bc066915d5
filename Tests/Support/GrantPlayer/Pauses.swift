extension ClosedRange<UInt64> {
    /// A pause of this many milliseconds, and no other.
    public static func exactly(_ milliseconds: UInt64) -> Self { milliseconds...milliseconds }

    /// A pause after a failure: a random part of it, up to a quarter, is added.
    ///
    /// - Parameter asked: What `Retry-After` asked for; only the pause's own quarter is added to it.
    public static func afterFailure(_ milliseconds: UInt64, asked: UInt64 = 0) -> Self {
        let least = Swift.max(milliseconds, asked)
        return least...(least + milliseconds / 4)
    }
}

extension [UInt64] {
    /// Whether there are as many pauses as ranges, and each lies in its own.
    public func lie(in ranges: [ClosedRange<UInt64>]) -> Bool {
        count == ranges.count && zip(self, ranges).allSatisfy { $1.contains($0) }
    }
}

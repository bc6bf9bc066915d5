/// A point on the device's monotonic clock: a count of milliseconds that wraps at 2^32.
///
/// Two instants compare rightly as long as they lie less than 2^31 ms (24.8 days) apart; the
/// limits of `DeviceGrant` keep every timer well below half of that. 32 bits, because small
/// processors have no cheap 64-bit arithmetic.
public struct Instant: Equatable, Sendable {
    /// Milliseconds since a moment of the clock's own choice, modulo 2^32.
    public var tick: UInt32

    /// The instant of this tick.
    public init(tick: UInt32) {
        self.tick = tick
    }

    /// This instant, `milliseconds` later.
    public func advanced(byMilliseconds milliseconds: UInt32) -> Instant {
        Instant(tick: tick &+ milliseconds)
    }

    /// Whether this instant is `deadline` or after it.
    public func hasReached(_ deadline: Instant) -> Bool {
        Int32(bitPattern: tick &- deadline.tick) >= 0
    }

    /// The milliseconds from this instant to `deadline`, 0 once it has been reached.
    public func milliseconds(until deadline: Instant) -> UInt32 {
        hasReached(deadline) ? 0 : deadline.tick &- tick
    }

    /// The earlier of two instants.
    public static func earlier(_ first: Instant, _ second: Instant) -> Instant {
        first.hasReached(second) ? second : first
    }
}

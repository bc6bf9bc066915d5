/// The time of day, where a board knows it.
public protocol WallClock: ~Copyable {
    /// Seconds since 1970 in UTC; nil while the clock is not known to be right, as after a power cut
    /// on a board without a battery.
    func wallClockSeconds() -> UInt32?
}

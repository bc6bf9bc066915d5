import BoundedBytes

/// A clock that never goes back, in milliseconds since any moment.
public protocol MonotonicClock: ~Copyable {
    /// The time by which every timer of the device runs.
    func now() -> Instant
}

/// How a board sleeps.
public protocol Waiting: ~Copyable {
    /// Returns when `deadline` is reached, when the transport can go on, when a button is pressed,
    /// or when the board is told to stop; returning early does no harm.
    mutating func wait(until deadline: Instant)
}

import BoundedBytes

/// A clock that never goes back, in milliseconds since any moment.
public protocol MonotonicClock: ~Copyable {
    /// The time by which every timer of the device runs.
    func now() -> Instant
}

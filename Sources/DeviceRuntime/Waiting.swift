import BoundedBytes

/// How a board sleeps.
public protocol Waiting: ~Copyable {
    /// Sleeps until `deadline`, until the transport can go on, or until the device is told to stop.
    /// Returning early does no harm.
    mutating func wait(until deadline: Instant) -> Wakeup
}

/// Why a board woke up.
public enum Wakeup: Equatable, Sendable {
    /// There may be something to do.
    case goOn
    /// The device is told to stop: the grant is cancelled and nothing is left half-done.
    case stop
}

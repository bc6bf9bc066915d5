import Foundation

/// Where the server takes the time from: milliseconds since 1970, as a closure, so that tests and
/// simulations bring their own.
public struct ServerClock: Sendable {
    private let read: @Sendable () -> Int64

    /// A clock that `read` gives, in milliseconds since 1970-01-01T00:00:00Z.
    public init(_ read: @escaping @Sendable () -> Int64) {
        self.read = read
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    public func nowMilliseconds() -> Int64 {
        read()
    }

    /// The machine's clock.
    public static let system = ServerClock {
        Int64((Date().timeIntervalSince1970 * 1_000).rounded(.down))
    }
}

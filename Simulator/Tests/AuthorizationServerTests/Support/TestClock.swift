import NIOConcurrencyHelpers

@testable import AuthorizationServer

/// A clock that stands still until a test moves it.
final class TestClock: Sendable {
    private let now = NIOLockedValueBox<Int64>(1_800_000_000_000)

    var milliseconds: Int64 {
        now.withLockedValue { $0 }
    }

    func advance(seconds: Double) {
        now.withLockedValue { $0 += Int64(seconds * 1_000) }
    }

    var clock: ServerClock {
        ServerClock { self.milliseconds }
    }
}

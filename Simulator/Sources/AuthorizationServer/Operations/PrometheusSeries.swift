import CoreMetrics
import NIOConcurrencyHelpers

/// The values under one name and one set of labels.
final class PrometheusSeries: CounterHandler, RecorderHandler, TimerHandler {
    enum Kind: String {
        case counter
        case summary
    }

    let kind: Kind
    private let box = NIOLockedValueBox<(sum: Double, count: Int64)>((0, 0))

    init(_ kind: Kind) {
        self.kind = kind
    }

    var values: (sum: Double, count: Int64) {
        box.withLockedValue { $0 }
    }

    func increment(by amount: Int64) {
        box.withLockedValue { $0.count += amount }
    }

    func reset() {
        box.withLockedValue { $0 = (0, 0) }
    }

    func record(_ value: Int64) {
        record(Double(value))
    }

    func record(_ value: Double) {
        box.withLockedValue { values in
            values.sum += value
            values.count += 1
        }
    }

    /// Prometheus counts in seconds.
    func recordNanoseconds(_ duration: Int64) {
        record(Double(duration) / 1e9)
    }
}

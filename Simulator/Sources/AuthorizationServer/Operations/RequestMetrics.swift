import CoreMetrics
import NIOConcurrencyHelpers

/// Counts the answers by path and status, and their times.
final class RequestMetrics: Sendable {
    private struct Key: Hashable {
        let path: String
        let status: Int
    }

    private let factory: PrometheusMetrics
    private let counters = NIOLockedValueBox<[Key: Counter]>([:])
    private let duration: CoreMetrics.Timer

    init(_ factory: PrometheusMetrics) {
        self.factory = factory
        duration = CoreMetrics.Timer(
            label: "http_request_duration_seconds", dimensions: [], factory: factory)
    }

    /// `path` is one of the server's own, or `other`: what strangers ask for would fill the memory.
    func count(path: String, status: Int, milliseconds: Int64) {
        let key = Key(path: path, status: status)
        let counter = counters.withLockedValue { counters in
            if let known = counters[key] { return known }
            let new = Counter(
                label: "http_requests_total",
                dimensions: [("path", path), ("status", "\(status)")], factory: factory)
            counters[key] = new
            return new
        }
        counter.increment()
        duration.recordMilliseconds(milliseconds)
    }
}

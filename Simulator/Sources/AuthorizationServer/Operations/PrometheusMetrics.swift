import CoreMetrics
import NIOConcurrencyHelpers

/// Keeps metrics in memory and writes them in Prometheus's text format (exposition format 0.0.4).
/// A counter is a counter; a timer or recorder is a summary with its sum and count.
final class PrometheusMetrics: MetricsFactory {
    /// One line of labels under one name.
    private struct Key: Hashable {
        let name: String
        let labels: String
    }

    private let series = NIOLockedValueBox<[Key: PrometheusSeries]>([:])

    /// Every series in the order of names, a type line before each name.
    var exposition: String {
        let all = series.withLockedValue { $0 }
            .sorted { ($0.key.name, $0.key.labels) < ($1.key.name, $1.key.labels) }
        var text = ""
        var described = ""
        for (key, series) in all {
            if described != key.name {
                described = key.name
                text += "# TYPE \(key.name) \(series.kind.rawValue)\n"
            }
            let (sum, count) = series.values
            switch series.kind {
            case .counter:
                text += "\(key.name)\(key.labels) \(count)\n"
            case .summary:
                text += "\(key.name)_sum\(key.labels) \(sum)\n"
                text += "\(key.name)_count\(key.labels) \(count)\n"
            }
        }
        return text
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(.counter, label, dimensions)
    }

    func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        series(.summary, label, dimensions)
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(.summary, label, dimensions)
    }

    // What was counted once is told until the server ends.
    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}

    private func series(
        _ kind: PrometheusSeries.Kind, _ name: String, _ dimensions: [(String, String)]
    ) -> PrometheusSeries {
        let labels = dimensions.map { name, value in "\(name)=\"\(Self.escaped(value))\"" }
        let key = Key(
            name: name, labels: labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}")
        return series.withLockedValue { series in
            if let known = series[key] { return known }
            let new = PrometheusSeries(kind)
            series[key] = new
            return new
        }
    }

    private static func escaped(_ value: String) -> String {
        value.map { character in
            switch character {
            case "\\", "\"": "\\\(character)"
            case "\n": "\\n"
            default: String(character)
            }
        }.joined()
    }
}

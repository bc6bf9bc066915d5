/// How long answers take, by their kind, for `Tests/answer-times`: the tests that measure only print
/// it, for a busy machine is no defect.
struct AnswerTimes {
    private let title: String
    private var times: [String: [Duration]] = [:]

    init(_ title: String) {
        self.title = title
    }

    mutating func measure<Answer>(
        _ kind: String, _ body: () async throws -> Answer
    ) async rethrows -> Answer {
        let start = ContinuousClock.now
        let answer = try await body()
        times[kind, default: []].append(ContinuousClock.now - start)
        return answer
    }

    /// One line: the title, and for each kind how many there were and the median in milliseconds.
    func printed() {
        let medians = times.sorted { $0.key < $1.key }.map { kind, times in
            "\(kind) \(times.count) \(times.sorted()[times.count / 2] / .milliseconds(1))"
        }
        print("answer-times: \(title): \(medians.joined(separator: ", "))")
    }
}

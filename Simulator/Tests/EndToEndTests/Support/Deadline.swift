/// Something did not happen in time.
struct DeadlinePassed: Error, CustomStringConvertible {
    let what: String

    var description: String { "waited in vain for \(what)" }
}

/// Runs `body`, and throws ``DeadlinePassed`` when it has not ended in time. Everything that the
/// tests wait for answers to cancellation.
///
/// The default is far above what anything takes here, for a machine that does much else.
func within<Result: Sendable>(
    _ duration: Duration = .seconds(90), waitingFor what: String,
    _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: duration)
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let result = first else {
            throw DeadlinePassed(what: what)
        }
        return result
    }
}

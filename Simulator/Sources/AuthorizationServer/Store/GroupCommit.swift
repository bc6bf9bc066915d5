import GRDB
import NIOConcurrencyHelpers

/// Makes the writes that many requests ask for at the same moment in one transaction, in the order
/// in which they were asked. Nobody hears an answer before the commit is on the disk.
///
/// Each work is one statement, so that one that fails undoes itself and leaves the others alone;
/// what changes two rows together has a transaction of its own.
final class GroupCommit: Sendable {
    typealias Body<Value> = @Sendable (Database) throws -> Value

    /// Runs the statement, and returns what tells the caller once the commit's fate is known.
    private typealias Work = @Sendable (Result<Database, any Error>) -> Answer
    private typealias Answer = @Sendable ((any Error)?) -> Void

    private struct Waiting {
        var works: [Work] = []
        var isScheduled = false
    }

    private let database: any DatabaseWriter
    private let waiting = NIOLockedValueBox(Waiting())

    init(_ database: any DatabaseWriter) {
        self.database = database
    }

    func write<Value: Sendable>(_ body: @escaping Body<Value>) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let isFirst = waiting.withLockedValue { waiting in
                waiting.works.append(Self.work(body, continuation))
                defer { waiting.isScheduled = true }
                return !waiting.isScheduled
            }
            if isFirst { schedule() }
        }
    }

    private func schedule() {
        database.asyncWriteWithoutTransaction { [self] db in
            let works = waiting.withLockedValue { waiting in
                let works = Array(waiting.works.prefix(Limits.worksPerCommit))
                waiting.works.removeFirst(works.count)
                return works
            }
            Self.commit(works, db)
            let goesOn = waiting.withLockedValue { waiting in
                waiting.isScheduled = !waiting.works.isEmpty
                return waiting.isScheduled
            }
            // Scheduled anew, so that transactions of their own have their turn in between.
            if goesOn { schedule() }
        }
    }

    private static func commit(_ works: [Work], _ db: Database) {
        var answers: [Answer] = []
        var failure: (any Error)?
        do {
            try db.inTransaction(.immediate) {
                for work in works { answers.append(work(.success(db))) }
                return .commit
            }
        } catch {
            failure = error
            for work in works.dropFirst(answers.count) { answers.append(work(.failure(error))) }
        }
        for answer in answers { answer(failure) }
    }

    private static func work<Value: Sendable>(
        _ body: @escaping Body<Value>, _ continuation: CheckedContinuation<Value, any Error>
    ) -> Work {
        { database in
            let result = Result { try body(database.get()) }
            return { failure in continuation.resume(with: failure.map(Result.failure) ?? result) }
        }
    }
}

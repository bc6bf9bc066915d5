import Foundation
import GRDB
import NIOConcurrencyHelpers
import Testing

@testable import AuthorizationServer

@Suite struct PurgeTests {
    /// Counts the rows that each transaction changes.
    private final class TransactionCounter: TransactionObserver, Sendable {
        private let counts = NIOLockedValueBox<(now: Int, all: [Int])>((0, []))

        var perTransaction: [Int] {
            counts.withLockedValue { $0.all }
        }

        func observes(eventsOfKind kind: DatabaseEventKind) -> Bool { true }
        func databaseDidChange(with event: DatabaseEvent) {
            counts.withLockedValue { $0.now += 1 }
        }
        func databaseDidCommit(_ db: Database) {
            counts.withLockedValue { counts in
                counts.all.append(counts.now)
                counts.now = 0
            }
        }
        func databaseDidRollback(_ db: Database) {}
    }

    @Test("purging 100,000 old counters changes a bounded number of rows in each transaction")
    func chunks() async throws {
        let store = try SQLiteStore(.memory)
        // With a rowid, for SQLite reports no row of a table without one.
        try await store.database.write { db in
            try db.execute(
                sql: """
                    DROP TABLE attempt_counters;
                    CREATE TABLE attempt_counters (key TEXT NOT NULL, count INTEGER NOT NULL,
                        blocked_until INTEGER NOT NULL, forgotten_at INTEGER NOT NULL);
                    WITH RECURSIVE numbers (n) AS
                        (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 100000)
                    INSERT INTO attempt_counters SELECT 'key' || n, 1, 0, 1 FROM numbers;
                    CREATE INDEX counters ON attempt_counters (key);
                    """)
        }
        let counter = TransactionCounter()
        store.database.add(transactionObserver: counter, extent: .databaseLifetime)
        try await store.purge(at: 1_800_000_000_000)
        let left = try await store.database.read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM attempt_counters")
        }
        #expect(left == 0)
        #expect(counter.perTransaction.max() == Limits.rowsPerTransaction)
        #expect(counter.perTransaction.reduce(0, +) == 100_000)
    }
}

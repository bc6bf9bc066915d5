import Foundation
import GRDB
import Testing

@testable import AuthorizationServer

@Suite struct GroupCommitTests {
    @Test("writes asked for together are all made, in order, and one that fails spoils no other")
    func together() async throws {
        let database = try DatabaseQueue()
        try await database.write { db in
            try db.execute(sql: "CREATE TABLE numbers (n INTEGER PRIMARY KEY CHECK (n < 900))")
        }
        let commits = GroupCommit(database)
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<1_000 {
                group.addTask {
                    do {
                        try await commits.write { db in
                            try db.execute(
                                sql: "INSERT INTO numbers VALUES (?)", arguments: [number])
                        }
                        return true
                    } catch {
                        return false
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 } == 900)
        let kept = try await database.read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM numbers")
        }
        #expect(kept == 900)
    }

    @Test("X8 what was answered is on the disk: the database is opened with full synchronization")
    func durability() async throws {
        let folder = NSTemporaryDirectory() + "commit-\(UUID().uuidString)"
        _ = try StateFolder(folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = try SQLiteStore(.sqlite(folder + "/db.sqlite"))
        let level = try await store.database.writeWithoutTransaction { db in
            try Int.fetchOne(db, sql: "PRAGMA synchronous")
        }
        #expect(level == 2)
        try await store.close()
    }
}

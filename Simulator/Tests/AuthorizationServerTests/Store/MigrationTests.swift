import Foundation
import GRDB
import Testing

@testable import AuthorizationServer

@Suite struct MigrationTests {
    @Test("a database of the first migration keeps every row through all that came after")
    func fromTheFirst() async throws {
        let folder = NSTemporaryDirectory() + "migration-\(UUID().uuidString)"
        _ = try StateFolder(folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/db.sqlite"
        let hash = Data(repeating: 7, count: 32)
        let old = try DatabasePool(path: path)
        try SQLiteStore.migrator.migrate(old, upTo: "1 device grant and user pool")
        try await old.write { db in
            try db.execute(
                sql: """
                    INSERT INTO device_grants (device_code_hash, user_code_hash, client_id, scope,
                        request_address, created_at, expires_at, state, issued_interval, interval)
                    VALUES (?, ?, 'tv', 'openid', '192.0.2.1', 1, 2, 'pending', 5000, 5000);
                    INSERT INTO refresh_families VALUES
                        ('family', ?, 'tv', 'sub', 'alice', 'openid', 1, 2, 0);
                    INSERT INTO clients VALUES ('tv', 'TV', NULL, 'refresh_token', 'openid', 1);
                    INSERT INTO users VALUES ('alice', 'sub', 'scrypt$', 1);
                    INSERT INTO sessions VALUES (?, 'sub', 'alice', 1, 2);
                    INSERT INTO attempt_counters VALUES ('key', 3, 0, 9);
                    """, arguments: [hash, hash, hash, hash])
        }
        try old.close()

        let store = try SQLiteStore(.sqlite(path))
        let code = try #require(CodeHash(stored: hash))
        let grant = try await store.grant(deviceCodeHash: code)
        #expect(grant?.requestAddress == "192.0.2.1")
        #expect(try await store.refreshFamily(id: "family")?.username == "alice")
        #expect(try await store.client(id: "tv")?.name == "TV")
        #expect(try await store.user(username: "alice")?.subject == "sub")
        #expect(try await store.session(idHash: code)?.subject == "sub")
        #expect(try await store.attemptCounter(key: "key")?.count == 3)
        try await store.close()
    }
}

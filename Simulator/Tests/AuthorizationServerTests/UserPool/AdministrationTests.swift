import Foundation
import Testing

@testable import AuthorizationServer

@Suite struct AdministrationTests {
    private static func withState(
        _ body: (ServerConfiguration) async throws -> Void
    ) async throws {
        let folder = NSTemporaryDirectory() + "admin-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(ServerConfiguration(stateFolder: folder))
    }

    @Test("X33 a client's secret is shown once and kept as a hash")
    func clients() async throws {
        try await Self.withState { configuration in
            let box = try await Administration.addClient(
                id: nil, name: "Box", scope: "openid", kind: .confidential, to: configuration)
            let secret = try #require(box.secret)
            #expect(Base64URL.decode(secret)?.count == 32)
            let store = try SQLiteStore(configuration.store)
            let kept = try #require(try await store.client(id: box.id))
            try await store.close()
            #expect(kept.secretHash?.matches(secret) == true)
            #expect(kept.secretHash?.matches(secret + "x") == false)
            #expect(kept.secretHash?.text.contains(secret) == false)
            let tv = try await Administration.addClient(
                id: "tv", name: "TV", scope: "", kind: .publicClient, to: configuration)
            #expect(tv.secret == nil)
            await #expect(throws: ServerStartError.self) {
                try await Administration.addClient(
                    id: "tv", name: "TV", scope: "", kind: .publicClient, to: configuration)
            }
        }
    }

    @Test("a user is added once, under one case, with a password worth the name")
    func users() async throws {
        try await Self.withState { configuration in
            try await Administration.addUser("Eve", password: "long enough", to: configuration)
            for (name, password) in [
                ("eVE", "long enough"), ("mallory", "short"), ("", "12345678"),
            ] {
                await #expect(throws: ServerStartError.self) {
                    try await Administration.addUser(name, password: password, to: configuration)
                }
            }
            var memory = configuration
            memory.store = .memory
            await #expect(throws: ServerStartError.self) {
                try await Administration.addUser("x", password: "long enough", to: memory)
            }
        }
    }
}

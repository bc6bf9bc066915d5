import Foundation
import GRDB
import Testing

@testable import AuthorizationServer

/// What an operator does beside a running server, on its database file.
@Suite struct OperatorTests {
    private static func withServer(
        _ body: @Sendable (TestServer, ServerConfiguration) async throws -> Void
    ) async throws {
        let folder = NSTemporaryDirectory() + "operator-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let configuration = ServerConfiguration(stateFolder: folder)
        _ = try StateFolder(folder)
        let server = try await TestServer.make(store: configuration.store)
        try await body(server, configuration)
        try await server.store.close()
    }

    @Test("X26 the audit trail says who asked and who decided, from where, and holds no secret")
    func auditTrail() async throws {
        try await Self.withServer { server, configuration in
            try await server.run { client in
                let codes = try await client.codes()
                var browser = try await server.browser(client, as: "alice")
                server.clock.advance(seconds: 7)
                let page = try await browser.enter(codes.user_code)
                _ = try await browser.decide(page, "approve")
                let tokens = try await client.poll(codes.device_code).decoded(Tokens.self)
                let grants = try await Administration.grants(limit: 10, in: configuration)
                let grant = try #require(grants.first)
                #expect(grants.count == 1)
                #expect(grant.clientID == "tv")
                #expect(grant.username == "alice")
                #expect(grant.outcome == "redeemed")
                #expect(grant.secondsToDecision == 7)
                #expect(grant.requestAddress == "unknown")
                #expect(grant.decisionAddress == "unknown")
                let line = String(decoding: try JSONEncoder().encode(grants), as: UTF8.self)
                let secrets = [
                    codes.device_code, codes.user_code, tokens.access_token,
                    try #require(tokens.refresh_token),
                ]
                for secret in secrets { #expect(!line.contains(secret)) }
            }
        }
    }

    @Test("X25 a grant that the operator revokes cannot be refreshed, nor revoked twice")
    func revoke() async throws {
        try await Self.withServer { server, configuration in
            try await server.run { client in
                let codes = try await client.codes()
                var browser = try await server.browser(client, as: "alice")
                _ = try await browser.decide(browser.enter(codes.user_code), "approve")
                let tokens = try await client.poll(codes.device_code).decoded(Tokens.self)
                let grants = try await Administration.grants(limit: 1, in: configuration)
                let id = try #require(grants.first?.id)
                try await Administration.revokeGrant(id, in: configuration)
                let refresh = try await client.post(
                    "/token",
                    "grant_type=refresh_token&client_id=tv&refresh_token="
                        + (tokens.refresh_token ?? ""))
                #expect(refresh.error == "invalid_grant")
                let after = try await Administration.grants(limit: 1, in: configuration)
                #expect(after.first?.outcome == "revoked")
                await #expect(throws: ServerStartError.self) {
                    try await Administration.revokeGrant(id, in: configuration)
                }
            }
        }
    }

    @Test("X25 a pending request that the operator revokes is denied")
    func revokePending() async throws {
        try await Self.withServer { server, configuration in
            try await server.run { client in
                let codes = try await client.codes()
                let grants = try await Administration.grants(limit: 1, in: configuration)
                try await Administration.revokeGrant(grants.first?.id ?? "", in: configuration)
                #expect(try await client.poll(codes.device_code).error == "access_denied")
            }
        }
    }

    @Test("X33 two secrets work at once while a client's secret is changed, then one")
    func rotation() async throws {
        try await Self.withServer { server, configuration in
            try await server.run { client in
                func codes(_ secret: String) async throws -> Int {
                    // Beyond the time for which a client that was read is believed.
                    server.clock.advance(seconds: 1)
                    return try await client.post(
                        "/device_authorization", "client_id=second-box&client_secret=\(secret)"
                    ).status.code
                }
                let first = try await Administration.addClient(
                    id: "second-box", name: "Box", scope: "openid", kind: .confidential,
                    to: configuration)
                let one = try #require(first.secret)
                let two = try await Administration.rotateSecret(
                    of: "second-box", in: configuration)
                #expect(try await codes(one) == 200)
                #expect(try await codes(two) == 200)
                try await Administration.finishRotation(of: "second-box", in: configuration)
                #expect(try await codes(one) == 401)
                #expect(try await codes(two) == 200)
                await #expect(throws: ServerStartError.self) {
                    try await Administration.finishRotation(of: "second-box", in: configuration)
                }
            }
        }
    }

    @Test("X25 a removed client is refused, and so are the refresh tokens of its devices")
    func removedClient() async throws {
        try await Self.withServer { server, configuration in
            try await server.run { client in
                let before = try await client.post("/device_authorization", "client_id=tv")
                #expect(before.status == .ok)
                try await Administration.removeClient("tv", from: configuration)
                server.clock.advance(seconds: 1)
                let response = try await client.post("/device_authorization", "client_id=tv")
                #expect(response.error == "invalid_client")
                let clients = try await Administration.clients(in: configuration)
                #expect(clients.contains { $0.id == "other-tv" })
                #expect(!clients.contains { $0.id == "tv" })
            }
        }
    }

    @Test("X45 a new password by the operator ends the user's sessions")
    func resetPassword() async throws {
        try await Self.withServer { server, configuration in
            try await server.run { client in
                var browser = try await server.browser(client, as: "alice")
                #expect(try await browser.get("/device").status == .ok)
                try await Administration.resetUser(
                    "Alice", password: "a new password", in: configuration)
                #expect(try await browser.get("/device").status == .seeOther)
                #expect(
                    try await Administration.users(in: configuration).map(\.username)
                        == ["alice", "bob", "carol"])
            }
        }
    }

    @Test("a backup that is made while the server runs is a whole database")
    func backup() async throws {
        try await Self.withServer { server, configuration in
            try await server.run { client in
                let codes = try await client.codes()
                let path = configuration.stateFolder + "/copy.sqlite"
                try await Administration.backUp(configuration, to: path)
                let copy = try SQLiteStore(.sqlite(path))
                let hash = CodeHash(ofSecret: codes.device_code)
                #expect(try await copy.grant(deviceCodeHash: hash) != nil)
                try await copy.close()
                await #expect(throws: ServerStartError.self) {
                    try await Administration.backUp(configuration, to: path)
                }
            }
        }
    }

    @Test("the server is ready while its store can be read, and says when it is not")
    func ready() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            #expect(try await client.execute(uri: "/ready", method: .get).status == .ok)
            try await server.store.database.write { db in
                try db.execute(sql: "DROP TABLE device_grants")
            }
            let response = try await client.execute(uri: "/ready", method: .get)
            #expect(response.status == .serviceUnavailable)
        }
    }
}

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import AuthorizationServer

@Suite struct SharedCodeTests {
    private static let others = ["bob", "carol"]

    @Test("X24 a code that three accounts typed is refused, before an approval and after it")
    func refused() async throws {
        let server = try await TestServer.make()
        let recorder = LogRecorder()
        try await server.run(logging: recorder) { client in
            for isApproved in [false, true] {
                let codes = try await client.codes()
                var alice = try await server.browser(client, as: TestServer.username)
                let page = try await alice.enter(codes.user_code)
                if isApproved { _ = try await alice.decide(page, "approve") }
                for name in Self.others {
                    var other = try await server.browser(client, as: name)
                    let answer = try await other.enter(codes.user_code)
                    #expect(answer.status == .unprocessableContent)
                }
                #expect(try await client.poll(codes.device_code).error == "access_denied")
                #expect(try await alice.decide(page, "approve").status == .conflict)
            }
            #expect(recorder.text.contains("one user code was typed by several accounts"))
        }
    }

    @Test("X24 tokens that were issued for it are revoked")
    func revoked() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.codes()
            var alice = try await server.browser(client, as: TestServer.username)
            _ = try await alice.decide(try await alice.enter(codes.user_code), "approve")
            let tokens = try await client.poll(codes.device_code).decoded(Tokens.self)
            for name in Self.others {
                var other = try await server.browser(client, as: name)
                _ = try await other.enter(codes.user_code)
            }
            let refreshed = try await client.post(
                "/token",
                "grant_type=refresh_token&client_id=tv&refresh_token="
                    + (tokens.refresh_token ?? ""))
            #expect(refreshed.error == "invalid_grant")
        }
    }

    @Test("X24 two accounts are none, however often they type it")
    func twoAccounts() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.codes()
            var alice = try await server.browser(client, as: TestServer.username)
            let page = try await alice.enter(codes.user_code)
            var bob = try await server.browser(client, as: "bob")
            for _ in 0..<4 { _ = try await bob.enter(codes.user_code) }
            #expect(try await alice.decide(page, "approve").status == .ok)
            #expect(try await client.poll(codes.device_code).status == .ok)
        }
    }

    @Test("X24 an expired code counts no account: its tokens live on")
    func expired() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.codes()
            var alice = try await server.browser(client, as: TestServer.username)
            _ = try await alice.decide(try await alice.enter(codes.user_code), "approve")
            let tokens = try await client.poll(codes.device_code).decoded(Tokens.self)
            server.clock.advance(seconds: 600)
            for name in Self.others {
                var other = try await server.browser(client, as: name)
                _ = try await other.enter(codes.user_code)
            }
            let refreshed = try await client.post(
                "/token",
                "grant_type=refresh_token&client_id=tv&refresh_token="
                    + (tokens.refresh_token ?? ""))
            #expect(refreshed.status == .ok)
        }
    }
}

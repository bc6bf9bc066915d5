import AsyncHTTPClient
import Foundation
import Synchronization
import Testing

/// What becomes of approved codes when everything happens at once, or the server dies meanwhile.
@Suite("Redemption over TLS")
struct RedemptionTests {
    private let state: TemporaryFolder

    init() throws {
        state = try TemporaryFolder()
    }

    @Test("X8 64 parallel polls over TLS after approval give exactly one token set")
    func parallel() async throws {
        let server = try await ServerProcess(state: state)
        let answers = try await server.withClient { client in
            let codes = try await server.codes(client)
            try await server.approve(codes.userCode)
            return try await withThrowingTaskGroup(of: JSONValue.self) { group in
                for _ in 0..<64 {
                    group.addTask { try await server.poll(client, codes.deviceCode) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        #expect(answers.count == 64)
        #expect(Set(answers.compactMap { $0["access_token"]?.text }).count == 1)
        #expect(Set(answers.compactMap { $0["refresh_token"]?.text }).count == 1)
    }

    @Test(
        "X8 a server that is killed while codes are redeemed never gives two token sets for a code",
        arguments: [0, 1, 3])
    func killed(afterTokens enough: Int) async throws {
        var server = try await ServerProcess(state: state)
        var tokens: [String: Set<String>] = [:]
        let deviceCodes = try await server.withClient { client in
            var deviceCodes: [String] = []
            for _ in 0..<5 {
                let codes = try await server.codes(client)
                try await server.approve(codes.userCode)
                deviceCodes.append(codes.deviceCode)
            }
            return deviceCodes
        }
        let first = server
        // All polls are under way when it dies: some are answered, some redeemed, some neither.
        let answered = try await first.withClient { client in
            await withTaskGroup(of: (String, JSONValue?).self) { group in
                for code in deviceCodes {
                    for _ in 0..<4 {
                        group.addTask { (code, try? await first.poll(client, code)) }
                    }
                }
                var answered: [(String, String)] = []
                var isKilled = false
                if enough == 0 {
                    first.process.send(SIGKILL)
                    isKilled = true
                }
                for await (code, answer) in group {
                    if let token = answer?["access_token"]?.text { answered.append((code, token)) }
                    if answered.count >= enough, !isKilled {
                        first.process.send(SIGKILL)
                        isKilled = true
                    }
                }
                return answered
            }
        }
        #expect(try await server.process.ended() == .signal(SIGKILL))
        for (code, token) in answered { tokens[code, default: []].insert(token) }

        server = try await ServerProcess(state: state)
        let second = server
        try await second.withClient { client in
            for code in deviceCodes {
                let answer = try await second.poll(client, code)
                if let token = answer["access_token"]?.text {
                    tokens[code, default: []].insert(token)
                } else {
                    // What is not had now was redeemed before: the code is never pending again.
                    #expect(answer["error"]?.text == "invalid_grant")
                }
            }
        }
        for code in deviceCodes { #expect(tokens[code, default: []].count <= 1) }
    }
}

import Foundation
import Testing

@testable import AuthorizationServer

/// The request vectors of llhttp against the real socket.
@Suite struct MalformedRequestTests {
    private struct Vector: Decodable, Sendable {
        let meta: Meta
        let inputBase64: String
        let llhttpLog: [String]
        let llhttpErrorCodes: [Int]?

        struct Meta: Decodable, Sendable {
            let type: String
            /// llhttp was told that no body comes, against the head.
            let skipBody: Bool?
        }

        enum Ending {
            case refused
            case answered
            /// Bytes are still to come.
            case unfinished
        }

        /// llhttp's codes from 21 to 24 are pauses and upgrades. What it takes with a leniency flag
        /// alone, a strict reader refuses.
        var ending: Ending {
            let errors = (llhttpErrorCodes ?? []).filter { !(21...24).contains($0) }
            if !errors.isEmpty { return .refused }
            if meta.type.contains("lenient") { return .refused }
            if meta.skipBody == true { return .unfinished }
            return llhttpLog.last?.contains("message complete") == true ? .answered : .unfinished
        }
    }

    /// The status codes of all answers in the text.
    private static func statuses(_ text: String) -> [Int] {
        text.matches(of: /HTTP\/1\.1 ([0-9]{3})\b/).compactMap { Int($0.1) }
    }

    /// The request that ends each connection, and its answer.
    private static let ok = "{\"status\":\"ok\"}"
    private static let last = Array(
        "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)

    @Test("X36 llhttp's requests, whole and in pieces, never get a 5xx, never hang the server")
    func vectors() async throws {
        let vectors = try VectorFolder("llhttp-request").cases(as: Vector.self)
        try await LiveServer.run { server in
            let connection = TLSConnection(caFile: server.caFile, port: server.port)
            for (name, vector) in vectors {
                let bytes = Array(try #require(Data(base64Encoded: vector.inputBase64)))
                let ending = vector.ending
                let half = bytes.count / 2
                let writings = [
                    [bytes + Self.last], bytes.map { [$0] } + [Self.last],
                    [Array(bytes[..<half]), bytes[half...] + Self.last],
                ]
                for pieces in writings {
                    let answer: String
                    do {
                        answer = try await connection.exchange(pieces) { text in
                            ending == .unfinished || text.contains(Self.ok)
                        }
                    } catch is TLSConnection.Hangs {
                        Issue.record("\(name) hangs")
                        continue
                    }
                    let statuses = Self.statuses(answer)
                    #expect(statuses.allSatisfy { $0 < 500 }, "\(name): \(statuses)")
                    // What follows a broken request is never read as the next one.
                    #expect(ending != .refused || !answer.contains(Self.ok), "\(name)")
                }
            }
            let health = try await connection.exchange([Self.last]) { _ in false }
            #expect(Self.statuses(health) == [200])
        }
    }

    @Test(
        "X36 heads and bodies that are too long are refused, and the server goes on",
        arguments: [
            ("head", 400, String(repeating: "a", count: Limits.headerBytes + 1), ""),
            (
                "fields", 400, "x\r\n" + String(repeating: "A: b\r\n", count: Limits.headerFields),
                ""
            ),
            (
                "form", 413, "x\r\nContent-Length: \(Limits.formBytes + 1)",
                String(repeating: "a", count: Limits.formBytes + 1)
            ),
            (
                "chunks", 413, "x\r\nTransfer-Encoding: chunked",
                String(
                    repeating: "400\r\n" + String(repeating: "a", count: 1_024) + "\r\n", count: 9)
                    + "0\r\n\r\n"
            ),
        ])
    func bounds(what: String, status: Int, field: String, body: String) async throws {
        try await LiveServer.run { server in
            let connection = TLSConnection(caFile: server.caFile, port: server.port)
            let request =
                "POST /token HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: "
                + "application/x-www-form-urlencoded\r\nX: \(field)\r\n\r\n\(body)"
            let answer = try await connection.exchange([Array(request.utf8)]) {
                !Self.statuses($0).isEmpty
            }
            #expect(Self.statuses(answer) == [status], "\(what)")
            let health = try await connection.exchange([Self.last]) { _ in false }
            #expect(Self.statuses(health) == [200])
        }
    }
}

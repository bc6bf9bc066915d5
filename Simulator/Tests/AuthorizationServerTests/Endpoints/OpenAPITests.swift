import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import AuthorizationServer

@Suite struct OpenAPITests {
    private struct Document: Decodable {
        let openapi: String
        let servers: [[String: String]]
        let paths: [String: [String: Operation]]

        struct Operation: Decodable {
            let summary: String
            let responses: [String: Response]
        }

        struct Response: Decodable {
            let description: String
        }
    }

    @Test("the description names every path with its methods, and nothing else")
    func complete() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let document = try await client.execute(uri: "/openapi.json", method: .get)
                .decoded(Document.self)
            #expect(document.openapi == "3.0.3")
            #expect(document.servers == [["url": "https://localhost:8443"]])
            let described = document.paths.mapValues { Set($0.keys) }
            let served = App<SQLiteStore>.methods.mapValues { methods in
                // HEAD comes with every GET.
                Set(methods.filter { $0 != .head }.map { $0.rawValue.lowercased() })
            }
            #expect(described == served)
        }
    }

    @Test("what is described answers with a status that is described")
    func answers() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let document = try await client.execute(uri: "/openapi.json", method: .get)
                .decoded(Document.self)
            for (path, operations) in document.paths {
                for (name, operation) in operations {
                    let method = try #require(HTTPRequest.Method(name.uppercased()))
                    let answer =
                        method == .post
                        ? try await client.post(path, "a=b")
                        : try await client.execute(uri: path, method: method)
                    #expect(
                        operation.responses["\(answer.status.code)"] != nil,
                        "\(name) \(path): \(answer.status)")
                    #expect(!operation.summary.isEmpty)
                }
            }
        }
    }
}

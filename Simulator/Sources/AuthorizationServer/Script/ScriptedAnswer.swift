import Foundation
import HTTPTypes
import Hummingbird
import NIOConcurrencyHelpers
import NIOCore

/// An answer that a dialect and a step may still change.
struct ScriptedAnswer: Sendable {
    var status: HTTPResponse.Status
    var headers: HTTPFields
    var body: ByteBuffer

    init(status: HTTPResponse.Status, headers: HTTPFields = [:], body: String = "") {
        self.status = status
        self.headers = headers
        self.body = ByteBuffer(string: body)
    }

    /// An error answer as this server gives it (RFC 6749 §5.2).
    init(error code: String) {
        var response = JSONAnswer(["error": .text(code)]).response(status: .badRequest)
        SecurityHeaders.add(to: &response)
        self.init(status: response.status, headers: response.headers)
        setMembers(["error": code])
    }

    /// What the server itself answered, its body read to the end.
    init(reading response: Response) async throws {
        let bytes = NIOLockedValueBox(ByteBuffer())
        try await response.body.write(Collector(bytes: bytes))
        self.init(status: response.status, headers: response.headers)
        body = bytes.withLockedValue { $0 }
    }

    private struct Collector: ResponseBodyWriter {
        let bytes: NIOLockedValueBox<ByteBuffer>

        func write(_ buffer: ByteBuffer) async throws {
            _ = bytes.withLockedValue { $0.writeImmutableBuffer(buffer) }
        }

        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }

    /// The JSON object in the body; nil when there is none.
    var members: [String: Any]? {
        let object = try? JSONSerialization.jsonObject(with: Data(body.readableBytesView))
        return object as? [String: Any]
    }

    /// Writes the body anew, as this JSON object.
    mutating func setMembers(_ members: [String: Any]) {
        guard
            let data = try? JSONSerialization.data(
                withJSONObject: members, options: [.sortedKeys, .withoutEscapingSlashes])
        else { preconditionFailure("what came from JSON is JSON") }
        body = ByteBuffer(bytes: data)
    }

    /// Takes over what a step says about the answer.
    mutating func apply(_ step: ScriptStep) {
        if let code = step.status { status = .init(code: code) }
        if let text = step.body { body = ByteBuffer(string: text) }
        if !step.changes.isEmpty {
            var members = members ?? [:]
            for change in step.changes {
                members[change.member] = change.json.flatMap {
                    try? JSONSerialization.jsonObject(
                        with: Data($0.utf8), options: .fragmentsAllowed)
                }
            }
            setMembers(members)
        }
        if let type = step.contentType { headers[.contentType] = type }
        for header in step.headers { headers[header.name] = header.value }
    }
}

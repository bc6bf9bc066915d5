import Foundation
import HTTPWire
import Testing
import Vectors

/// X50: picohttpparser's responses and chunked bodies, judged by what its tests expect.
@Suite struct PicoHTTPParserTests {
    struct Head: Decodable {
        var inputBase64: Data
        var expected: String
    }

    struct Chunks: Decodable {
        var consumeTrailer: Int?
        var inputBase64: Data
        var decodedBase64: Data?
        var expectedReturn: Int

        /// The bytes behind a head that says chunked. Where picohttpparser leaves the trailer section
        /// to its caller, the caller here sends an empty one, unless there is one.
        var bytes: [UInt8] {
            let leavesTrailer = consumeTrailer == 0 && expectedReturn == 0
            return Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
                + inputBase64 + Array(leavesTrailer ? "\r\n".utf8 : "".utf8)
        }
    }

    /// Where this client departs from picohttpparser: it is looser than RFC 9112, or has no limit.
    static let departures: Set<WholeResponse.Rule> = [
        .bareLineFeed, .foldedField, .statusLine, .bodyTooLarge, .fieldName, .controlByte,
        .chunkLine, .headTooLarge,
    ]

    @Test("X50 Each picohttpparser response is complete, incomplete or refused as expected")
    func heads() throws {
        let vectors = try Vectors.cases(
            of: "picohttpparser", startingWith: "response", as: Head.self)
        var tally = Tally()
        for (name, vector) in vectors {
            let bytes = Array(vector.inputBase64)
            let reading = read(bytes, .whole, .open)
            let result =
                reading.isFailed ? "invalid" : reading.head == nil ? "incomplete" : "complete"
            judge(name, bytes, agrees: result == vector.expected, &tally)
        }
        try finish(tally, "picohttpparser", vectors.map(\.name))
    }

    @Test("X50 Each picohttpparser chunked body decodes, or is refused, as expected")
    func chunks() throws {
        let vectors = try Vectors.cases(
            of: "picohttpparser", startingWith: "chunk", as: Chunks.self)
        var tally = Tally()
        for (name, vector) in vectors {
            let bytes = vector.bytes
            let reading = read(bytes, .whole, .open)
            let isDecoded = vector.decodedBase64.map { Array($0) == reading.body } ?? true
            let agrees =
                switch vector.expectedReturn {
                case -1: reading.isFailed
                case -2: reading.end == .incomplete && isDecoded
                // What is left over is the trailer section, or the next response.
                default: !reading.isFailed && isDecoded
                }
            judge(name, bytes, agrees: agrees, &tally)
        }
        try finish(tally, "picohttpparser", vectors.map(\.name))
    }

    private func judge(_ name: String, _ bytes: [UInt8], agrees: Bool, _ tally: inout Tally) {
        let judgement = WholeResponse.judge(bytes)
        #expect(read(bytes, .whole, .closed).difference(from: judgement) == nil, "\(name)")
        #expect(differenceBetweenFeedings(bytes) == nil, "\(name)")
        #expect(faultOfBreakingOff(bytes) == nil, "\(name)")
        if agrees {
            tally.agree()
        } else if let rule = judgement.rule, Self.departures.contains(rule) {
            tally.depart(name, because: rule.rawValue)
        } else {
            Issue.record("\(name): \(judgement)")
        }
    }

    private func finish(_ tally: Tally, _ corpus: String, _ names: [String]) throws {
        tally.report(corpus)
        let listed = try Exceptions.listed(for: corpus)
        #expect(tally.faults(against: listed, known: Set(names)) == [])
    }
}

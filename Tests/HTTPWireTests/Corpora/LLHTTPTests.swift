import Foundation
import HTTPWire
import Testing
import Vectors

/// X50: llhttp's response vectors, judged by llhttp's own event log.
@Suite struct LLHTTPTests {
    struct Vector: Decodable {
        var meta: Meta
        var inputBase64: Data
        var llhttpLog: [String]
        var llhttpErrorCodes: [Int]

        struct Meta: Decodable {
            var type: String
            var skipBody: Bool?
        }
    }

    /// Where this client departs from llhttp, and why.
    static let departures: Set<WholeResponse.Rule> = [
        .notHTTP1, .emptyLineFirst, .foldedField, .switchingProtocols, .coding, .bothLengths,
        .length,
        .statusLine,
        .codingOutOfPlace, .headTooLarge, .interimFlood, .bodyTooLarge,
    ]

    @Test(
        "X50 Each llhttp vector is judged as its event log has it, or departs for a stated reason")
    func log() throws {
        let listed = try Exceptions.listed(for: "llhttp-response")
        let vectors = try Vectors.cases(of: "llhttp-response", as: Vector.self)
        var tally = Tally()
        for (name, vector) in vectors {
            let bytes = Array(vector.inputBase64)
            let judgement = WholeResponse.judge(bytes)
            let reading = read(bytes, .whole, .open)
            let closed = read(bytes, .whole, .closed)
            #expect(closed.difference(from: judgement) == nil, "\(name)")

            let difference = vector.difference(from: reading)
            if difference == nil {
                tally.agree()
            } else if vector.meta.skipBody == true {
                // llhttp was told that the request was HEAD; this client sends none.
                tally.depart(name, because: "answerToHEAD")
            } else if let rule = judgement.rule, Self.departures.contains(rule) {
                tally.depart(name, because: rule.rawValue)
            } else {
                Issue.record("\(name): \(difference ?? ""), \(String(describing: judgement.rule))")
            }
        }
        tally.report("llhttp-response")
        #expect(tally.faults(against: listed, known: Set(vectors.map(\.name))) == [])
    }

    @Test("X50 Whole, bytewise and cut at every index the llhttp vectors read the same")
    func feedings() throws {
        for (name, vector) in try Vectors.cases(of: "llhttp-response", as: Vector.self) {
            let bytes = Array(vector.inputBase64)
            #expect(differenceBetweenFeedings(bytes) == nil, "\(name)")
            #expect(faultOfBreakingOff(bytes) == nil, "\(name)")
        }
    }
}

extension LLHTTPTests.Vector {
    /// What the reading has otherwise than the log; nil if they say the same.
    func difference(from reading: Reading) -> String? {
        if meta.type.hasPrefix("response-lenient") { return differenceFromStrict(reading) }
        let log = FinalMessage(of: llhttpLog, over: Array(inputBase64))
        // 21 to 24 are pauses and upgrades; 5 is said of bytes behind a last message.
        let isRefused = llhttpErrorCodes.contains { !(21...24).contains($0) && $0 != 5 }
        if let end = log.end, !isRefused || log.isFollowedByMore {
            guard reading.end == .complete(bytes: end) else { return "\(reading.end), not \(end)" }
        } else if isRefused {
            return reading.isFailed ? nil : "\(reading.end), not refused"
        } else {
            guard reading.end == .incomplete else { return "\(reading.end), not incomplete" }
        }
        guard reading.head?.status == log.status else {
            return "\(String(describing: reading.head)), not \(String(describing: log.status))"
        }
        guard reading.body == log.body else { return "another body" }
        if llhttpErrorCodes.contains(5), reading.keepsConnection != false { return "kept" }
        return nil
    }

    /// With a leniency flag on, llhttp let in what a strict reader refuses; two of the flags let in
    /// what follows a last message, which a strict reader does not read.
    private func differenceFromStrict(_ reading: Reading) -> String? {
        switch meta.type {
        case "response-lenient-keep-alive", "response-lenient-data-after-close":
            reading.isFailed || reading.keepsConnection == false ? nil : "not refused"
        default:
            reading.isFailed ? nil : "not refused"
        }
    }
}

/// The first message of a log that is not an interim one.
private struct FinalMessage {
    var status: UInt16?
    var body: [UInt8] = []
    /// Where it ends; nil if it goes on.
    var end: Int?
    var isFollowedByMore = false

    init(of log: [String], over input: [UInt8]) {
        for line in log {
            let words = line.split(separator: " ")
            let offset = Self.number(words.first { $0.hasPrefix("off=") }) ?? 0
            if end != nil {
                isFollowedByMore = true
            } else if line.contains("headers complete") {
                let number = Self.number(words.first { $0.hasPrefix("status=") }) ?? 0
                status = 100...199 ~= number && number != 101 ? nil : UInt16(number)
            } else if line.contains("span[body]"), status != nil {
                let length = Self.number(words.first { $0.hasPrefix("len=") }) ?? 0
                body += input[offset..<offset + length]
            } else if line.contains("message complete"), status != nil {
                end = offset
            }
        }
    }

    private static func number(_ word: Substring?) -> Int? {
        word?.split(separator: "=").last.flatMap { Int($0) }
    }
}

import Foundation
import HTTPWire
import Testing
import Vectors

/// X50: what curl's test servers send, and the seeds of its fuzzer.
@Suite struct CurlTests {
    struct Vector: Decodable {
        var keywords: [String]
        var curlExit: String
        var replies: [Reply]

        struct Reply: Decodable {
            var part: String
            var bytesBase64: Data
        }

        /// What curl's exit says of the replies; nil where it says something of the command line.
        var isTaken: Bool? {
            switch curlExit {
            case "0": true
            // Weird server reply, partial file, empty reply, receive failure, bad encoding.
            case "8", "18", "52", "56", "61": false
            default: nil
            }
        }
    }

    @Test(
        "X50 Each curl reply is taken or refused by a stated rule, and as curl does if that has no say"
    )
    func replies() throws {
        let vectors = try Vectors.cases(of: "curl-http-replies", as: Vector.self)
        var tally = Tally()
        var names: Set<String> = []
        var undecided = 0
        for (name, vector) in vectors {
            for (index, reply) in vector.replies.enumerated() {
                let name = "\(name)/\(reply.part)/\(index)"
                let bytes = Array(reply.bytesBase64)
                let judgement = WholeResponse.judge(bytes)
                let reading = read(bytes, .whole, .closed)
                #expect(reading.difference(from: judgement) == nil, "\(name)")
                names.insert(name)
                guard let isTaken = vector.isTaken else {
                    undecided += 1
                    continue
                }
                if reading.isComplete == isTaken {
                    tally.agree()
                } else if let rule = judgement.rule {
                    // curl takes it; this client does not.
                    tally.depart(name, because: rule.rawValue)
                } else {
                    tally.depart(name, because: "curlRefuses \(vector.curlExit)")
                }
            }
        }
        tally.report("curl-http-replies")
        print("curl-http-replies: \(undecided) replies without a verdict of curl's")
        let listed = try Exceptions.listed(for: "curl-http-replies")
        #expect(tally.faults(against: listed, known: names) == [])
    }

    @Test("X50 Curl replies with bare line feeds are judged once more with their lines mended")
    func mended() throws {
        var mended = 0
        var taken = 0
        for (name, vector) in try Vectors.cases(of: "curl-http-replies", as: Vector.self) {
            for reply in vector.replies {
                let bytes = Array(reply.bytesBase64)
                guard WholeResponse.judge(bytes).rule == .bareLineFeed else { continue }
                let whole = Self.withMendedHead(bytes)
                let reading = read(whole, .whole, .closed)
                #expect(reading.difference(from: WholeResponse.judge(whole)) == nil, "\(name)")
                #expect(reading.failure != .malformedStatusLine, "\(name)")
                mended += 1
                taken += reading.isComplete ? 1 : 0
            }
        }
        print("curl-http-replies: \(mended) mended, \(taken) of them taken")
    }

    @Test("X50 Whole, bytewise and cut at every index the curl replies read the same")
    func feedings() throws {
        for (name, vector) in try Vectors.cases(of: "curl-http-replies", as: Vector.self) {
            for reply in vector.replies {
                #expect(differenceBetweenFeedings(Array(reply.bytesBase64)) == nil, "\(name)")
            }
        }
    }

    @Test("X50 Broken off at any index the curl replies are truncated, or what they are whole")
    func brokenOff() throws {
        for (name, vector) in try Vectors.cases(of: "curl-http-replies", as: Vector.self) {
            for reply in vector.replies {
                #expect(faultOfBreakingOff(Array(reply.bytesBase64)) == nil, "\(name)")
            }
        }
    }

    @Test("X50 The fuzzer's seeds end in a result, the same however they are fed")
    func seeds() throws {
        let files = try Vectors.files(of: "curl-fuzzer-responses", ending: ".bin")
        for file in files {
            let reading = read(file.bytes, .whole, .closed)
            #expect(reading.end != .incomplete, "\(file.name)")
            #expect(
                reading.difference(from: WholeResponse.judge(file.bytes)) == nil, "\(file.name)")
            #expect(differenceBetweenFeedings(file.bytes) == nil, "\(file.name)")
            #expect(faultOfBreakingOff(file.bytes) == nil, "\(file.name)")
        }
        print("curl-fuzzer-responses: \(files.count) seeds")
    }

    /// The bytes with CR LF for each lone LF of the heads, interim ones included.
    private static func withMendedHead(_ bytes: [UInt8]) -> [UInt8] {
        var mended: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let status = rest.dropFirst(9).prefix(3)
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                var line = Array(rest[..<end])
                rest = rest[(end + 1)...]
                if line.last == UInt8(ascii: "\r") { line.removeLast() }
                mended += line + Array("\r\n".utf8)
                if line.isEmpty { break }
            }
            guard status.first == UInt8(ascii: "1") else { break }
        }
        return mended + rest
    }
}

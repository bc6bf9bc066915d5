import Foundation
import HTTPWire
import Testing
import Vectors

/// X50: the vectors of the web-platform-tests, judged by file name, or by what browsers do where a
/// strict client does the same.
@Suite struct WebPlatformTests {
    struct Length: Decodable {
        var input: String
        var bodySent: Int
        var browserBodyLength: Int?
    }

    struct Status: Decodable {
        var statusLine: String
        var browserStatus: Int?
    }

    @Test("X50 A stray byte is taken where RFC 9112 allows it, and refused everywhere else")
    func strayBytes() throws {
        let files = try Vectors.files(of: "wpt-h1", ending: ".asis")
        var refused = 0
        for file in files {
            let parts = file.name.split(separator: "_").map(String.init)
            let (byte, place) = (parts[1], parts[2])
            let reading = read(file.bytes, .whole, .closed)
            if Self.isAllowed(byte, at: place) {
                #expect(reading.isComplete, "\(file.name)")
                #expect(reading.head?.status == 200, "\(file.name)")
                #expect(reading.body == Array("Test.".utf8), "\(file.name)")
            } else {
                #expect(reading.isFailed && reading.failure != .truncated, "\(file.name)")
                refused += 1
            }
            judge(file.name, file.bytes)
        }
        print("wpt-h1: \(files.count) stray bytes, \(refused) refused")
    }

    /// RFC 9112 §4 and §5.1, RFC 9110 §5.5: what may stand in a reason and in a value; a second colon
    /// is a part of the value.
    private static func isAllowed(_ byte: String, at place: String) -> Bool {
        switch place {
        case "before-reason", "after-reason", "after-colon", "in-value", "after-value":
            ["SP", "HTAB", "COLON"].contains(byte)
        // The blank before the reason may be followed by another one, which is the reason's own.
        case "after-num": byte == "SP"
        case "in-name", "before-colon": byte == "COLON"
        default: false
        }
    }

    @Test("X50 A nonsense Content-Length is refused; any other means what it means to browsers")
    func contentLength() throws {
        let vectors = try Vectors.cases(
            of: "wpt-h1", startingWith: "content-length", as: Length.self)
        var tally = Tally()
        for (name, vector) in vectors {
            let body = String(repeating: "x", count: vector.bodySent)
            let bytes = Array("HTTP/1.1 200 OK\r\n\(vector.input)\r\n\r\n\(body)".utf8)
            let reading = read(bytes, .whole, .closed)
            judge(name, bytes)
            let length = reading.isComplete ? reading.body.count : nil
            if length == vector.browserBodyLength {
                tally.agree()
            } else {
                // Browsers read a nonsense length to the close, and a list of equal lengths as one.
                #expect(reading.failure == .ambiguousLength, "\(name)")
                let values = vector.input.split(separator: "\r\n").map {
                    $0.split(separator: ":", maxSplits: 1).last.map(String.init) ?? ""
                }
                let isList = values.contains { $0.contains(",") }
                let isNumber = values.allSatisfy {
                    UInt32($0.trimmingCharacters(in: .whitespaces)) != nil
                }
                #expect(isList || !isNumber, "\(name)")
                tally.depart(name, because: isList ? "lengthList" : "nonsenseLength")
            }
        }
        try finish(tally, vectors.map(\.name))
    }

    @Test(
        "X50 A status that browsers refuse is refused; so is one that is not three digits from 100")
    func statusCode() throws {
        let vectors = try Vectors.cases(of: "wpt-h1", startingWith: "status-code", as: Status.self)
        var tally = Tally()
        for (name, vector) in vectors {
            let bytes = Array("\(vector.statusLine)\r\nContent-Length: 0\r\n\r\n".utf8)
            let reading = read(bytes, .whole, .closed)
            judge(name, bytes)
            if reading.head.map({ Int($0.status) }) == vector.browserStatus {
                tally.agree()
            } else {
                #expect(reading.failure == .malformedStatusLine, "\(name)")
                let code = vector.statusLine.split(separator: " ").dropFirst().first ?? ""
                #expect(code.count != 3 || code.first == "0", "\(name)")
                tally.depart(name, because: "statusLine")
            }
        }
        try finish(tally, vectors.map(\.name))
    }

    private func judge(_ name: String, _ bytes: [UInt8]) {
        let reading = read(bytes, .whole, .closed)
        #expect(reading.difference(from: WholeResponse.judge(bytes)) == nil, "\(name)")
        #expect(differenceBetweenFeedings(bytes) == nil, "\(name)")
        #expect(faultOfBreakingOff(bytes) == nil, "\(name)")
    }

    private func finish(_ tally: Tally, _ names: [String]) throws {
        tally.report("wpt-h1")
        let listed = try Exceptions.listed(for: "wpt-h1")
        #expect(tally.faults(against: listed, known: Set(names)) == [])
    }
}

import BoundedBytes
import DNSWire
import Testing

/// What is asked, and for which names.
@Suite struct QuestionTests {
    @Test("A query is one question with recursion desired (RFC 1035 §4.1)")
    func query() throws {
        let question = try DNSQuestion(Array("tv.a.example.".utf8).span, .aaaa, id: 0xBEEF)
        var query = FixedBytes<64>()
        try query.withOutput { (output) throws(CapacityExceeded) in
            try question.write(.plain, to: &output)
        }
        let written = query.withBytes { bytes in bytes.indices.map { bytes[$0] } }
        let expected: [UInt8] =
            [0xBE, 0xEF, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0] + [2] + Array("tv".utf8) + [1]
            + Array("a".utf8) + [7] + Array("example".utf8) + [0, 0, 28, 0, 1]
        #expect(written == expected)
    }

    @Test("An extended query is the plain one with room for 1,232 bytes (RFC 6891 §6.1.2)")
    func extendedQuery() throws {
        let question = try DNSQuestion(Array("tv.example".utf8).span, .a, id: 0xBEEF)
        var plain = FixedBytes<64>()
        try plain.withOutput { (output) throws(CapacityExceeded) in
            try question.write(.plain, to: &output)
        }
        var query = FixedBytes<64>()
        try query.withOutput { (output) throws(CapacityExceeded) in
            try question.write(.extended, to: &output)
        }
        let written = query.withBytes { bytes in bytes.indices.map { bytes[$0] } }
        var expected = plain.withBytes { bytes in bytes.indices.map { bytes[$0] } }
        expected[11] = 1
        expected += [0, 0, 41, 0x04, 0xD0, 0, 0, 0, 0, 0, 0]
        #expect(written == expected)
    }

    @Test(
        "A query that does not fit is not written in part",
        arguments: [DNSQueryForm.plain, .extended])
    func room(_ form: DNSQueryForm) throws {
        let question = try DNSQuestion(Array("a.example".utf8).span, .a, id: 1)
        var query = FixedBytes<26>()
        #expect(throws: CapacityExceeded.self) {
            try query.withOutput { (output) throws(CapacityExceeded) in
                try question.write(form, to: &output)
            }
        }
        let isEmpty = query.isEmpty
        #expect(isEmpty)
    }

    @Test(
        "A text that is no name is refused",
        arguments: [
            "", ".", "..", "a..b", ".a", "a..", String(repeating: "x", count: 64) + ".example",
            Array(repeating: String(repeating: "x", count: 63), count: 4).joined(separator: "."),
        ])
    func malformed(_ name: String) {
        #expect(throws: DNSNameError.malformed) {
            _ = try DNSQuestion(Array(name.utf8).span, .a, id: 1)
        }
    }

    @Test("The longest label and the longest name are taken")
    func longest() throws {
        let label = String(repeating: "x", count: 63)
        // 3 · 64 + 62 + 1 = 255 bytes on the wire.
        let name = [label, label, label, String(repeating: "y", count: 61)].joined(separator: ".")
        _ = try DNSQuestion(Array(name.utf8).span, .a, id: 1)
        #expect(throws: DNSNameError.malformed) {
            _ = try DNSQuestion(Array((name + "y").utf8).span, .a, id: 1)
        }
    }
}

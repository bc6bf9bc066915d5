import HTTPWire
import Testing

/// Chunked bodies, RFC 9112 §7.1.
@Suite struct ChunkTests {
    @Test(
        "Chunks decode to their data, with sizes in any case and with leading zeros",
        arguments: [
            "5\r\nhello\r\n0\r\n\r\n", "1\r\nh\r\n4\r\nello\r\n0\r\n\r\n",
            "0005\r\nhello\r\n000\r\n\r\n",
            "5\r\nhello\r\n0\r\nTrailer: x\r\nOther:\r\n\r\n",
        ])
    func decoded(_ chunks: String) {
        let reading = readChunks(chunks)
        #expect(reading.isComplete)
        #expect(reading.body == Array("hello".utf8))
        #expect(reading.keepsConnection == true)
    }

    @Test("Sizes of more than one digit are hexadecimal", arguments: ["1a", "1A", "01a"])
    func hexadecimal(_ size: String) {
        let data = String(repeating: "d", count: 26)
        #expect(readChunks("\(size)\r\n\(data)\r\n0\r\n\r\n").body == Array(data.utf8))
    }

    @Test(
        "Extensions by the grammar are passed over",
        arguments: [
            ";a", ";a=b", "; a = b", " ;a", "\t;\ta\t=\tb\t;c", ";a;b;c=d", #";a="b c""#, #";a="""#,
            #";a="\"\\";b"#, #";a="x;y=z";b"#, ";a=b ;c",
        ])
    func extensions(_ text: String) {
        #expect(readChunks("5\(text)\r\nhello\r\n0\(text)\r\n\r\n").body == Array("hello".utf8))
    }

    @Test(
        "X50 Size lines that break the grammar are refused",
        arguments: [
            "", " 5", "5 ", "5\t", "5 x", "+5", "-5", "0x5", "5;", "5; ", "5;;", "5;a=", "5;=b",
            "5;a=b=c",
            "5;a b", "5;a ", #"5;a="b"#, #"5;a="b"c"#, #"5;a="b\"#, "5;a=b\u{0}", "5;a\u{7F}",
            "5;a=\"\u{1}\"", "5\n", "5;a\n", "5\rx", "g", "٣", "5;a=b;", "5;\u{E4}",
        ])
    func badSizeLine(_ line: String) {
        #expect(readChunks("\(line)\r\nhello\r\n0\r\n\r\n").failure == .malformedChunk)
    }

    @Test(
        "X50 Data that does not end with CR LF where its size says is refused",
        arguments: ["hellox\r\n", "hello\n", "hello\r\r", "hell\r\no", "helloX"])
    func badEnd(_ data: String) {
        #expect(readChunks("5\r\n\(data)0\r\n\r\n").failure == .malformedChunk)
    }

    @Test("X50 A size beyond 32 bits is refused, the largest one is waited for")
    func largeSizes() {
        #expect(readChunks("ffffffff\r\nabc").end == .incomplete)
        #expect(readChunks("0ffffffff\r\nabc").end == .incomplete)
        #expect(readChunks("100000000\r\nabc").failure == .bodyTooLarge)
        #expect(readChunks("ffffffffffffffff\r\nabc").failure == .bodyTooLarge)
    }

    @Test("X50 A size line takes 256 bytes in all, and not one more", arguments: 254...258)
    func sizeLineBytes(_ count: Int) {
        for start in ["5;", "5;a=", "5;a=\"", String(repeating: "0", count: 200) + "5;"] {
            let end = start.hasSuffix("\"") ? "\"\r\n" : "\r\n"
            let filler = String(repeating: "x", count: count - start.utf8.count - end.utf8.count)
            let reading = readChunks("\(start)\(filler)\(end)hello\r\n0\r\n\r\n")
            if count <= 256 {
                #expect(reading.body == Array("hello".utf8))
            } else {
                #expect(reading.failure == .malformedChunk)
            }
        }
    }

    @Test("X50 A trailer section is checked like a head, and means nothing")
    func trailers() {
        let meaningless = "Content-Length: nonsense\r\nTransfer-Encoding: gzip\r\nConnection: close"
        let reading = readChunks("5\r\nhello\r\n0\r\n\(meaningless)\r\n\r\n")
        #expect(reading.isComplete)
        #expect(reading.keepsConnection == true)
        for trailer in ["A : b", " A: b", "A: b\u{0}", "A: b\nC: d", "A"] {
            #expect(readChunks("0\r\n\(trailer)\r\n\r\n").failure == .malformedField)
        }
    }

    @Test("X50 A trailer section takes as much as a head, and not one byte or field more")
    func trailerLimits() {
        for count in [8_192, 8_193] {
            // "A: ", the line's end, and the section's.
            let filler = String(repeating: "x", count: count - 7)
            let reading = readChunks("0\r\nA: \(filler)\r\n\r\n")
            #expect(reading.isComplete == (count == 8_192))
            if !reading.isComplete { #expect(reading.failure == .headTooLarge) }
        }
        for count in [100, 101] {
            let fields = String(repeating: "A: b\r\n", count: count)
            #expect(
                readChunks("0\r\n\(fields)\r\n").isComplete == (count == 100))
        }
    }

    private func readChunks(_ chunks: String) -> Reading {
        read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(chunks)")
    }
}

import HTTPWire
import Testing

/// What the reader takes and refuses, rule by rule.
@Suite struct ResponseTests {
    // MARK: Status line

    @Test(
        "X50 A status line is HTTP/1.x, a blank, three digits from 100, and a reason that may lack",
        arguments: [
            ("HTTP/1.1 200 OK", 200), ("HTTP/1.0 404 Not Found", 404), ("HTTP/1.9 299 ", 299),
            ("HTTP/1.1 500", 500), ("HTTP/1.1 428 \t x \u{E4}", 428), ("HTTP/1.1 999 Odd", 999),
        ] as [(String, UInt16)])
    func statusLine(_ line: String, _ status: UInt16) {
        let reading = read("\(line)\r\nContent-Length: 0\r\n\r\n")
        #expect(reading.isComplete)
        #expect(reading.head?.status == status)
    }

    @Test(
        "X50 Any other status line is refused at its first wrong byte",
        arguments: [
            " HTTP/1.1 200 OK\r\n", "\r\nHTTP/1.1 200 OK\r\n", "http/1.1 200 OK\r\n",
            "HTTP/2 200\r\n",
            "HTTP/1.1  200 OK\r\n", "HTTP/1.1\t200 OK\r\n", "HTTP/1.10 200 OK\r\n",
            "HTTP/1 200 OK\r\n",
            "HTTP/1.1 20 OK\r\n", "HTTP/1.1 099 No\r\n", "HTTP/1.1 000 No\r\n",
            "HTTP/1.1 2000 OK\r\n",
            "HTTP/1.1 +20 OK\r\n", "HTTP/1.1 200\tOK\r\n", "HTTP/1.1 200 O\u{0}K\r\n",
            "HTTP/1.1 200 O\u{7F}K\r\n", "HTTP/1.1 200 OK\n", "HTTP/1.1 200 OK\rX",
            "HTTP/1.1 200\n",
            "ICY 200 OK\r\n", "<html>", "\u{16}\u{3}\u{1}", "HTTP/0.9 200 OK\r\n",
        ])
    func badStatusLine(_ text: String) {
        #expect(read(text).failure == .malformedStatusLine)
        // The part before the last byte was not enough to say so, or was refused itself.
        for end in 0..<text.utf8.count {
            let part = read(Array(text.utf8.prefix(end)), .whole, .open)
            #expect(part.end == .incomplete || part.failure == .malformedStatusLine)
        }
    }

    // MARK: Fields

    @Test(
        "X50 Fields that break the grammar are refused",
        arguments: [
            "A b: c", "A : b", ": b", "A", " A: b", "\tA: b", "A: b\r\n c: d", "A: b\r\n\tc",
            "A\u{0}: b",
            "A: b\u{0}", "A: b\u{7F}", "A: b\u{B}", "A: b\nC: d", "A: b\rC: d", "A: b\r\r",
            "(A): b",
            "A,B: c", "\u{E4}: b", "A\n: b", "A: b\u{1B}[2J", "[A]: b", "\"A\": b", "A@b: c",
            "A/b: c",
        ])
    func badFields(_ fields: String) {
        let reading = read("HTTP/1.1 200 OK\r\n\(fields)\r\n\r\n")
        #expect(reading.failure == .malformedField)
    }

    @Test(
        "X50 Fields of any name and value that the grammar allows are passed over",
        arguments: [
            "A:", "A:b", "A: ", "A:\t b \t", "!#$%&'*+-.^_`|~09azAZ: x", "A: \u{E4}\u{20AC}",
            "A: a:b:c", "A: \"quoted, and\", more", "A: b\r\nA: c", "Content-Length-X: 7",
            "X-Content-Length: 7", "Content-Encodings: gzip", "Transfer-Encodingg: x",
        ])
    func goodFields(_ fields: String) {
        let reading = read("HTTP/1.1 200 OK\r\n\(fields)\r\nContent-Length: 2\r\n\r\nab")
        #expect(reading.isComplete)
        #expect(reading.body == Array("ab".utf8))
    }

    @Test(
        "X50 A head takes 8,192 bytes in all, status line included, and not one more",
        arguments: [8_191, 8_192, 8_193, 9_000])
    func headBytes(_ count: Int) {
        let ends = "\r\nContent-Length: 0\r\n\r\n"
        for start in ["HTTP/1.1 200 OK\r\nA: ", "HTTP/1.1 200 "] {
            let filler = String(repeating: "x", count: count - start.utf8.count - ends.utf8.count)
            let reading = read(start + filler + ends)
            if count <= 8_192 {
                #expect(reading.end == .complete(bytes: count))
            } else {
                #expect(reading.failure == .headTooLarge)
            }
        }
    }

    @Test("X50 A head takes 100 fields, and not one more", arguments: 99...101)
    func headFields(_ count: Int) {
        let fields = String(repeating: "A: b\r\n", count: count - 1)
        let reading = read("HTTP/1.1 200 OK\r\n\(fields)Content-Length: 0\r\n\r\n")
        if count <= 100 {
            #expect(reading.isComplete)
        } else {
            #expect(reading.failure == .headTooLarge)
        }
    }

    @Test(
        "Retry-After in seconds is told, a date and nonsense are not",
        arguments: [
            ("0", 0), ("120", 120), (" 7\t", 7), ("4294967295", 4_294_967_295),
            ("4294967296", 4_294_967_295), ("99999999999999999999", 4_294_967_295),
            ("999999999999999999999999", 4_294_967_295), ("", nil), ("-1", nil), ("1.5", nil),
            ("9999999999999999999999999", nil), ("Wed, 21 Oct 2026 07:28:00 GMT", nil),
            ("1 2", nil),
        ] as [(String, UInt32?)])
    func retryAfter(_ value: String, _ seconds: UInt32?) {
        let reading = read("HTTP/1.1 503 No\r\nretry-AFTER: \(value)\r\nContent-Length: 0\r\n\r\n")
        #expect(reading.head == HTTPResponseHead(status: 503, retryAfterSeconds: seconds))
    }

    // MARK: Interim responses

    @Test("X50 Interim responses are passed over, eight of them", arguments: [1, 7, 8, 9])
    func interim(_ count: Int) {
        let interim = "HTTP/1.1 103 Early Hints\r\nLink: x\r\nContent-Length: 5\r\n\r\n"
        let reading = read(
            String(repeating: interim, count: count)
                + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab")
        if count <= 8 {
            #expect(reading.head?.status == 200)
            #expect(reading.body == Array("ab".utf8))
        } else {
            #expect(reading.failure == .unexpectedInterim)
        }
    }

    @Test("X50 What an interim response says of itself does not count for the final one")
    func interimFields() {
        let reading = read(
            """
            HTTP/1.1 100 Continue\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\
            Retry-After: 9\r\nContent-Encoding: gzip\r\n\r\n\
            HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx
            """)
        #expect(reading.head == HTTPResponseHead(status: 200))
        #expect(reading.keepsConnection == true)
        #expect(reading.body == Array("x".utf8))
    }

    @Test("X50 A change of protocols is refused")
    func switchingProtocols() {
        let reading = read("HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\n\r\n")
        #expect(reading.failure == .unexpectedInterim)
    }

    // MARK: Lengths

    @Test(
        "X50 A length is digits alone, in 32 bits",
        arguments: [
            "", " ", "-1", "+1", "1 2", "0x10", "1e3", "1.0", "1,1", "1, 1", ",1", "1,", "one",
            "1\u{A0}",
            "٣", "1;a", "\"1\"", "0000000000000000000000001",
        ])
    func badLength(_ value: String) {
        let reading = read("HTTP/1.1 200 OK\r\nContent-Length: \(value)\r\n\r\nx")
        #expect(reading.failure == .ambiguousLength)
    }

    @Test("X50 A length of 2^32 and more is refused as too large; below that it is waited for")
    func largeLength() {
        for value in ["4294967296", "18446744073709551616", "99999999999999999999"] {
            let reading = read("HTTP/1.1 200 OK\r\nContent-Length: \(value)\r\n\r\n")
            #expect(reading.failure == .bodyTooLarge)
        }
        let reading = read("HTTP/1.1 200 OK\r\nContent-Length: 4294967295\r\n\r\nabc")
        #expect(reading.end == .incomplete)
        #expect(reading.body == Array("abc".utf8))
    }

    @Test(
        "X50 Lengths that differ are refused, also in their leading zeros; equal ones count once",
        arguments: [("2", "2", true), ("02", "02", true), ("2", "3", false), ("2", "02", false)])
    func twoLengths(_ first: String, _ second: String, _ isTaken: Bool) {
        let reading = read(
            "HTTP/1.1 200 OK\r\nContent-Length: \(first)\r\nContent-Length: \(second)\r\n\r\nab")
        if isTaken {
            #expect(reading.body == Array("ab".utf8))
        } else {
            #expect(reading.failure == .ambiguousLength)
        }
    }

    @Test("X50 Both kinds of length are refused, in either order")
    func bothLengths() {
        for fields in [
            "Content-Length: 5\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nContent-Length: 5",
            "transfer-ENCODING:chunked\r\ncontent-length:0",
        ] {
            #expect(read("HTTP/1.1 200 OK\r\n\(fields)\r\n\r\n").failure == .ambiguousLength)
        }
    }

    @Test("X50 A transfer coding in HTTP/1.0 or with 204 is refused")
    func codingOutOfPlace() {
        for line in ["HTTP/1.0 200 OK", "HTTP/1.1 204 No Content"] {
            let reading = read("\(line)\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
            #expect(reading.failure == .ambiguousLength)
        }
    }

    @Test(
        "X50 Codings that were not asked for are refused",
        arguments: [
            "Transfer-Encoding: gzip", "Transfer-Encoding: gzip, chunked",
            "Transfer-Encoding: chunked, gzip",
            "Transfer-Encoding: chunked, chunked",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: identity", "Transfer-Encoding:", "Transfer-Encoding: \"chunked\"",
            "Transfer-Encoding: chunked;q=1", "Transfer-Encoding: xchunked",
            "Transfer-Encoding: chunke d",
            "Transfer-Encoding: chunked,", "Transfer-Encoding: ,chunked",
            "Transfer-Encoding: chunked                             x",
            "Content-Encoding: gzip", "Content-Encoding: br", "Content-Encoding: identity, gzip",
            "Content-Encoding: gzip\r\nContent-Encoding: identity",
        ])
    func codings(_ field: String) {
        let reading = read("HTTP/1.1 200 OK\r\n\(field)\r\n\r\n0\r\n\r\n", .whole, .closed)
        #expect(reading.failure == .unsupportedCoding)
    }

    @Test(
        "Responses without a body end with their head, whatever their fields say",
        arguments: [
            "204 No Content\r\nContent-Length: 5", "304 Not Modified\r\nContent-Length: 5",
            "304 Not Modified\r\nTransfer-Encoding: chunked", "204 No\r\nContent-Encoding: gzip",
        ])
    func noBody(_ head: String) {
        let text = "HTTP/1.1 \(head)\r\n\r\n"
        #expect(read(text + "hello").end == .complete(bytes: text.utf8.count))
    }

    @Test("A body ends at its length; what follows is not read")
    func bodyByLength() {
        let reading = read("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef")
        #expect(reading.body == Array("abc".utf8))
        #expect(reading.end == .complete(bytes: 41))
    }

    @Test("A body without a length ends with the connection, which cannot go on")
    func bodyUntilClose() {
        let text = "HTTP/1.1 200 OK\r\n\r\nabc"
        #expect(read(text).end == .incomplete)
        let reading = read(text, .whole, .closed)
        #expect(reading.isComplete)
        #expect(reading.body == Array("abc".utf8))
        #expect(reading.keepsConnection == false)
    }

    @Test(
        "X50 A connection that ends before the response is truncated",
        arguments: [
            "", "H", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r",
            "HTTP/1.1 100 Continue\r\n\r\n",
        ])
    func truncated(_ text: String) {
        #expect(read(text).end == .incomplete)
        #expect(read(text, .whole, .closed).failure == .truncated)
    }

    @Test(
        "The connection may go on by RFC 9112 §9.3, and only then",
        arguments: [
            ("HTTP/1.1 200 OK\r\nContent-Length: 0", true),
            ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close", false),
            ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nCONNECTION: foo , CLOSE\t, bar", false),
            ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: closed, unclose", true),
            ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive, close", false),
            ("HTTP/1.0 200 OK\r\nContent-Length: 0", false),
            ("HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: Keep-Alive", true),
            (
                "HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\nConnection: close",
                false
            ),
            ("HTTP/1.1 204 No Content", true),
        ])
    func keepsConnection(_ head: String, _ isKept: Bool) {
        #expect(read("\(head)\r\n\r\n").keepsConnection == isKept)
    }

    @Test("Asked again after the end the reader says so again and reads nothing")
    func repeated() throws {
        var reader = HTTPResponseReader()
        let bytes = Array("HTTP/1.1 204 No\r\n\r\nHTTP/1.1 200 OK\r\n".utf8)
        var position = 0
        #expect(
            try reader.next(in: bytes.span, at: &position) == .head(HTTPResponseHead(status: 204)))
        for _ in 0..<3 {
            #expect(try reader.next(in: bytes.span, at: &position) == .end)
            #expect(position == 19)
        }
        try reader.connectionDidEnd()
    }
}

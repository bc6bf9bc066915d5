import Testing

@testable import AuthorizationServer

@Suite struct FormParametersTests {
    @Test("names and values are decoded, and only once")
    func decoding() throws {
        let form = try FormParameters("a=%2541&b+c=d+e&f=g=h&i&%6A=k".utf8)
        #expect(form["a"] == "%41")
        #expect(form["b c"] == "d e")
        #expect(form["f"] == "g=h")
        #expect(form["i"] == nil)
        #expect(form.contains("i"))
        #expect(form["j"] == "k")
    }

    @Test("S3 a name that is repeated under another encoding is repeated")
    func repeatedByEncoding() {
        #expect(throws: FormParameters.Failure.repeated) {
            try FormParameters("client_id=a&client%5Fid=b".utf8)
        }
    }

    @Test("no bytes can make it trap")
    func anyBytes() {
        // Every text of up to five of the bytes that mean something, or are no text.
        let symbols = Array("%&=+aF0\u{0}".utf8) + [0xC3, 0xFF]
        var texts: [[UInt8]] = [[]]
        for _ in 0..<5 {
            texts = texts.flatMap { text in symbols.map { text + [$0] } }
            for text in texts { _ = try? FormParameters(text) }
        }
        #expect(texts.count == 100_000)
    }
}

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
        var random = SystemRandomNumberGenerator()
        let symbols = Array("%&=+aF0\u{0}".utf8) + [0xC3, 0xFF]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...24, using: &random)).map { _ in
                symbols[Int.random(in: 0..<symbols.count, using: &random)]
            }
            _ = try? FormParameters(bytes)
        }
    }
}

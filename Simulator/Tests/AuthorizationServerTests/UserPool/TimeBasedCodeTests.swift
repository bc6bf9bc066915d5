import Testing

@testable import AuthorizationServer

@Suite struct TimeBasedCodeTests {
    private static let secret = Array("12345678901234567890".utf8)

    @Test(
        "the codes are those of RFC 6238, appendix B, in six digits",
        arguments: [
            (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"),
            (1_234_567_890, "005924"), (2_000_000_000, "279037"), (20_000_000_000, "353130"),
        ] as [(Int64, String)])
    func vectors(seconds: Int64, code: String) {
        let step = TimeBasedCode.step(at: seconds * 1_000)
        #expect(TimeBasedCode.code(of: Self.secret, step: step) == code)
    }

    @Test("a code is taken one step early or late, not two, and never again")
    func window() {
        let now: Int64 = 1_800_000_000_000
        let present = TimeBasedCode.step(at: now)
        func match(_ step: Int64, after last: Int64 = 0) -> Int64? {
            TimeBasedCode.matchingStep(
                TimeBasedCode.code(of: Self.secret, step: step), secret: Self.secret, at: now,
                after: last)
        }
        #expect((-3...3).compactMap { match(present + $0) } == [present - 1, present, present + 1])
        #expect(match(present, after: present) == nil)
        #expect(match(present - 1, after: present) == nil)
        #expect(match(present + 1, after: present) == present + 1)
    }

    @Test(
        "what is no code of six digits never matches, blanks apart",
        arguments: ["", "28708", "2870820", "28708x", "-287082", "２８７０８２", "287082\u{0}"])
    func malformed(typed: String) {
        #expect(
            TimeBasedCode.matchingStep(typed, secret: Self.secret, at: 59_000, after: 0) == nil)
        #expect(
            TimeBasedCode.matchingStep(" 287 082", secret: Self.secret, at: 59_000, after: 0) == 1)
    }

    @Test(
        "a key is written as RFC 4648 §10 does, without padding",
        arguments: [
            ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI"),
        ])
    func base32(bytes: String, text: String) {
        #expect(Base32.encode(Array(bytes.utf8)) == text)
    }

    @Test("the key URI escapes what a user name may hold")
    func keyURI() {
        #expect(
            TimeBasedCode.keyURI(secret: Array("foo".utf8), username: "a b?&é", issuer: "tv.home")
                == "otpauth://totp/tv.home:a%20b%3F%26%C3%A9?secret=MZXW6&issuer=tv.home")
    }

    @Test("a QR code too long to draw is none")
    func longPicture() {
        #expect(QRPicture.svg(of: String(repeating: "x", count: 200))?.hasPrefix("<svg") == true)
        #expect(QRPicture.svg(of: String(repeating: "x", count: 2_000)) == nil)
    }
}

/// Secrets that nobody types: session ids, refresh tokens, identifiers.
enum RandomText {
    /// `bytes` random bytes as base64url.
    static func base64URL(
        bytes count: Int, using random: inout some RandomNumberGenerator
    ) -> String {
        Base64URL.encode((0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    }

    /// RFC 9562 §5.4: a random UUID in lower case, the shape of a Cognito `sub`.
    static func uuid(using random: inout some RandomNumberGenerator) -> String {
        var bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array("0123456789abcdef")
        var text = ""
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append("-") }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return text
    }
}

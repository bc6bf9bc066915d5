import Crypto

/// The codes of an authenticator app: RFC 6238 with SHA-1, six digits and steps of 30 seconds, which
/// is what every app takes.
enum TimeBasedCode {
    static func step(at now: Int64) -> Int64 {
        now / Limits.secondFactorStepMilliseconds
    }

    /// RFC 4226 §5.3.
    static func code(of secret: [UInt8], step: Int64) -> String {
        let counter = withUnsafeBytes(of: step.bigEndian) { Array($0) }
        let digest = Array(
            HMAC<Insecure.SHA1>.authenticationCode(
                for: counter, using: SymmetricKey(data: secret)))
        let offset = Int(digest[19] & 0x0F)
        let number = digest[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let digits = String((number & 0x7FFF_FFFF) % 1_000_000)
        return String(repeating: "0", count: 6 - digits.utf8.count) + digits
    }

    /// The step whose code was typed: the present one, or one of `Limits.secondFactorDriftSteps`
    /// around it, and later than `last`. Blanks are free, as apps show two groups of three.
    static func matchingStep(
        _ typed: String, secret: [UInt8], at now: Int64, after last: Int64
    ) -> Int64? {
        let digits = Array(typed.filter { $0 != " " }.utf8)
        let present = step(at: now)
        let drift = Limits.secondFactorDriftSteps
        return (present - drift...present + drift).first { step in
            step > last && isEqual(digits, Array(code(of: secret, step: step).utf8))
        }
    }

    /// In constant time for codes of one length.
    private static func isEqual(_ typed: [UInt8], _ code: [UInt8]) -> Bool {
        guard typed.count == code.count else { return false }
        return zip(typed, code).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// The key URI that authenticator apps read from a QR code.
    static func keyURI(secret: [UInt8], username: String, issuer: String) -> String {
        let name = escaped(issuer) + ":" + escaped(username)
        return "otpauth://totp/\(name)?secret=\(Base32.encode(secret))&issuer=\(escaped(issuer))"
    }

    /// RFC 3986 §2.3: everything but unreserved characters.
    private static func escaped(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".unicodeScalars)
        var escaped = String.UnicodeScalarView()
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                escaped.append(Unicode.Scalar(byte))
            default:
                escaped.append(contentsOf: ["%", digits[Int(byte >> 4)], digits[Int(byte & 15)]])
            }
        }
        return String(escaped)
    }
}

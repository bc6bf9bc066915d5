import Crypto

/// Nonces that stand for the server's own time (RFC 9449 §8), for devices without a clock: the time
/// and its HMAC, so that nothing is stored.
struct DPoPNonces: Sendable {
    let key: SymmetricKey

    func nonce(at now: Int64) -> String {
        let time = Self.bytes(now)
        let code = HMAC<SHA256>.authenticationCode(for: time, using: key)
        return Base64URL.encode(time + Array(code))
    }

    func isValid(_ nonce: String, at now: Int64) -> Bool {
        guard let bytes = Base64URL.decode(nonce), bytes.count == 8 + SHA256.byteCount else {
            return false
        }
        let time = Array(bytes.prefix(8))
        guard
            HMAC<SHA256>.isValidAuthenticationCode(
                bytes.dropFirst(8), authenticating: time, using: key)
        else { return false }
        let age = now - Int64(bitPattern: time.reduce(0) { $0 << 8 | UInt64($1) })
        return (0..<Limits.proofNonceMilliseconds).contains(age)
    }

    private static func bytes(_ time: Int64) -> [UInt8] {
        withUnsafeBytes(of: time.bigEndian) { Array($0) }
    }
}

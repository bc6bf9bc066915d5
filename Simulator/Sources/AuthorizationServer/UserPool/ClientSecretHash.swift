import Crypto

/// A client's secret as it is stored: salted SHA-256. Secrets are made by `ClientSecretHash.make`
/// with 256 bits, so a slow hash would only slow the polls. Text form: `sha256$SALT$DIGEST`.
struct ClientSecretHash: Sendable, Equatable {
    let text: String

    init(stored text: String) {
        self.text = text
    }

    init(of secret: String, using random: inout some RandomNumberGenerator) {
        let salt = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        text = "sha256$\(Base64URL.encode(salt))$\(Base64URL.encode(Self.digest(secret, salt)))"
    }

    /// A new secret, for a client that is being registered.
    static func make(using random: inout some RandomNumberGenerator) -> String {
        RandomText.base64URL(bytes: 32, using: &random)
    }

    /// Compares in constant time.
    func matches(_ secret: String) -> Bool {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "sha256",
            let salt = Base64URL.decode(String(parts[1])),
            let stored = Base64URL.decode(String(parts[2]))
        else { return false }
        let probe = SymmetricKey(size: .bits256)
        let code = HMAC<SHA256>.authenticationCode(for: stored, using: probe)
        return HMAC<SHA256>.isValidAuthenticationCode(
            code, authenticating: Self.digest(secret, salt), using: probe)
    }

    private static func digest(_ secret: String, _ salt: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: salt + Array(secret.utf8)))
    }
}

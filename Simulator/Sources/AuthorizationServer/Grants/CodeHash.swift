import Crypto

/// The only form in which a code or token is stored: a SHA-256 digest, plain for what has the
/// entropy of a key, keyed for what a person can type.
struct CodeHash: Sendable, Hashable {
    /// 32 bytes.
    let bytes: [UInt8]

    /// A hash read back from the store.
    init?(stored bytes: [UInt8]) {
        guard bytes.count == SHA256.byteCount else { return nil }
        self.bytes = bytes
    }

    /// The hash of a secret with at least 128 bits of entropy.
    init(ofSecret secret: String) {
        bytes = Array(SHA256.hash(data: Array(secret.utf8)))
    }

    /// The hash of a user code: without the key all 20^8 of them could be tried in a minute.
    init(of code: UserCode, key: SymmetricKey) {
        bytes = Array(
            HMAC<SHA256>.authenticationCode(for: Array(code.folded.utf8), using: key))
    }
}

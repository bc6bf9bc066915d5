import Crypto

/// The only form in which a code or token is stored: a SHA-256 digest, plain for what has the
/// entropy of a key, keyed for what a person can type.
struct CodeHash: Sendable, Hashable {
    /// The digest in place: thousands of them a second are read, compared and thrown away. No vector,
    /// whose alignment is more than the memory of Swift's tasks has.
    private let digest: (UInt64, UInt64, UInt64, UInt64)

    /// 32 bytes.
    var bytes: [UInt8] {
        withBytes { Array($0) }
    }

    /// Lends the 32 bytes.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try withUnsafeBytes(of: digest, body)
    }

    /// A hash read back from the store.
    init?(stored bytes: some Collection<UInt8>) {
        guard bytes.count == SHA256.byteCount else { return nil }
        self.init(digest: bytes)
    }

    static func == (first: CodeHash, second: CodeHash) -> Bool {
        first.digest == second.digest
    }

    /// A part of a digest spreads as well as the whole.
    func hash(into hasher: inout Hasher) {
        hasher.combine(digest.0)
    }

    /// Requires 32 bytes.
    private init(digest bytes: some Sequence<UInt8>) {
        var digest: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &digest) { $0.copyBytes(from: Array(bytes)) }
        self.digest = digest
    }

    /// The hash of a secret with at least 128 bits of entropy.
    init(ofSecret secret: String) {
        self.init(digest: SHA256.hash(data: Array(secret.utf8)))
    }

    /// The hash of a user code: without the key all 20^8 of them could be tried in a minute.
    init(of code: UserCode, key: SymmetricKey) {
        self.init(
            digest: HMAC<SHA256>.authenticationCode(for: Array(code.folded.utf8), using: key))
    }
}

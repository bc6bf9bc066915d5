import Crypto
import CryptoExtras
import Foundation

/// A password as it is stored: scrypt with its own parameters and salt, so that they can be raised
/// later without locking anybody out. Text form: `scrypt$15$8$3$SALT$KEY`.
struct PasswordHash: Sendable, Equatable {
    let text: String

    /// OWASP's parameters for 32 MiB: N = 2^15, r = 8, p = 3.
    private static let roundsLog2 = 15
    private static let blockSize = 8
    private static let parallelism = 3
    private static let keyBytes = 32

    /// A hash read back from the store.
    init(stored text: String) {
        self.text = text
    }

    /// The hash of no password anybody has: as much work to compare with as any other. A caller must
    /// not rely on it never matching.
    static let nobody = PasswordHash(
        stored: [
            "scrypt", "\(roundsLog2)", "\(blockSize)", "\(parallelism)",
            Base64URL.encode([UInt8](repeating: 0, count: 16)),
            Base64URL.encode([UInt8](repeating: 0, count: keyBytes)),
        ].joined(separator: "$"))

    /// Hashes a password. It takes a tenth of a second and more: run it by `PasswordHasher`.
    init(of password: String, using random: inout some RandomNumberGenerator) throws {
        let salt = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        let key = try Self.derive(
            password, salt: salt, Self.roundsLog2, Self.blockSize, Self.parallelism)
        text = [
            "scrypt", "\(Self.roundsLog2)", "\(Self.blockSize)", "\(Self.parallelism)",
            Base64URL.encode(salt), Base64URL.encode(key),
        ].joined(separator: "$")
    }

    /// Compares in constant time. Takes as long as hashing.
    func matches(_ password: String) -> Bool {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "scrypt", let rounds = Int(parts[1]),
            let block = Int(parts[2]), let parallelism = Int(parts[3]),
            (10...20).contains(rounds), (1...32).contains(block), (1...16).contains(parallelism),
            let salt = Base64URL.decode(String(parts[4])),
            let key = Base64URL.decode(String(parts[5])), !key.isEmpty,
            let derived = try? Self.derive(password, salt: salt, rounds, block, parallelism)
        else { return false }
        // HMAC under a fresh key makes the comparison independent of the first differing byte.
        let probe = SymmetricKey(size: .bits256)
        let code = HMAC<SHA256>.authenticationCode(for: derived, using: probe)
        return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: key, using: probe)
    }

    private static func derive(
        _ password: String, salt: [UInt8], _ rounds: Int, _ block: Int, _ parallelism: Int
    ) throws -> [UInt8] {
        let key = try KDF.Scrypt.deriveKey(
            from: Array(password.utf8), salt: salt, outputByteCount: keyBytes, rounds: 1 << rounds,
            blockSize: block, parallelism: parallelism)
        return key.withUnsafeBytes { Array($0) }
    }
}

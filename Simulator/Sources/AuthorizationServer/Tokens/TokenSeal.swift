import Crypto

/// Keeps a token answer that may have been lost on the way. It is sealed under a key made from the
/// code or token that the client presented, of which the store has only a hash: whoever reads the
/// database reads no token.
enum TokenSeal {
    /// Who may have the answer again.
    struct Recipient: Sendable, Equatable {
        let clientID: String
        /// RFC 9449: the key that the tokens are bound to, if any.
        let keyThumbprint: String?

        fileprivate var bytes: [UInt8] {
            Array("\(clientID)\n\(keyThumbprint ?? "")".utf8)
        }
    }

    /// `secret` has at least 128 bits of entropy and seals once, so the nonce may be random.
    static func seal(
        _ answer: [UInt8], under secret: String, for recipient: Recipient
    ) throws -> [UInt8] {
        let box = try AES.GCM.seal(answer, using: key(secret), authenticating: recipient.bytes)
        guard let bytes = box.combined else {
            preconditionFailure("a nonce of 12 bytes has a combined form")
        }
        return Array(bytes)
    }

    /// nil for another secret, another recipient, and bytes that were changed.
    static func open(
        _ sealed: [UInt8], under secret: String, for recipient: Recipient
    ) -> [UInt8]? {
        guard let box = try? AES.GCM.SealedBox(combined: sealed),
            let answer = try? AES.GCM.open(
                box, using: key(secret), authenticating: recipient.bytes)
        else { return nil }
        return Array(answer)
    }

    private static func key(_ secret: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: Array(secret.utf8)),
            info: Array("token answer".utf8), outputByteCount: 32)
    }
}

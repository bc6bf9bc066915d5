import Crypto

/// Seals secrets at rest: AES-GCM, authenticated for the one place they are kept at, so that a row
/// cannot be given another row's secret.
struct SecretSeal: Sendable {
    let key: SymmetricKey
    let keyID: String

    func seal(_ secret: [UInt8], for place: String) throws -> SealedSecret {
        let box = try AES.GCM.seal(secret, using: key, authenticating: Array(place.utf8))
        guard let bytes = box.combined else {
            preconditionFailure("a nonce of the standard size combines")
        }
        return SealedSecret(keyID: keyID, bytes: Array(bytes))
    }

    /// nil when it was sealed under another key, for another place, or damaged.
    func open(_ secret: SealedSecret, for place: String) -> [UInt8]? {
        guard secret.keyID == keyID, let box = try? AES.GCM.SealedBox(combined: secret.bytes),
            let plain = try? AES.GCM.open(box, using: key, authenticating: Array(place.utf8))
        else { return nil }
        return Array(plain)
    }
}

/// A secret that the server has to read back, as the store keeps it.
struct SealedSecret: Sendable, Equatable {
    /// Names the key it is sealed under.
    let keyID: String
    /// Nonce, ciphertext and tag.
    let bytes: [UInt8]
}

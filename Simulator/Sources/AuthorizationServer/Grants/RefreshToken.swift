/// A refresh token: `FAMILY.SECRET`, both random, so that a used one still names its family and
/// its reuse can revoke it (RFC 9700 §4.14.2).
struct RefreshToken: Sendable, Equatable {
    let familyID: String
    let text: String

    /// A new family's first token, or a family's next.
    init(familyID: String, using random: inout some RandomNumberGenerator) {
        self.familyID = familyID
        text = familyID + "." + RandomText.base64URL(bytes: 32, using: &random)
    }

    /// Returns nil for what cannot be a token of this server.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, text.utf8.count <= 256 else {
            return nil
        }
        familyID = String(parts[0])
        self.text = text
    }

    var hash: CodeHash {
        CodeHash(ofSecret: text)
    }
}

import Crypto

/// A PKCE challenge by S256 (RFC 7636 §4.2), the only method here: `plain` would show the verifier
/// to whoever sees the request.
struct CodeChallenge: Sendable, Equatable {
    /// The SHA-256 of the verifier.
    let digest: CodeHash

    /// Reads `code_challenge`; nil when it is not the base64url of a digest.
    init?(_ text: String) {
        guard let digest = Base64URL.decode(text).flatMap({ CodeHash(stored: $0) }) else {
            return nil
        }
        self.digest = digest
    }

    init(stored digest: CodeHash) {
        self.digest = digest
    }

    /// RFC 7636 §4.6. A verifier has 43 to 128 unreserved characters (§4.1).
    func isMet(by verifier: String) -> Bool {
        guard (43...128).contains(verifier.utf8.count),
            verifier.utf8.allSatisfy(FormParameters.isUnreserved)
        else { return false }
        return CodeHash(ofSecret: verifier) == digest
    }
}

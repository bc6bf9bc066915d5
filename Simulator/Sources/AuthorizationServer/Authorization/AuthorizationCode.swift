/// An authorization code as the store keeps it: what the user allowed, and what the token request
/// must show (RFC 6749 §4.1.3).
struct AuthorizationCode: Sendable, Equatable {
    let hash: CodeHash
    let clientID: String
    let redirectURI: String
    let codeChallenge: CodeChallenge
    let approval: TokenIssuer.Approval
    let expiresAtMilliseconds: Int64
    /// The family of its tokens, once it was redeemed.
    var familyID: String?

    /// The core's answer to a token request.
    enum Step: Sendable, Equatable {
        /// Make the tokens and redeem the code, if it is still unused.
        case redeem
        /// The code was used before: its tokens end (OWASP ASVS 10.4.2).
        case revoke(familyID: String)
        /// invalid_grant, nothing to write.
        case refused
    }

    func redeem(
        by client: String, redirectURI: String, verifier: String, at now: Int64
    ) -> Step {
        guard client == clientID else { return .refused }
        if let familyID { return .revoke(familyID: familyID) }
        guard now < expiresAtMilliseconds, redirectURI == self.redirectURI,
            codeChallenge.isMet(by: verifier)
        else { return .refused }
        return .redeem
    }
}

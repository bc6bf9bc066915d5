/// Issues and redeems authorization codes (RFC 6749 §4.1).
struct AuthorizationCodes<Store: AuthorizationCodeStore & RefreshTokenStore>: Sendable {
    let store: Store
    let issuer: TokenIssuer
    let clock: ServerClock

    /// A code for what the user just allowed. It goes into the redirect and nowhere else.
    func issue(
        _ request: AuthorizationRequest, allowedBy session: Session
    ) async throws -> String {
        var random = SystemRandomNumberGenerator()
        let code = RandomText.base64URL(bytes: 32, using: &random)
        try await store.insert(
            AuthorizationCode(
                hash: CodeHash(ofSecret: code), clientID: request.clientID,
                redirectURI: request.redirectURI, codeChallenge: request.codeChallenge,
                approval: TokenIssuer.Approval(
                    grantType: .authorizationCode, scope: request.scope, subject: session.subject,
                    username: session.username,
                    authenticatedAtMilliseconds: session.authenticatedAtMilliseconds,
                    nonce: request.nonce),
                expiresAtMilliseconds: clock.nowMilliseconds()
                    + Limits.authorizationCodeMilliseconds))
        return code
    }

    /// A token request by a client that is authenticated already.
    func redeem(
        _ text: String, redirectURI: String, verifier: String, client: Client,
        keyThumbprint: String?
    ) async throws -> TokenOutcome {
        let now = clock.nowMilliseconds()
        let hash = CodeHash(ofSecret: text)
        // Once more after a refused write, which means that the code has been used meanwhile.
        for _ in 0..<2 {
            guard let code = try await store.authorizationCode(hash: hash) else { break }
            switch code.redeem(
                by: client.id, redirectURI: redirectURI, verifier: verifier, at: now)
            {
            case .refused:
                return .refused(Self.invalid)
            case .revoke(let familyID):
                _ = try await store.apply(RefreshWrite.revoke(familyID: familyID))
                return .refused(Self.invalid)
            case .redeem:
                let (family, answer) = try issuer.begin(
                    code.approval, for: client, keyThumbprint: keyThumbprint, at: now)
                if try await store.redeem(code: hash, at: now, family: family) == .applied {
                    return .granted(answer.json.bytes)
                }
            }
        }
        return .refused(Self.invalid)
    }

    private static var invalid: OAuthError {
        .invalidGrant(
            "The code is not valid, its time is over, or redirect_uri or code_verifier do not "
                + "belong to it.")
    }
}

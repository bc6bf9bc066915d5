/// Reads the server's own access tokens: what userInfo, introspection and revocation are asked
/// about.
struct AccessTokens<Store: RefreshTokenStore>: Sendable {
    let store: Store
    let keys: TokenSigningKeys
    let origin: PublicOrigin
    let clock: ServerClock

    /// An access token that was issued here and is neither expired nor revoked.
    struct Active: Sendable {
        let claims: TokenClaims
        let family: RefreshFamily
    }

    /// nil for everything that is no active access token, for whatever reason. Reads the store each
    /// time, so a revocation counts at once.
    func active(_ text: String) async throws -> Active? {
        let now = clock.nowMilliseconds()
        guard let signature = JSONWebSignature(text), let keyID = signature.header.kid,
            let key = keys.published(id: keyID, at: now),
            let claims = signature.claims(TokenClaims.self, verifiedBy: key.publicKey),
            // An ID token is no access token, though the same key signs it.
            claims.token_use == .access, claims.iss == origin.issuer,
            now < claims.exp * 1_000,
            let family = try await store.refreshFamily(originID: claims.origin_jti),
            !family.isRevoked, family.clientID == claims.client_id
        else { return nil }
        return Active(claims: claims, family: family)
    }
}

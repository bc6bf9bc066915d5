/// Carries out the refresh grant with rotation (RFC 6749 §6, RFC 9700 §4.14.2).
struct RefreshTokens<Store: RefreshTokenStore>: Sendable {
    let store: Store
    let issuer: TokenIssuer
    let clock: ServerClock

    enum Outcome: Sendable, Equatable {
        case granted(TokenAnswer)
        case refused(OAuthError)
    }

    /// `scope` narrows the new access token; the family keeps what was granted.
    func refresh(
        _ text: String, clientID: String, scope narrowed: Scope?
    ) async throws -> Outcome {
        let now = clock.nowMilliseconds()
        guard let presented = RefreshToken(text),
            let family = try await store.refreshFamily(id: presented.familyID)
        else { return .refused(Self.invalid) }
        switch family.rotate(presented: presented, by: clientID, at: now) {
        case .refused:
            return .refused(Self.invalid)
        case .revoke:
            _ = try await store.apply(RefreshWrite.revoke(familyID: family.id))
            return .refused(Self.invalid)
        case .rotate:
            break
        }
        // RFC 6749 §6: the scope must not include anything that was not granted.
        let scope = narrowed ?? family.scope
        guard scope.isSubset(of: family.scope) else {
            return .refused(.invalidScope("The scope goes beyond what was granted."))
        }
        let subject = TokenIssuer.Subject(
            subject: family.subject, username: family.username,
            authenticatedAtMilliseconds: family.authenticatedAtMilliseconds)
        let tokens = try await issuer.tokens(
            for: subject, clientID: clientID, scope: scope, at: now)
        var random = SystemRandomNumberGenerator()
        let next = RefreshToken(familyID: family.id, using: &random)
        let write = RefreshWrite.rotate(
            familyID: family.id, previous: family.currentTokenHash, next: next.hash,
            expiresAtMilliseconds: now + Limits.refreshTokenMilliseconds)
        guard try await store.apply(write) == .applied else {
            // Another request with the same token was first, so the token has been used twice.
            _ = try await store.apply(RefreshWrite.revoke(familyID: family.id))
            return .refused(Self.invalid)
        }
        return .granted(
            TokenAnswer(
                accessToken: tokens.access, refreshToken: next.text, idToken: tokens.id,
                scope: scope))
    }

    private static var invalid: OAuthError {
        .invalidGrant("The refresh token is not valid.")
    }
}

/// Carries out the refresh grant with rotation (RFC 6749 §6, RFC 9700 §4.14.2). An answer that was
/// lost can be had once more within `Limits.lostAnswerMilliseconds`; every other use of an older
/// token ends the family.
struct RefreshTokens<Store: RefreshTokenStore>: Sendable {
    let store: Store
    let issuer: TokenIssuer
    let clock: ServerClock

    /// `scope` narrows the new access token; the family keeps what was granted. `keyThumbprint` is
    /// of the key that the request proved to hold.
    func refresh(
        _ text: String, client: Client, scope narrowed: Scope?, keyThumbprint: String?
    ) async throws -> TokenOutcome {
        let now = clock.nowMilliseconds()
        guard let presented = RefreshToken(text) else { return .refused(Self.invalid) }
        let recipient = TokenSeal.Recipient(clientID: client.id, keyThumbprint: keyThumbprint)
        for _ in 0..<Limits.pollAttempts {
            guard let family = try await store.refreshFamily(id: presented.familyID) else { break }
            switch family.rotate(
                presented: presented, by: client.id, keyThumbprint: keyThumbprint, at: now)
            {
            case .refused:
                return .refused(Self.invalid)
            case .revoke:
                _ = try await store.apply(RefreshWrite.revoke(familyID: family.id))
                return .refused(Self.invalid)
            case .repeatAnswer(let sealed):
                guard let answer = TokenSeal.open(sealed, under: presented.text, for: recipient)
                else { return .refused(Self.invalid) }
                let write = RefreshWrite.takeAnswer(
                    familyID: family.id, previous: presented.hash)
                if try await store.apply(write) == .applied { return .granted(answer) }
            case .rotate:
                // RFC 6749 §6: nothing that was not granted, and nothing that the client may no
                // longer ask for.
                let granted = family.scope.intersection(client.scope)
                let scope = narrowed ?? granted
                guard scope.isSubset(of: granted) else {
                    return .refused(.invalidScope("The scope goes beyond what was granted."))
                }
                var random = SystemRandomNumberGenerator()
                let next = RefreshToken(familyID: family.id, using: &random)
                let answer = try issuer.answer(
                    for: family, scope: scope, refreshToken: next, keyThumbprint: keyThumbprint,
                    at: now
                ).json.bytes
                let rotation = RefreshFamily.Rotation(
                    previousTokenHash: presented.hash, atMilliseconds: now,
                    sealedAnswer: try TokenSeal.seal(answer, under: presented.text, for: recipient))
                let write = RefreshWrite.rotate(
                    familyID: family.id, rotation, next: next.hash,
                    expiresAtMilliseconds: now + Limits.refreshTokenMilliseconds)
                if try await store.apply(write) == .applied { return .granted(answer) }
            }
        }
        return .refused(Self.invalid)
    }

    private static var invalid: OAuthError {
        .invalidGrant("The refresh token is not valid.")
    }
}

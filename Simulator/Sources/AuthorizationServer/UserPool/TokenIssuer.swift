/// Makes the tokens of one approved user for one client.
struct TokenIssuer: Sendable {
    let signingKey: TokenSigningKey
    let origin: PublicOrigin
    let tokenSet: ResultTokenSet

    /// Whom the tokens speak for.
    struct Subject: Sendable, Equatable {
        let subject: String
        let username: String
        let authenticatedAtMilliseconds: Int64
    }

    /// The access token, and the ID token where the settings and the scope ask for one (OpenID
    /// Connect Core §3.1.3.3).
    func tokens(
        for subject: Subject, clientID: String, scope: Scope, at now: Int64
    ) async throws -> (access: String, id: String?) {
        let access = try await signingKey.sign(
            claims("access", subject, clientID: clientID, scope: scope, at: now))
        guard tokenSet.includesID, scope.tokens.contains("openid") else { return (access, nil) }
        let id = try await signingKey.sign(
            claims("id", subject, clientID: clientID, scope: scope, at: now))
        return (access, id)
    }

    private func claims(
        _ use: String, _ subject: Subject, clientID: String, scope: Scope, at now: Int64
    ) -> TokenClaims {
        var random = SystemRandomNumberGenerator()
        let isAccess = use == "access"
        let seconds = now / 1_000
        return TokenClaims(
            sub: subject.subject, iss: origin.issuer, aud: clientID,
            client_id: isAccess ? clientID : nil, token_use: use,
            scope: isAccess ? scope.text : nil,
            auth_time: subject.authenticatedAtMilliseconds / 1_000, iat: seconds,
            exp: seconds + Limits.accessTokenSeconds, jti: RandomText.uuid(using: &random),
            username: isAccess ? subject.username : nil,
            cognitoUsername: isAccess ? nil : subject.username)
    }
}

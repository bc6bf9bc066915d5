import Crypto

/// Makes the tokens of one approved user for one client.
struct TokenIssuer: Sendable {
    let keys: TokenSigningKeys
    let origin: PublicOrigin
    /// What devices get; the code flow follows its scope alone.
    let deviceTokenSet: ResultTokenSet

    /// What a user allowed a client.
    struct Approval: Sendable, Equatable {
        let grantType: GrantType
        let scope: Scope
        let subject: String
        let username: String
        let authenticatedAtMilliseconds: Int64
        /// OpenID Connect Core §3.1.2.1; the code flow only.
        var nonce: String?
        /// The device grant only.
        var device: DeviceApproval?
    }

    /// The first tokens of an approval, and the family to keep with them: every access token belongs
    /// to one, also where no refresh token is handed out, or it could not be revoked.
    func begin(
        _ approval: Approval, for client: Client, keyThumbprint: String?, at now: Int64
    ) throws -> (family: RefreshFamily, answer: TokenAnswer) {
        var random = SystemRandomNumberGenerator()
        let token = RefreshToken(
            familyID: RandomText.base64URL(bytes: 16, using: &random), using: &random)
        let refreshes =
            client.grantTypes.contains(.refreshToken)
            && (approval.grantType != .deviceCode || deviceTokenSet.includesRefresh)
        let life =
            refreshes ? Limits.refreshTokenMilliseconds : Limits.accessTokenSeconds * 1_000
        let family = RefreshFamily(
            id: token.familyID, currentTokenHash: token.hash, clientID: client.id,
            subject: approval.subject, username: approval.username, scope: approval.scope,
            authenticatedAtMilliseconds: approval.authenticatedAtMilliseconds,
            expiresAtMilliseconds: now + life, isRevoked: false,
            originID: RandomText.uuid(using: &random), grantType: approval.grantType,
            // RFC 9449 §5: a confidential client's refresh token is bound by its credentials.
            keyThumbprint: client.isPublic ? keyThumbprint : nil, lastRotation: nil,
            approval: approval.device)
        let answer = try answer(
            for: family, scope: approval.scope, refreshToken: refreshes ? token : nil,
            nonce: approval.nonce, keyThumbprint: keyThumbprint, at: now)
        return (family, answer)
    }

    /// The access token, and the ID token where the settings and the scope ask for one (OpenID
    /// Connect Core §3.1.3.3). `keyThumbprint` binds the access token (RFC 9449 §6).
    func answer(
        for family: RefreshFamily, scope: Scope, refreshToken: RefreshToken?, nonce: String? = nil,
        keyThumbprint: String?, at now: Int64
    ) throws -> TokenAnswer {
        let key = keys.signing(at: now)
        var random = SystemRandomNumberGenerator()
        let event = RandomText.uuid(using: &random)
        var claims = claims(.access, family, event: event, at: now)
        claims.client_id = family.clientID
        claims.scope = scope.text
        claims.username = family.username
        claims.cnf = keyThumbprint.map { TokenClaims.Confirmation(jkt: $0) }
        let access = try key.sign(claims)

        var idToken: String?
        let includesID = family.grantType != .deviceCode || deviceTokenSet.includesID
        if includesID && scope.tokens.contains("openid") {
            var claims = self.claims(.id, family, event: event, at: now)
            claims.cognitoUsername = family.username
            claims.nonce = nonce
            claims.at_hash = Base64URL.encode(SHA256.hash(data: Array(access.utf8)).prefix(16))
            if scope.tokens.contains("email"), let email = User.email(of: family.username) {
                claims.email = email
                claims.email_verified = false
            }
            idToken = try key.sign(claims)
        }
        return TokenAnswer(
            accessToken: access, type: keyThumbprint == nil ? .bearer : .dpop,
            refreshToken: refreshToken?.text, idToken: idToken, scope: scope)
    }

    private func claims(
        _ use: TokenClaims.Use, _ family: RefreshFamily, event: String, at now: Int64
    ) -> TokenClaims {
        var random = SystemRandomNumberGenerator()
        let seconds = now / 1_000
        return TokenClaims(
            sub: family.subject, iss: origin.issuer, aud: family.clientID, token_use: use,
            origin_jti: family.originID, event_id: event,
            auth_time: family.authenticatedAtMilliseconds / 1_000, iat: seconds,
            exp: seconds + Limits.accessTokenSeconds, jti: RandomText.uuid(using: &random))
    }
}

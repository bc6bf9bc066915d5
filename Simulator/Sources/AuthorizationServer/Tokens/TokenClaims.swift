/// The claims of access and ID tokens, named and typed as a Cognito user pool writes them: times in
/// whole seconds.
struct TokenClaims: Codable, Equatable, Sendable {
    /// What a token is for.
    enum Use: String, Codable, Sendable {
        case access
        case id
    }

    /// RFC 7800 §3.1.
    struct Confirmation: Codable, Equatable, Sendable {
        /// RFC 9449 §6.1: thumbprint of the key whose holder may use the token.
        let jkt: String
    }

    let sub: String
    let iss: String
    /// RFC 7519 §4.1.3: the client the token was made for.
    let aud: String
    let token_use: Use
    /// The same in all tokens of one approval, through every refresh: by it they are revoked.
    let origin_jti: String
    /// The same in the tokens of one answer.
    let event_id: String
    let auth_time: Int64
    let iat: Int64
    let exp: Int64
    let jti: String

    // Access tokens only.
    var client_id: String?
    var scope: String?
    var username: String?
    var cnf: Confirmation?

    // ID tokens only.
    var cognitoUsername: String?
    var email: String?
    /// The server has not asked the owner of the address.
    var email_verified: Bool?
    var nonce: String?
    /// OpenID Connect Core §3.1.3.6: left half of the access token's SHA-256.
    var at_hash: String?

    enum CodingKeys: String, CodingKey {
        case sub, iss, aud, token_use, origin_jti, event_id, auth_time, iat, exp, jti
        case client_id, scope, username, cnf
        case cognitoUsername = "cognito:username"
        case email, email_verified, nonce, at_hash
    }
}

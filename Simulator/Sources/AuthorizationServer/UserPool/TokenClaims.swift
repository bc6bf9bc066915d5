import JWTKit

/// The claims of access and ID tokens, named and typed as a Cognito user pool writes them: times in
/// whole seconds.
struct TokenClaims: JWTPayload, Equatable {
    let sub: String
    let iss: String
    /// RFC 7519 §4.1.3: the client the token was made for.
    let aud: String
    /// Access tokens only.
    let client_id: String?
    /// `access` or `id`.
    let token_use: String
    /// Access tokens only.
    let scope: String?
    let auth_time: Int64
    let iat: Int64
    let exp: Int64
    let jti: String
    /// Access tokens only.
    let username: String?
    /// ID tokens only.
    let cognitoUsername: String?

    enum CodingKeys: String, CodingKey {
        case sub, iss, aud, client_id, token_use, scope, auth_time, iat, exp, jti, username
        case cognitoUsername = "cognito:username"
    }

    /// The server signs these tokens and reads none.
    func verify(using algorithm: some JWTAlgorithm) {}
}

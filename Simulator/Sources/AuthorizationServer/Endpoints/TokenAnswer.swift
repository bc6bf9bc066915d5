/// The answer with tokens (RFC 6749 §5.1).
struct TokenAnswer: Sendable, Equatable {
    /// `token_type`.
    enum TokenType: String, Sendable {
        /// RFC 6750.
        case bearer = "Bearer"
        /// RFC 9449 §5.
        case dpop = "DPoP"
    }

    let accessToken: String
    let type: TokenType
    let refreshToken: String?
    /// OpenID Connect Core §3.1.3.3.
    let idToken: String?
    let scope: Scope

    var json: JSONAnswer {
        JSONAnswer([
            "access_token": .text(accessToken),
            "token_type": .text(type.rawValue),
            "expires_in": .number(Limits.accessTokenSeconds),
            "refresh_token": .optional(refreshToken),
            "id_token": .optional(idToken),
            // RFC 6749 §3.3 knows no empty scope.
            "scope": .optional(scope.tokens.isEmpty ? nil : scope.text),
        ])
    }
}

/// The answer with tokens (RFC 6749 §5.1).
struct TokenAnswer: Sendable, Equatable {
    let accessToken: String
    let refreshToken: String?
    /// OpenID Connect Core §3.1.3.3.
    let idToken: String?
    let scope: Scope

    var json: JSONAnswer {
        JSONAnswer([
            "access_token": .text(accessToken),
            "token_type": .text("Bearer"),
            "expires_in": .number(Limits.accessTokenSeconds),
            "refresh_token": .optional(refreshToken),
            "id_token": .optional(idToken),
            // RFC 6749 §3.3 knows no empty scope.
            "scope": .optional(scope.tokens.isEmpty ? nil : scope.text),
        ])
    }
}

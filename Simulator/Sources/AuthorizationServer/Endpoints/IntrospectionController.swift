import Hummingbird

/// POST /oauth2/introspect (RFC 7662), for confidential clients: resource servers that ask about
/// access tokens, and clients that ask about their own refresh tokens.
struct IntrospectionController<Store: AuthorizationStore>: Sendable {
    let authentication: ClientAuthentication<Store>
    let accessTokens: AccessTokens<Store>
    let store: Store

    var routes: RouteCollection<ServerRequestContext> {
        let routes = RouteCollection(context: ServerRequestContext.self)
        routes.post("oauth2/introspect") { request, _ in
            try await introspect(OAuthRequest(request, queryStyle: .ignored))
        }
        return routes
    }

    private func introspect(_ request: OAuthRequest) async throws -> Response {
        let client = try await authentication.client(of: request)
        // RFC 7662 §2.1: whoever cannot prove who it is could try out stolen tokens here.
        guard !client.isPublic else { throw OAuthError.invalidClient }
        guard let text = request.parameters["token"] else {
            throw OAuthError.invalidRequest("token is missing.")
        }
        let answer =
            if let token = RefreshToken(text) {
                try await describe(token, to: client)
            } else {
                try await accessTokens.active(text).map { Self.describe($0.claims) }
            }
        // RFC 7662 §2.2: nothing is said about a token that is not active, nor why.
        return (answer ?? JSONAnswer(["active": .flag(false)])).response()
    }

    private static func describe(_ claims: TokenClaims) -> JSONAnswer {
        let type: TokenAnswer.TokenType = claims.cnf == nil ? .bearer : .dpop
        return JSONAnswer([
            "active": .flag(true),
            "token_type": .text(type.rawValue),
            "client_id": .optional(claims.client_id),
            "sub": .text(claims.sub),
            "username": .optional(claims.username),
            "scope": .optional(claims.scope),
            "iss": .text(claims.iss),
            "aud": .text(claims.aud),
            "iat": .number(claims.iat),
            "exp": .number(claims.exp),
            "jti": .text(claims.jti),
            // RFC 9449 §6.2.
            "cnf": claims.cnf.map { .object(["jkt": $0.jkt]) } ?? .absent,
        ])
    }

    private func describe(
        _ token: RefreshToken, to client: Client
    ) async throws -> JSONAnswer? {
        guard let family = try await store.refreshFamily(id: token.familyID),
            family.clientID == client.id, !family.isRevoked,
            family.currentTokenHash == token.hash,
            accessTokens.clock.nowMilliseconds() < family.expiresAtMilliseconds
        else { return nil }
        return JSONAnswer([
            "active": .flag(true),
            "client_id": .text(family.clientID),
            "sub": .text(family.subject),
            "username": .text(family.username),
            "scope": .text(family.scope.text),
            "exp": .number(family.expiresAtMilliseconds / 1_000),
        ])
    }
}

import Hummingbird

/// POST /oauth2/revoke (RFC 7009). Either kind of token ends the whole family: the refresh token and
/// every access token that came from the same approval.
struct RevocationController<Store: AuthorizationStore>: Sendable {
    let authentication: ClientAuthentication<Store>
    let accessTokens: AccessTokens<Store>
    let store: Store

    var routes: RouteCollection<ServerRequestContext> {
        let routes = RouteCollection(context: ServerRequestContext.self)
        routes.post("oauth2/revoke") { request, _ in
            try await revoke(OAuthRequest(request, queryStyle: .ignored))
        }
        return routes
    }

    private func revoke(_ request: OAuthRequest) async throws -> Response {
        let client = try await authentication.client(of: request)
        guard let text = request.parameters["token"] else {
            throw OAuthError.invalidRequest("token is missing.")
        }
        if let family = try await family(of: text) {
            // RFC 7009 §2.1: a client ends its own tokens alone.
            guard family.clientID == client.id else {
                throw OAuthError.unauthorizedClient("The token belongs to another client.")
            }
            _ = try await store.apply(RefreshWrite.revoke(familyID: family.id))
        }
        // RFC 7009 §2.2: 200 for an unknown token too, for nothing is left to do.
        return Response(status: .ok)
    }

    /// `token_type_hint` is not needed: the two kinds look different.
    private func family(of text: String) async throws -> RefreshFamily? {
        if let token = RefreshToken(text) {
            let family = try await store.refreshFamily(id: token.familyID)
            return family.flatMap { $0.knows(token) ? $0 : nil }
        }
        return try await accessTokens.active(text)?.family
    }
}

import HTTPTypes
import Hummingbird

/// The documents under /.well-known (RFC 8414, OpenID Connect Discovery) and the JWK set: they name
/// what works here and nothing else.
struct MetadataController: Sendable {
    let origin: PublicOrigin
    let signingKey: TokenSigningKey

    var routes: RouteCollection<ServerRequestContext> {
        let routes = RouteCollection(context: ServerRequestContext.self)
        routes.get(".well-known/oauth-authorization-server") { _, _ in metadata() }
        routes.get(".well-known/openid-configuration") { _, _ in metadata() }
        routes.get(".well-known/jwks.json") { _, _ in
            Self.public(JSONAnswer(verbatim: signingKey.keySetJSON).response())
        }
        return routes
    }

    private func metadata() -> Response {
        let issuer = origin.issuer
        return Self.public(
            JSONAnswer([
                "issuer": .text(issuer),
                "device_authorization_endpoint": .text(issuer + "/device_authorization"),
                "token_endpoint": .text(issuer + "/token"),
                "jwks_uri": .text(issuer + "/.well-known/jwks.json"),
                "grant_types_supported": .list(GrantType.allCases.map(\.rawValue)),
                // Required by RFC 8414 §2; without an authorization endpoint there are none.
                "response_types_supported": .list([]),
                "scopes_supported": .list(["openid", "profile", "offline"]),
                "token_endpoint_auth_methods_supported": .list([
                    "none", "client_secret_basic", "client_secret_post",
                ]),
                "subject_types_supported": .list(["public"]),
                "id_token_signing_alg_values_supported": .list(["RS256"]),
            ]).response())
    }

    private static func `public`(_ response: Response) -> Response {
        var response = response
        response.headers[.cacheControl] = "public, max-age=300"
        return response
    }
}

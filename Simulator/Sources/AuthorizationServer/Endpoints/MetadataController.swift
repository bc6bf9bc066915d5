import HTTPTypes
import Hummingbird

/// The documents under /.well-known (RFC 8414, OpenID Connect Discovery) and the JWK set: they name
/// what works here and nothing else.
struct MetadataController: Sendable {
    let origin: PublicOrigin
    let keys: TokenSigningKeys
    let clock: ServerClock

    var routes: RouteCollection<ServerRequestContext> {
        let routes = RouteCollection(context: ServerRequestContext.self)
        routes.get(".well-known/oauth-authorization-server") { _, _ in metadata() }
        routes.get(".well-known/openid-configuration") { _, _ in metadata() }
        routes.get(".well-known/jwks.json") { _, _ in
            Self.public(
                JSONAnswer(verbatim: keys.keySetJSON(at: clock.nowMilliseconds()).utf8).response())
        }
        return routes
    }

    private func metadata() -> Response {
        let issuer = origin.issuer
        return Self.public(
            JSONAnswer([
                "issuer": .text(issuer),
                "device_authorization_endpoint": .text(issuer + "/device_authorization"),
                "authorization_endpoint": .text(issuer + AuthorizationQuery.path),
                "token_endpoint": .text(issuer + "/token"),
                "userinfo_endpoint": .text(issuer + "/oauth2/userInfo"),
                "revocation_endpoint": .text(issuer + "/oauth2/revoke"),
                "introspection_endpoint": .text(issuer + "/oauth2/introspect"),
                "jwks_uri": .text(issuer + "/.well-known/jwks.json"),
                "grant_types_supported": .list(GrantType.allCases.map(\.rawValue)),
                "response_types_supported": .list(["code"]),
                "response_modes_supported": .list(["query"]),
                "code_challenge_methods_supported": .list(["S256"]),
                // RFC 9207 §3.
                "authorization_response_iss_parameter_supported": .flag(true),
                "request_uri_parameter_supported": .flag(false),
                "scopes_supported": .list(["openid", "profile", "email", "offline"]),
                "token_endpoint_auth_methods_supported": .list(["none"] + Self.secretMethods),
                "revocation_endpoint_auth_methods_supported": .list(["none"] + Self.secretMethods),
                "introspection_endpoint_auth_methods_supported": .list(Self.secretMethods),
                // RFC 9449 §5.1.
                "dpop_signing_alg_values_supported": .list(["ES256", "RS256"]),
                "subject_types_supported": .list(["public"]),
                "id_token_signing_alg_values_supported": .list(["RS256"]),
            ]).response())
    }

    private static let secretMethods = ["client_secret_basic", "client_secret_post"]

    private static func `public`(_ response: Response) -> Response {
        var response = response
        SecurityHeaders.makePublic(&response, seconds: Limits.keySetCacheSeconds)
        return response
    }
}

import HTTPTypes
import Hummingbird

/// GET and POST /oauth2/userInfo: the claims of the user behind an access token (OpenID Connect Core
/// §5.3), shown as Bearer (RFC 6750 §2.1) or DPoP (RFC 9449 §7.1).
struct UserInfoController<Store: AuthorizationStore>: Sendable {
    let accessTokens: AccessTokens<Store>
    let proofs: DPoPProofs<Store>

    var routes: RouteCollection<ServerRequestContext> {
        let routes = RouteCollection(context: ServerRequestContext.self)
        routes.get("oauth2/userInfo") { request, _ in try await show(request) }
        routes.post("oauth2/userInfo") { request, _ in try await show(request) }
        return routes
    }

    private func show(_ request: Request) async throws -> Response {
        do {
            let claims = try await claims(request)
            let scope = Scope(claims.scope ?? "")
            let has = { scope?.tokens.contains($0) == true }
            guard has("openid") else { throw OAuthError.insufficientScope("openid") }
            let username = claims.username ?? ""
            let email = has("email") ? User.email(of: username) : nil
            return JSONAnswer([
                "sub": .text(claims.sub),
                "username": .text(username),
                "preferred_username": has("profile") ? .text(username) : .absent,
                "email": .optional(email),
                "email_verified": email == nil ? .absent : .flag(false),
            ]).response()
        } catch let error as OAuthError {
            return try Self.challenge(error)
        }
    }

    /// What the access token says, if it may be used in this way by whoever sent it.
    private func claims(_ request: Request) async throws -> TokenClaims {
        let fields = request.headers[values: .authorization]
        guard let field = fields.first else { throw OAuthError.missingToken }
        let parts = field.split(separator: " ", omittingEmptySubsequences: false)
        guard fields.count == 1, parts.count == 2 else {
            throw OAuthError.invalidRequest("Send Authorization: Bearer TOKEN, or DPoP TOKEN.")
        }
        let token = String(parts[1])
        switch parts[0].lowercased() {
        case "bearer":
            // RFC 9449 §7.1: a bound token is none that its bearer may use.
            guard let active = try await accessTokens.active(token), active.claims.cnf == nil else {
                throw OAuthError.invalidToken
            }
            return active.claims
        case "dpop":
            let thumbprint = try await proofs.keyThumbprint(
                of: DPoPRequest(request), accessToken: token)
            guard let thumbprint else {
                throw OAuthError.invalidDPoPProof("The DPoP header is missing.")
            }
            guard let active = try await accessTokens.active(token),
                active.claims.cnf?.jkt == thumbprint
            else { throw OAuthError.invalidToken }
            return active.claims
        default:
            throw OAuthError.missingToken
        }
    }

    /// RFC 6750 §3 and RFC 9449 §7.1: the header names the schemes and the error; without a token
    /// there is no error to name.
    private static func challenge(_ error: OAuthError) throws -> Response {
        var values = #" realm="userInfo""#
        if error != .missingToken {
            values += #", error="\#(error.code)""#
            if let text = error.text { values += #", error_description="\#(text)""# }
        }
        var response = JSONAnswer([
            "error": .text(error.code), "error_description": .optional(error.text),
        ]).response(status: error.status == .forbidden ? .forbidden : .unauthorized)
        response.headers.append(HTTPField(name: .wwwAuthenticate, value: "Bearer" + values))
        response.headers.append(
            HTTPField(
                name: .wwwAuthenticate, value: "DPoP" + values + #", algs="ES256 RS256""#))
        for field in error.headers { response.headers.append(field) }
        return response
    }
}

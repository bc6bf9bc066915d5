import Hummingbird

/// POST /token and, under the name a Cognito user pool gives it, /oauth2/token: polls, authorization
/// codes and refreshes (RFC 6749 §3.2, RFC 8628 §3.4). At /token also the query style of the AWS
/// solution, with its request for codes.
struct TokenController<Store: AuthorizationStore>: Sendable {
    let codes: DeviceAuthorizationController<Store>
    let authorizationCodes: AuthorizationCodes<Store>
    let refreshTokens: RefreshTokens<Store>
    let proofs: DPoPProofs<Store>

    var routes: RouteCollection<ServerRequestContext> {
        let routes = RouteCollection(context: ServerRequestContext.self)
        routes.post("token") { request, context in
            let request = try await OAuthRequest(request, queryStyle: .accepted)
            return try await answer(request, context)
        }
        routes.post("oauth2/token") { request, context in
            let request = try await OAuthRequest(request, queryStyle: .ignored)
            return try await answer(request, context)
        }
        return routes
    }

    private func answer(
        _ request: OAuthRequest, _ context: ServerRequestContext
    ) async throws -> Response {
        guard let grantType = request.parameters["grant_type"] else {
            guard request.style == .query, request.parameters["device_code"] == nil else {
                throw OAuthError.invalidRequest("grant_type is missing.")
            }
            return try await codes.codes(request, context)
        }
        guard let grant = GrantType(rawValue: grantType) else {
            // Whoever asks must be a client all the same, or the answer would depend on guesses.
            _ = try await codes.authentication.client(of: request)
            throw OAuthError.unsupportedGrantType(
                "grant_type must be one of: "
                    + GrantType.allCases.map(\.rawValue).joined(separator: ", ") + ".")
        }
        let client = try await codes.authentication.client(of: request, using: grant)
        let outcome =
            switch grant {
            case .deviceCode: try await poll(request, client)
            case .authorizationCode: try await redeem(request, client)
            case .refreshToken: try await refresh(request, client)
            }
        switch outcome {
        case .granted(let json): return JSONAnswer(verbatim: json).response()
        case .refused(let error): throw error
        }
    }

    private func poll(_ request: OAuthRequest, _ client: Client) async throws -> TokenOutcome {
        try await codes.grants.poll(
            deviceCode: Self.required("device_code", request), client: client,
            keyThumbprint: keyThumbprint(of: request, client))
    }

    private func redeem(_ request: OAuthRequest, _ client: Client) async throws -> TokenOutcome {
        try await authorizationCodes.redeem(
            Self.required("code", request), redirectURI: Self.required("redirect_uri", request),
            verifier: Self.required("code_verifier", request), client: client,
            keyThumbprint: keyThumbprint(of: request, client))
    }

    private func refresh(_ request: OAuthRequest, _ client: Client) async throws -> TokenOutcome {
        let token = try Self.required("refresh_token", request)
        var narrowed: Scope?
        if let text = request.parameters["scope"] {
            guard let scope = Scope(text) else {
                throw OAuthError.invalidScope("The scope holds characters that no scope may have.")
            }
            narrowed = scope.tokens.isEmpty ? nil : scope
        }
        return try await refreshTokens.refresh(
            token, client: client, scope: narrowed,
            keyThumbprint: keyThumbprint(of: request, client))
    }

    /// The key that the tokens are to be bound to, if any.
    private func keyThumbprint(
        of request: OAuthRequest, _ client: Client
    ) async throws -> String? {
        let thumbprint =
            request.dpop.proofs.isEmpty ? nil : try await proofs.keyThumbprint(of: request.dpop)
        guard thumbprint != nil || !client.requiresDPoP else {
            throw OAuthError.invalidDPoPProof("The client must send a DPoP proof.")
        }
        return thumbprint
    }

    private static func required(
        _ name: String, _ request: OAuthRequest
    ) throws(OAuthError) -> String {
        guard let value = request.parameters[name] else {
            throw .invalidRequest("\(name) is missing.")
        }
        return value
    }
}

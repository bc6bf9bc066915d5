import Hummingbird

/// POST /token: polls and refreshes (RFC 6749 §3.2, RFC 8628 §3.4), and in the query style of the
/// AWS solution the request for codes too.
struct TokenController<Store: AuthorizationStore>: Sendable {
    let codes: DeviceAuthorizationController<Store>
    let refreshTokens: RefreshTokens<Store>

    var routes: RouteCollection<ServerRequestContext> {
        let routes = RouteCollection(context: ServerRequestContext.self)
        routes.post("token") { request, context in
            let request = try await OAuthRequest(request, queryStyle: .accepted)
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
            return try await codes.codes(request, address: context.address)
        }
        switch GrantType(rawValue: grantType) {
        case .deviceCode:
            return try await poll(request)
        case .refreshToken:
            return try await refresh(request)
        case nil:
            // Whoever asks must be a client all the same, or the answer would depend on guesses.
            _ = try await codes.authentication.client(of: request)
            throw OAuthError.unsupportedGrantType(
                "grant_type must be one of: "
                    + GrantType.allCases.map(\.rawValue).joined(separator: ", ") + ".")
        }
    }

    private func poll(_ request: OAuthRequest) async throws -> Response {
        let client = try await codes.authentication.client(of: request, using: .deviceCode)
        guard let deviceCode = request.parameters["device_code"] else {
            throw OAuthError.invalidRequest("device_code is missing.")
        }
        switch try await codes.grants.poll(deviceCode: deviceCode, clientID: client.id) {
        case .granted(let answer): return answer.json.response()
        case .refused(let error): throw error
        }
    }

    private func refresh(_ request: OAuthRequest) async throws -> Response {
        let client = try await codes.authentication.client(of: request, using: .refreshToken)
        guard let token = request.parameters["refresh_token"] else {
            throw OAuthError.invalidRequest("refresh_token is missing.")
        }
        var narrowed: Scope?
        if let text = request.parameters["scope"] {
            guard let scope = Scope(text) else {
                throw OAuthError.invalidScope("The scope holds characters that no scope may have.")
            }
            narrowed = scope.tokens.isEmpty ? nil : scope
        }
        let outcome = try await refreshTokens.refresh(
            token, clientID: client.id, scope: narrowed)
        switch outcome {
        case .granted(let answer): return answer.json.response()
        case .refused(let error): throw error
        }
    }
}

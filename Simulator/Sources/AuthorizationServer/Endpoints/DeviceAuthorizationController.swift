import Hummingbird

/// POST /device_authorization: a device asks for a pair of codes (RFC 8628 §3.1 and §3.2).
struct DeviceAuthorizationController<Store: AuthorizationStore>: Sendable {
    let grants: DeviceGrants<Store>
    let authentication: ClientAuthentication<Store>
    let origin: PublicOrigin
    let limits: RequestLimits

    var routes: RouteCollection<ServerRequestContext> {
        let routes = RouteCollection(context: ServerRequestContext.self)
        routes.post("device_authorization") { request, context in
            let request = try await OAuthRequest(request, queryStyle: .ignored)
            return try await codes(request, context)
        }
        return routes
    }

    /// The same for both request styles; the token endpoint calls it for the query style.
    func codes(
        _ request: OAuthRequest, _ context: ServerRequestContext
    ) async throws -> Response {
        let client = try await authentication.client(of: request, using: .deviceCode)
        let scope = try client.scope(asked: request.parameters["scope"])
        try limits.countCodeRequest(addressKey: context.addressKey, clientID: client.id)
        let codes = try await grants.issue(
            clientID: client.id, scope: scope, requestAddress: context.address)
        return JSONAnswer([
            "device_code": .text(codes.deviceCode),
            "user_code": .text(codes.userCode),
            "verification_uri": .text(origin.verificationURI),
            // A user code holds nothing that a query would have to escape.
            "verification_uri_complete": .text(
                origin.verificationURI + "?user_code=" + codes.userCode),
            "expires_in": .number(Int64(grants.settings.codeExpirationSeconds)),
            "interval": .number(Int64(grants.settings.pollingIntervalSeconds)),
        ]).response()
    }
}

import BoundedBytes
import DeviceGrant
import HTTPWire

extension ClientConfiguration {
    /// A configuration of these texts.
    public static func make(
        clientID: String = "1406020730", scope: String = "example_scope",
        authentication: ClientAuthentication = .none, clientSecret: String = "",
        deviceAuthorizationEndpoint: String = "https://server.example.com/device_authorization",
        tokenEndpoint: String = "https://server.example.com/token",
        revocationEndpoint: String? = nil, dialect: ServerDialect = .rfc8628
    ) throws -> ClientConfiguration {
        var configuration = try ClientConfiguration(
            deviceAuthorizationEndpoint: Endpoint(Array(deviceAuthorizationEndpoint.utf8).span),
            tokenEndpoint: Endpoint(Array(tokenEndpoint.utf8).span),
            clientID: Array(clientID.utf8).span, scope: Array(scope.utf8).span,
            authentication: authentication, clientSecret: Array(clientSecret.utf8).span,
            dialect: dialect)
        if let revocationEndpoint {
            configuration.revocationEndpoint = .some(
                try Endpoint(Array(revocationEndpoint.utf8).span))
        }
        return configuration
    }

    /// A configuration whose endpoints are to be found from the issuer.
    public static func make(
        issuer: String, clientID: String = "1406020730", scope: String = "example_scope"
    ) throws -> ClientConfiguration {
        try ClientConfiguration(
            issuer: Endpoint(Array(issuer.utf8).span), clientID: Array(clientID.utf8).span,
            scope: Array(scope.utf8).span, clientSecret: [UInt8]().span)
    }
}

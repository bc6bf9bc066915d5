import BoundedBytes
import HTTPWire

/// Which client signs in, where, and what it asks for. Made once, lent to ``DeviceGrant`` for each
/// request.
public struct ClientConfiguration: ~Copyable {
    /// RFC 8628 §3.1.
    public let deviceAuthorizationEndpoint: Endpoint

    /// RFC 6749 §3.2.
    public let tokenEndpoint: Endpoint

    /// How the client proves who it is.
    public let authentication: ClientAuthentication

    let clientID: FixedBytes<256>
    let clientSecret: Secret<256>
    let scope: FixedBytes<256>

    /// - Parameters:
    ///   - scope: Scope values parted by blanks; empty asks for the server's default.
    ///   - clientSecret: Empty for a public client.
    public init(
        deviceAuthorizationEndpoint: consuming Endpoint, tokenEndpoint: consuming Endpoint,
        clientID: borrowing Span<UInt8>, scope: borrowing Span<UInt8>,
        authentication: ClientAuthentication = .none, clientSecret: borrowing Span<UInt8>
    ) throws(ConfigurationError) {
        guard !clientID.isEmpty else { throw .clientIDMissing }
        guard clientSecret.isEmpty == (authentication == .none) else { throw .secretMismatch }
        var heldClientID = FixedBytes<256>()
        var heldScope = FixedBytes<256>()
        var heldSecret = Secret<256>()
        do throws(CapacityExceeded) {
            try heldClientID.append(clientID)
            try heldScope.append(scope)
            try heldSecret.append(clientSecret)
        } catch {
            throw .tooLong
        }
        self.deviceAuthorizationEndpoint = deviceAuthorizationEndpoint
        self.tokenEndpoint = tokenEndpoint
        self.authentication = authentication
        self.clientID = heldClientID
        self.scope = heldScope
        self.clientSecret = heldSecret
    }
}

/// How a client authenticates at the device authorization and the token endpoint.
public enum ClientAuthentication: Equatable, Sendable {
    /// A public client: `client_id` alone. A device in a user's hands keeps no secret
    /// (RFC 8628 §5.6).
    case none
    /// `client_secret_basic` (RFC 6749 §2.3.1).
    case basic
    /// `client_secret_post` (RFC 6749 §2.3.1).
    case post
}

/// Why a configuration cannot be made.
public enum ConfigurationError: Error, Equatable, Sendable {
    case clientIDMissing
    /// A secret without a way to use it, or a way without a secret.
    case secretMismatch
    /// The client identifier, secret or scope is longer than ``GrantLimits`` allows.
    case tooLong
}

import BoundedBytes
import HTTPWire

/// Which client signs in, where, and what it asks for. Made once, lent to the machines for each
/// request.
public struct ClientConfiguration: ~Copyable {
    /// RFC 8628 §3.1; nil until ``ServerDiscovery`` has found it.
    public private(set) var deviceAuthorizationEndpoint: Endpoint?

    /// RFC 6749 §3.2; nil until ``ServerDiscovery`` has found it.
    public private(set) var tokenEndpoint: Endpoint?

    /// RFC 7009 §2; nil if the server has none, or nobody knows.
    public var revocationEndpoint: Endpoint?

    /// How the client proves who it is.
    public let authentication: ClientAuthentication

    /// How requests are written.
    public let dialect: ServerDialect

    private(set) var clientID = FixedBytes<256>()
    private(set) var clientSecret = Secret<256>()
    private(set) var scope = FixedBytes<256>()
    private var issuer: Endpoint?

    /// A client of a server whose endpoints are known.
    ///
    /// - Parameters:
    ///   - deviceAuthorizationEndpoint: RFC 8628 §3.1.
    ///   - tokenEndpoint: RFC 6749 §3.2.
    ///   - clientID: The name under which the server knows the client; not empty.
    ///   - scope: Scope values parted by blanks; empty asks for the server's default.
    ///   - authentication: How the client proves who it is.
    ///   - clientSecret: Empty for a public client.
    ///   - dialect: How requests are written.
    public init(
        deviceAuthorizationEndpoint: consuming Endpoint, tokenEndpoint: consuming Endpoint,
        clientID: borrowing Span<UInt8>, scope: borrowing Span<UInt8>,
        authentication: ClientAuthentication = .none, clientSecret: borrowing Span<UInt8>,
        dialect: ServerDialect = .rfc8628
    ) throws(ConfigurationError) {
        self.init(authentication, dialect)
        try setClient(clientID, scope, clientSecret)
        setEndpoints(deviceAuthorization: deviceAuthorizationEndpoint, token: tokenEndpoint)
    }

    /// A client of a server whose endpoints ``ServerDiscovery`` is to find.
    public init(
        issuer: consuming Endpoint, clientID: borrowing Span<UInt8>,
        scope: borrowing Span<UInt8>, authentication: ClientAuthentication = .none,
        clientSecret: borrowing Span<UInt8>
    ) throws(ConfigurationError) {
        self.init(authentication, .rfc8628)
        try setClient(clientID, scope, clientSecret)
        self.issuer = .some(issuer)
    }

    @inline(never)
    private init(_ authentication: ClientAuthentication, _ dialect: ServerDialect) {
        deviceAuthorizationEndpoint = nil
        tokenEndpoint = nil
        revocationEndpoint = nil
        issuer = nil
        self.authentication = authentication
        self.dialect = dialect
    }

    @inline(never)
    private mutating func setClient(
        _ clientID: borrowing Span<UInt8>, _ scope: borrowing Span<UInt8>,
        _ clientSecret: borrowing Span<UInt8>
    ) throws(ConfigurationError) {
        guard !clientID.isEmpty else { throw .clientIDMissing }
        guard clientSecret.isEmpty == (authentication == .none) else { throw .secretMismatch }
        // A secret never stands in a URL (RFC 6749 §2.3.1).
        guard dialect == .rfc8628 || authentication != .post else { throw .secretMismatch }
        do throws(CapacityExceeded) {
            try self.clientID.append(clientID)
            try self.scope.append(scope)
            try self.clientSecret.append(clientSecret)
        } catch {
            throw .tooLong
        }
    }

    /// Whether requests can be made already; if not, ``ServerDiscovery`` comes first.
    public private(set) var hasEndpoints = false

    mutating func setEndpoints(
        deviceAuthorization: consuming Endpoint, token: consuming Endpoint
    ) {
        deviceAuthorizationEndpoint = .some(deviceAuthorization)
        tokenEndpoint = .some(token)
        hasEndpoints = true
    }

    /// Calls `body` with the endpoint of that name; not at all if there is none.
    public borrowing func withEndpoint<Failure: Error>(
        _ name: EndpointName, _ body: (borrowing Endpoint) throws(Failure) -> Void
    ) throws(Failure) {
        switch name {
        case .deviceAuthorization: try Self.with(deviceAuthorizationEndpoint, body)
        case .token: try Self.with(tokenEndpoint, body)
        case .revocation: try Self.with(revocationEndpoint, body)
        // The well-known documents stand at the issuer's host.
        case .oauthMetadata, .openIDMetadata: try Self.with(issuer, body)
        }
    }

    private static func with<Failure: Error>(
        _ endpoint: borrowing Endpoint?, _ body: (borrowing Endpoint) throws(Failure) -> Void
    ) throws(Failure) {
        switch endpoint {
        case .some(let endpoint): try body(endpoint)
        case .none: break
        }
    }

    /// Whether the text is the issuer, byte for byte (RFC 8414 §3.3).
    borrowing func isIssuer(_ text: borrowing Span<UInt8>) -> Bool {
        switch issuer {
        case .some(let issuer): issuer.isEqual(to: text)
        case .none: false
        }
    }

    var isIssuerPlaintext: Bool {
        switch issuer {
        case .some(let issuer): issuer.isPlaintext
        case .none: false
        }
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

/// How a server wants its requests.
public enum ServerDialect: Equatable, Sendable {
    /// As the standard says: parameters in the body, as a form.
    case rfc8628
    /// As the AWS sample for Amazon Cognito with Lambda has it: parameters in the query, undecoded,
    /// and an empty body; `client_id` always among them.
    case cognitoLambda
}

/// Why a configuration cannot be made.
public enum ConfigurationError: Error, Equatable, Sendable {
    /// The client identifier is empty.
    case clientIDMissing
    /// A secret without a way to use it, a way without a secret, or one that the dialect forbids.
    case secretMismatch
    /// The client identifier, secret or scope is longer than ``GrantLimits`` allows.
    case tooLong
}

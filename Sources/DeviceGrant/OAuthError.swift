/// The `error` of an answer (RFC 6749 §5.2, RFC 8628 §3.5).
public enum OAuthError: UInt8, Equatable, Sendable {
    /// The user has not decided yet: poll again (RFC 8628 §3.5).
    case authorizationPending
    /// As `authorizationPending`, and poll less often from now on (RFC 8628 §3.5).
    case slowDown
    /// The user declined (RFC 8628 §3.5).
    case accessDenied
    /// Not in the standard; the AWS sample that many servers began from says it for
    /// `access_denied`.
    case denied
    /// The codes have expired (RFC 8628 §3.5).
    case expiredToken
    /// The server does not understand the request (RFC 6749 §5.2).
    case invalidRequest
    /// The server does not know the client, or its proof fails (RFC 6749 §5.2).
    case invalidClient
    /// The device code or the refresh token is not, or no longer, good (RFC 6749 §5.2).
    case invalidGrant
    /// The client may not use this grant (RFC 6749 §5.2).
    case unauthorizedClient
    /// The server does not offer this grant (RFC 6749 §5.2).
    case unsupportedGrantType
    /// The scope is not to be had (RFC 6749 §5.2).
    case invalidScope
    /// The server failed (RFC 6749 §4.1.2.1).
    case serverError
    /// The server cannot answer now (RFC 6749 §4.1.2.1).
    case temporarilyUnavailable
    /// A code that no standard this client implements names.
    case unknown

    /// The code on the wire.
    public var code: StaticString {
        switch self {
        case .authorizationPending: "authorization_pending"
        case .slowDown: "slow_down"
        case .accessDenied: "access_denied"
        case .denied: "denied"
        case .expiredToken: "expired_token"
        case .invalidRequest: "invalid_request"
        case .invalidClient: "invalid_client"
        case .invalidGrant: "invalid_grant"
        case .unauthorizedClient: "unauthorized_client"
        case .unsupportedGrantType: "unsupported_grant_type"
        case .invalidScope: "invalid_scope"
        case .serverError: "server_error"
        case .temporarilyUnavailable: "temporarily_unavailable"
        case .unknown: "unknown"
        }
    }

    init(_ code: borrowing Span<UInt8>) {
        var raw: UInt8 = 0
        while let error = OAuthError(rawValue: raw) {
            if error.code.isEqual(to: code) {
                self = error
                return
            }
            raw += 1
        }
        self = .unknown
    }
}

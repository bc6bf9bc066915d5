/// The `error` of an answer (RFC 6749 §5.2, RFC 8628 §3.5).
public enum OAuthError: UInt8, Equatable, Sendable {
    case authorizationPending
    case slowDown
    case accessDenied
    /// Not in the standard; the AWS sample that many servers began from says it for
    /// `access_denied`.
    case denied
    case expiredToken
    case invalidRequest
    case invalidClient
    case invalidGrant
    case unauthorizedClient
    case unsupportedGrantType
    case invalidScope
    case serverError
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

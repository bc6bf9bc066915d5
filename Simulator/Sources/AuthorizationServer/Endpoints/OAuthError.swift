import HTTPTypes
import Hummingbird

/// An error answer by RFC 6749 §5.2 and RFC 8628 §3.5.
struct OAuthError: Error, Sendable, Equatable {
    /// The registered error code.
    let code: String
    /// What the developer of a client should read; nil where the code says it all.
    let text: String?
    let status: HTTPResponse.Status
    /// What the answer carries beside the error.
    let headers: HTTPFields

    private init(
        _ code: String, _ text: String?, _ status: HTTPResponse.Status = .badRequest,
        headers: HTTPFields = [:]
    ) {
        self.code = code
        self.text = text
        self.status = status
        self.headers = headers
    }

    static let authorizationPending = OAuthError("authorization_pending", nil)
    static let slowDown = OAuthError("slow_down", nil)
    static let accessDenied = OAuthError("access_denied", nil)
    static let expiredToken = OAuthError("expired_token", nil)

    static func invalidRequest(
        _ text: String, status: HTTPResponse.Status = .badRequest
    ) -> OAuthError {
        OAuthError("invalid_request", text, status)
    }

    /// RFC 6585 §4 in the shape of RFC 6749 §5.2.
    static func tooManyRequests(retryAfterSeconds: Int64) -> OAuthError {
        // RFC 9110 §10.2.3.
        OAuthError(
            "temporarily_unavailable", "Too many requests: try again later.", .tooManyRequests,
            headers: [.retryAfter: "\(retryAfterSeconds)"])
    }

    static func invalidGrant(_ text: String) -> OAuthError {
        OAuthError("invalid_grant", text)
    }

    static func invalidScope(_ text: String) -> OAuthError {
        OAuthError("invalid_scope", text)
    }

    static func unauthorizedClient(_ text: String) -> OAuthError {
        OAuthError("unauthorized_client", text)
    }

    static func unsupportedGrantType(_ text: String) -> OAuthError {
        OAuthError("unsupported_grant_type", text)
    }

    // RFC 6749 §4.1.2.1 and OpenID Connect Core §3.1.2.6.
    static let unsupportedResponseType = OAuthError(
        "unsupported_response_type", "response_type must be code.")
    static let requestNotSupported = OAuthError("request_not_supported", nil)
    static let requestURINotSupported = OAuthError("request_uri_not_supported", nil)
    static let loginRequired = OAuthError("login_required", nil)
    static let consentRequired = OAuthError("consent_required", nil)

    // RFC 6750 §3.1.
    static let missingToken = OAuthError("invalid_request", "The access token is missing.")
    static let invalidToken = OAuthError(
        "invalid_token", "The access token is not valid here.", .unauthorized)

    static func insufficientScope(_ scope: String) -> OAuthError {
        OAuthError("insufficient_scope", "The access token lacks the scope \(scope).", .forbidden)
    }

    /// RFC 9449 §5.
    static func invalidDPoPProof(_ text: String) -> OAuthError {
        OAuthError("invalid_dpop_proof", text)
    }

    /// RFC 9449 §8: the client tries again with this nonce.
    static func useDPoPNonce(_ nonce: String) -> OAuthError {
        OAuthError(
            "use_dpop_nonce", "The DPoP proof needs the nonce of this answer.",
            headers: [.dpopNonce: nonce])
    }

    static let invalidClient = OAuthError(
        "invalid_client", "Unknown client, or wrong credentials.", .unauthorized)
}

extension OAuthError: HTTPResponseError {
    func response(from request: Request, context: some RequestContext) throws -> Response {
        self == .authorizationPending ? Self.pendingResponse : response()
    }

    /// Made once: nearly every answer that devices get.
    private static let pendingResponse = authorizationPending.response()

    private func response() -> Response {
        let json = JSONAnswer(["error": .text(code), "error_description": .optional(text)])
        var response = json.response(status: status)
        for field in headers { response.headers.append(field) }
        // RFC 6749 §5.2: 401 names the scheme the client can use.
        if status == .unauthorized {
            response.headers[.wwwAuthenticate] = #"Basic realm="token", charset="UTF-8""#
        }
        return response
    }
}

import HTTPTypes
import Hummingbird

/// An error answer by RFC 6749 §5.2 and RFC 8628 §3.5.
struct OAuthError: Error, Sendable, Equatable {
    /// The registered error code.
    let code: String
    /// What the developer of a client should read; nil where the code says it all.
    let text: String?
    let status: HTTPResponse.Status

    private init(_ code: String, _ text: String?, _ status: HTTPResponse.Status = .badRequest) {
        self.code = code
        self.text = text
        self.status = status
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

    static let invalidClient = OAuthError(
        "invalid_client", "Unknown client, or wrong credentials.", .unauthorized)
}

extension OAuthError: HTTPResponseError {
    func response(from request: Request, context: some RequestContext) throws -> Response {
        let json = JSONAnswer(["error": .text(code), "error_description": .optional(text)])
        var response = json.response(status: status)
        // RFC 6749 §5.2: 401 names the scheme the client can use.
        if status == .unauthorized {
            response.headers[.wwwAuthenticate] = #"Basic realm="token", charset="UTF-8""#
        }
        return response
    }
}

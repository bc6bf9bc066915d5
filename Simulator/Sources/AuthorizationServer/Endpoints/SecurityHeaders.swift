import HTTPTypes
import Hummingbird

/// The headers of every answer. Those that speak to a browser stay off JSON, which carries `json`
/// from the start: a device has little room for a head it does not understand.
enum SecurityHeaders {
    /// The policy of a page. Browsers hold the redirect after a form against `form-action`, so a
    /// form that ends at a client names it in `formActions`.
    static func policy(formActions: [String] = []) -> String {
        let actions = (["'self'"] + formActions).joined(separator: " ")
        return [
            "default-src 'none'", "style-src 'self'", "img-src 'self'", "form-action \(actions)",
            "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'",
        ].joined(separator: "; ")
    }

    private static let referrerPolicy = named("Referrer-Policy")
    private static let openerPolicy = named("Cross-Origin-Opener-Policy")
    private static let resourcePolicy = named("Cross-Origin-Resource-Policy")
    private static let pragma = named("Pragma")

    /// No HSTS: the certificate is of a development CA, and a browser that stops trusting it must
    /// still be able to show why.
    static func add(to response: inout Response) {
        guard !JSONAnswer.isJSON(response) else { return }
        var headers = response.headers
        headers[.xContentTypeOptions] = "nosniff"
        if headers[.contentSecurityPolicy] == nil {
            headers[.contentSecurityPolicy] = policy()
        }
        headers[referrerPolicy] = "no-referrer"
        headers[openerPolicy] = "same-origin"
        headers[resourcePolicy] = "same-origin"
        if headers[.cacheControl] == nil {
            headers[.cacheControl] = "no-store"
            headers[pragma] = "no-cache"
        }
        response.headers = headers
    }

    /// Those of JSON, made once. RFC 6749 §5.1: whatever may hold a code or token is not stored.
    static let json: HTTPFields = [
        .contentType: JSONAnswer.contentType, .xContentTypeOptions: "nosniff",
        .cacheControl: "no-store", pragma: "no-cache",
    ]

    /// For JSON that everybody may read.
    static func makePublic(_ response: inout Response, seconds: Int64) {
        response.headers[.cacheControl] = "public, max-age=\(seconds)"
        response.headers[pragma] = nil
    }

    private static func named(_ name: String) -> HTTPField.Name {
        guard let field = HTTPField.Name(name) else {
            preconditionFailure("\(name) is no field name")
        }
        return field
    }
}

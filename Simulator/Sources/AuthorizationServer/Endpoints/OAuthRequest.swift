import HTTPTypes
import Hummingbird

/// The parameters of a request to one of the OAuth endpoints, in either style.
struct OAuthRequest: Sendable {
    /// Where the parameters stand.
    enum Style: Sendable {
        /// RFC 6749 and RFC 8628: a form in the body.
        case body
        /// The dialect of the AWS solution: the query string, with an empty body.
        case query
    }

    let parameters: FormParameters
    let style: Style
    let authorization: String?
    let dpop: DPoPRequest

    /// What may never stand in a URI (RFC 6749 §2.3.1, RFC 9700 §4.3): it ends up in logs.
    private static let secrets = [
        "client_secret", "client_assertion", "refresh_token", "token", "code", "code_verifier",
    ]

    /// Reads the request. `queryStyle` says whether the endpoint has the dialect at all.
    init(_ request: Request, queryStyle: QueryStyle) async throws {
        let body = try await Self.body(of: request)
        let query = try request.uri.query.map { try Self.parse(Array($0.utf8)) } ?? FormParameters()
        guard query.isEmpty || !Self.secrets.contains(where: query.contains) else {
            throw OAuthError.invalidRequest(
                "Secrets, codes and tokens may not stand in the URI: use the body or HTTP Basic.")
        }
        if body.isEmpty && queryStyle == .accepted && !query.isEmpty {
            parameters = query
            style = .query
        } else {
            // RFC 6749 §3.2: a request without a form has no parameters; one with another content
            // type is not understood.
            guard body.isEmpty || Self.isForm(request.headers[.contentType]) else {
                throw OAuthError.invalidRequest(
                    "The content type must be application/x-www-form-urlencoded.")
            }
            parameters = try Self.parse(body)
            style = .body
        }
        let fields = request.headers[values: .authorization]
        guard fields.count <= 1 else {
            throw OAuthError.invalidRequest("The Authorization header occurs more than once.")
        }
        authorization = fields.first
        dpop = DPoPRequest(request)
    }

    enum QueryStyle: Sendable {
        case accepted
        case ignored
    }

    private static func body(of request: Request) async throws -> [UInt8] {
        do {
            let buffer = try await request.body.collect(upTo: Limits.formBytes)
            return Array(buffer.readableBytesView)
        } catch let error as any HTTPResponseError where error.status == .contentTooLarge {
            throw OAuthError.invalidRequest(
                "The body is longer than \(Limits.formBytes) bytes.", status: .contentTooLarge)
        }
    }

    private static func parse(_ bytes: [UInt8]) throws(OAuthError) -> FormParameters {
        do {
            return try FormParameters(bytes)
        } catch {
            switch error {
            case .repeated:
                throw .invalidRequest("A parameter occurs more than once.")
            case .malformed:
                throw .invalidRequest("A parameter is not percent-encoded UTF-8.")
            case .tooMany:
                throw .invalidRequest("More than \(Limits.formParameters) parameters.")
            }
        }
    }

    /// Parameters such as a charset do not matter.
    static func isForm(_ contentType: String?) -> Bool {
        // What nearly every request says, as it is.
        if contentType == "application/x-www-form-urlencoded" { return true }
        let type = contentType?.split(separator: ";").first.map(String.init) ?? ""
        return type.filter { $0 != " " && $0 != "\t" }.lowercased()
            == "application/x-www-form-urlencoded"
    }
}

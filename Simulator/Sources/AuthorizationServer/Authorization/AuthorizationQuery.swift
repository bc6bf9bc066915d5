/// The parameters of an authorization request (RFC 6749 §4.1.1) as they came, able to go through
/// sign-in and the consent form and come out the same.
struct AuthorizationQuery: Sendable, Equatable {
    static let path = "/oauth2/authorize"

    /// What is read and carried on; everything else is ignored (RFC 6749 §3.1).
    private static let names = [
        "response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge",
        "code_challenge_method", "prompt", "response_mode", "request", "request_uri",
    ]

    private let parameters: FormParameters

    /// Returns nil when it is too long, not percent-encoded UTF-8, or repeats a parameter.
    init?(_ query: String) {
        guard query.utf8.count <= Limits.authorizationQueryBytes,
            let parameters = try? FormParameters(query.utf8)
        else { return nil }
        self.parameters = parameters
    }

    subscript(name: String) -> String? {
        parameters[name]
    }

    /// The same request, built anew from its parts.
    var text: String {
        Self.names.compactMap { name in
            parameters[name].map { "\(name)=\(FormParameters.percentEncoded($0))" }
        }.joined(separator: "&")
    }

    var pathAndQuery: String {
        Self.path + "?" + text
    }
}

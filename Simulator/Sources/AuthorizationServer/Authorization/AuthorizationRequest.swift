/// An authorization request that may be put to the user (RFC 6749 §4.1.1, RFC 7636 §4.3).
struct AuthorizationRequest: Sendable, Equatable {
    let clientID: String
    let redirectURI: String
    let scope: Scope
    let nonce: String?
    let codeChallenge: CodeChallenge

    /// Throws what the client is told by redirect (RFC 6749 §4.1.2.1).
    init(_ query: AuthorizationQuery, _ target: AuthorizationTarget) throws(OAuthError) {
        guard query["request"] == nil else { throw .requestNotSupported }
        guard query["request_uri"] == nil else { throw .requestURINotSupported }
        guard let type = query["response_type"] else {
            throw .invalidRequest("response_type is missing.")
        }
        guard type == "code" else { throw .unsupportedResponseType }
        guard query["response_mode"] ?? "query" == "query" else {
            throw .invalidRequest("response_mode must be query.")
        }
        guard target.client.grantTypes.contains(.authorizationCode) else {
            throw .unauthorizedClient("The client may not use this grant.")
        }
        // RFC 7636 §4.3: without a method it would be plain, which is refused like no challenge.
        guard query["code_challenge_method"] == "S256",
            let challenge = query["code_challenge"].flatMap(CodeChallenge.init)
        else {
            throw .invalidRequest("PKCE is required: code_challenge with the method S256.")
        }
        switch query["prompt"] {
        case nil, "none", "consent": break
        default: throw .invalidRequest("prompt may be none or consent.")
        }
        clientID = target.client.id
        redirectURI = target.redirectURI
        scope = try target.client.scope(asked: query["scope"])
        nonce = query["nonce"]
        codeChallenge = challenge
    }
}

/// The client that an authorization request comes from, and where its answer goes. Only with both
/// known may a browser be sent anywhere (RFC 6749 §4.1.2.1, RFC 9700 §4.11).
struct AuthorizationTarget: Sendable {
    let client: Client
    /// As the request wrote it: the token request must write the same.
    let redirectURI: String
    private let state: String?

    /// Returns nil when the request names no redirect URI or one that is not registered.
    init?(_ query: AuthorizationQuery, client: Client) {
        guard let uri = query["redirect_uri"],
            client.redirectURIs.contains(where: { $0.matches(uri) })
        else { return nil }
        self.client = client
        redirectURI = uri
        state = query["state"]
    }

    /// The redirect that carries an answer, with `state` as it came and `iss` (RFC 9207).
    func location(_ members: [(name: String, value: String)], issuer: String) -> String {
        let all = members + (state.map { [("state", $0)] } ?? []) + [("iss", issuer)]
        let query = all.map { "\($0.0)=\(FormParameters.percentEncoded($0.1))" }
            .joined(separator: "&")
        return redirectURI + (redirectURI.contains("?") ? "&" : "?") + query
    }
}

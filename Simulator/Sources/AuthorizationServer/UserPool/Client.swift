/// A registered OAuth client and what it may do.
struct Client: Sendable, Equatable {
    let id: String
    /// What the confirmation page calls it.
    let name: String
    /// nil for a public client, which has nothing to authenticate with (RFC 8628 §5.6).
    let secretHash: ClientSecretHash?
    /// While the secret is being changed: the one before, which is accepted still.
    var previousSecretHash: ClientSecretHash?
    /// Grant types it may use.
    let grantTypes: [GrantType]
    /// The most it may ask for, and what it gets when it asks for nothing.
    let scope: Scope
    let createdAtMilliseconds: Int64
    /// Where an authorization code may be sent.
    var redirectURIs: [RedirectURI] = []
    /// Where a browser may go after it has signed out.
    var logoutURIs: [RedirectURI] = []
    /// Whether it must prove with each token request that it holds a key (RFC 9449 §5.2).
    var requiresDPoP = false

    var isPublic: Bool {
        secretHash == nil
    }

    /// The scope of a request. RFC 6749 §3.3: none asked for means the client's own; more than that
    /// is refused.
    func scope(asked text: String?) throws(OAuthError) -> Scope {
        guard let text else { return scope }
        guard let asked = Scope(text), asked.isSubset(of: scope) else {
            throw .invalidScope("The client may ask for: \(scope.text).")
        }
        return asked.tokens.isEmpty ? scope : asked
    }
}

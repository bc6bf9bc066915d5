/// A registered OAuth client and what it may do.
struct Client: Sendable, Equatable {
    let id: String
    /// What the confirmation page calls it.
    let name: String
    /// nil for a public client, which has nothing to authenticate with (RFC 8628 §5.6).
    let secretHash: ClientSecretHash?
    /// Grant types it may use.
    let grantTypes: [GrantType]
    /// The most it may ask for, and what it gets when it asks for nothing.
    let scope: Scope
    let createdAtMilliseconds: Int64

    var isPublic: Bool {
        secretHash == nil
    }
}

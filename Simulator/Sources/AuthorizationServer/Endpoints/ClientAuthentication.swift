/// Finds out which registered client a request comes from, and whether it proves it.
struct ClientAuthentication<Store: ClientStore>: Sendable {
    private let clients: ClientCache<Store>
    /// What the secret of an unknown client is compared with: the same work, never a match.
    private let nobody: ClientSecretHash

    init(store: Store, clock: ServerClock) {
        clients = ClientCache(store: store, clock: clock)
        var random = SystemRandomNumberGenerator()
        nobody = ClientSecretHash(of: ClientSecretHash.make(using: &random), using: &random)
    }

    /// The client, or `invalid_client`. A public client has no secret to send, a confidential one
    /// must send its own.
    func client(of request: OAuthRequest) async throws -> Client {
        let credentials = try ClientCredentials(request)
        let client = try await clients.client(id: credentials.clientID)
        let isRight = credentials.secret.map { isSecret($0, of: client) } ?? false
        guard let client else { throw OAuthError.invalidClient }
        if client.isPublic {
            // RFC 8628 §5.6: a secret of a public client proves nothing, so it is not accepted as
            // if it did.
            guard credentials.secret == nil else { throw OAuthError.invalidClient }
        } else {
            guard isRight else { throw OAuthError.invalidClient }
        }
        return client
    }

    /// Compares with two secrets whatever the client has, so that the time tells nothing.
    private func isSecret(_ secret: String, of client: Client?) -> Bool {
        let present = (client?.secretHash ?? nobody).matches(secret)
        let previous = (client?.previousSecretHash ?? nobody).matches(secret)
        return present || previous
    }

    /// The client, if it may use the grant (RFC 6749 §5.2 unauthorized_client).
    func client(of request: OAuthRequest, using grant: GrantType) async throws -> Client {
        let client = try await client(of: request)
        guard client.grantTypes.contains(grant) else {
            throw OAuthError.unauthorizedClient("The client may not use this grant.")
        }
        return client
    }
}

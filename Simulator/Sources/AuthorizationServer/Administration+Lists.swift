/// What the operator reads, and ends.
extension Administration {
    /// A registered client, as `client list` prints it.
    public struct ListedClient: Sendable, Equatable, Encodable {
        /// Its `client_id`.
        public let id: String
        /// public, confidential, or rotating: confidential with two secrets.
        public let kind: String
        /// What users are told it is.
        public let name: String
        /// The most it may ask for, joined with blanks (RFC 6749 §3.3).
        public let scope: String
    }

    /// A user, as `user list` prints them.
    public struct ListedUser: Sendable, Equatable, Encodable {
        /// The name in its one case, which sign-in folds to.
        public let username: String
    }

    /// All clients, by id. Throws `ServerStartError` when the store cannot be used.
    public static func clients(in configuration: ServerConfiguration) async throws -> [ListedClient]
    {
        try await withStore(configuration) { store in
            var clients: [ListedClient] = []
            for id in try await store.clientIDs() {
                guard let client = try await store.client(id: id) else { continue }
                let kind =
                    client.isPublic
                    ? "public" : client.previousSecretHash == nil ? "confidential" : "rotating"
                clients.append(
                    ListedClient(
                        id: client.id, kind: kind, name: client.name, scope: client.scope.text))
            }
            return clients
        }
    }

    /// Removes a client: from then on it is refused, and so are its devices' refresh tokens.
    ///
    /// Throws `ServerStartError` when there is none, or the store cannot be used.
    public static func removeClient(
        _ id: String, from configuration: ServerConfiguration
    ) async throws {
        try await withStore(configuration) { store in
            guard try await store.removeClient(id: id) == .applied else { throw unknownClient(id) }
        }
    }

    /// Returns the new secret, which can be read this once. The one before it works until
    /// `finishRotation`, the one before that no more.
    public static func rotateSecret(
        of id: String, in configuration: ServerConfiguration
    ) async throws -> String {
        var random = SystemRandomNumberGenerator()
        let secret = ClientSecretHash.make(using: &random)
        let hash = ClientSecretHash(of: secret, using: &random)
        try await withStore(configuration) { store in
            guard try await store.rotateSecret(clientID: id, to: hash) == .applied else {
                throw unknownClient(id)
            }
        }
        return secret
    }

    /// Ends the secret before the newest one. Throws `ServerStartError` when there is none.
    public static func finishRotation(
        of id: String, in configuration: ServerConfiguration
    ) async throws {
        try await withStore(configuration) { store in
            guard try await store.dropPreviousSecret(clientID: id) == .applied else {
                throw ServerStartError(
                    "\(id) has no previous secret. Look at `client list`: a client that is "
                        + "`rotating` has one.")
            }
        }
    }

    /// All users, by name. Throws `ServerStartError` when the store cannot be used.
    public static func users(in configuration: ServerConfiguration) async throws -> [ListedUser] {
        try await withStore(configuration) { store in
            try await store.usernames().map(ListedUser.init)
        }
    }

    /// Gives a user a first password, to be changed at the next sign-in; ends their sessions and
    /// forgets their second factor.
    ///
    /// Throws `ServerStartError` when there is no such user, or the password is too weak.
    public static func resetUser(
        _ typed: String, password: String, in configuration: ServerConfiguration
    ) async throws {
        let password = try newPassword(password)
        var random = SystemRandomNumberGenerator()
        let hash = try PasswordHash(of: password.text, using: &random)
        try await withStore(configuration) { store in
            guard let username = User.foldedUsername(typed),
                try await store.resetUser(username: username, password: hash) == .applied
            else {
                throw ServerStartError(
                    "There is no user \(typed). `user list` prints those there are.")
            }
            _ = try await store.apply(.delete(key: PasswordCheck<SQLiteStore>.userKey(username)))
        }
    }

    /// The requests of the last day, the newest first, `limit` at most. No code is among what it
    /// returns.
    ///
    /// Throws `ServerStartError` when the store cannot be used.
    public static func grants(
        limit: Int, in configuration: ServerConfiguration
    ) async throws -> [GrantRecord] {
        try await withStore(configuration) { store in try await store.grantRecords(limit: limit) }
    }

    /// Ends a request by the id that ``grants(limit:in:)`` gave: its codes, or the refresh tokens it
    /// led to. A running server acts on it within a second.
    ///
    /// Throws `ServerStartError` when there is nothing to end.
    public static func revokeGrant(
        _ id: String, in configuration: ServerConfiguration
    ) async throws {
        try await withStore(configuration) { store in
            guard try await store.revokeGrant(id: id) == .applied else {
                throw ServerStartError(
                    "There is nothing to end under \(id). `grants list` prints the ids; denied, "
                        + "expired and revoked requests have ended.")
            }
        }
    }

    /// Makes the database, or brings an older one up to date.
    ///
    /// Throws `ServerStartError` when the file cannot be used.
    public static func createStore(_ configuration: ServerConfiguration) async throws {
        try await withStore(configuration) { _ in }
    }

    /// Copies the database into a new file while a server uses it.
    ///
    /// Throws `ServerStartError` when the file is there already or cannot be written.
    public static func backUp(
        _ configuration: ServerConfiguration, to path: String
    ) async throws {
        try await withStore(configuration) { store in try store.backUp(to: path) }
    }

    private static func unknownClient(_ id: String) -> ServerStartError {
        ServerStartError(
            "There is no client \(id) for that. `client list` prints those there are; a public "
                + "client has no secret.")
    }
}

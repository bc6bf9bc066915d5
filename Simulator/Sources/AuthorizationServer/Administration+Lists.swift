/// What the operator reads, and ends.
extension Administration {
    public struct ListedClient: Sendable, Equatable, Encodable {
        public let id: String
        /// public, confidential, or rotating: confidential with two secrets.
        public let kind: String
        public let name: String
        public let scope: String
    }

    public struct ListedUser: Sendable, Equatable, Encodable {
        public let username: String
    }

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

    public static func users(in configuration: ServerConfiguration) async throws -> [ListedUser] {
        try await withStore(configuration) { store in
            try await store.usernames().map(ListedUser.init)
        }
    }

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

    public static func grants(
        limit: Int, in configuration: ServerConfiguration
    ) async throws -> [GrantRecord] {
        try await withStore(configuration) { store in try await store.grantRecords(limit: limit) }
    }

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

    public static func createStore(_ configuration: ServerConfiguration) async throws {
        try await withStore(configuration) { _ in }
    }

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

/// What an operator does from the command line, next to a running server or without one.
public enum Administration {
    /// A client as it was registered; the secret is kept as a hash and shown this once.
    public struct RegisteredClient: Sendable, Equatable {
        /// Its `client_id`.
        public let id: String
        /// nil for a public client.
        public let secret: String?
    }

    /// Whether a client can keep a secret (RFC 6749 §2.1).
    public enum ClientKind: Sendable {
        /// It cannot, as devices and apps; it says who it is and proves nothing.
        case publicClient
        /// It gets a secret, and authenticates by it.
        case confidential
    }

    /// The development CA of a state folder, made when there is none.
    public static func certificateAuthority(
        stateFolder: String, host: String, clock: ServerClock = .system
    ) throws -> (file: String, fingerprint: String) {
        guard let host = HostName(host) else {
            throw ServerStartError(
                "--host \(host) is neither a host name nor an IP address. Use a name such as "
                    + "localhost, without port or scheme.")
        }
        let certificates = try DevelopmentCertificates(
            StateFolder(stateFolder), host: host, at: clock.nowMilliseconds())
        return (certificates.caFile, certificates.caFingerprint)
    }

    /// Adds a user. Names are the same in any case.
    ///
    /// Throws `ServerStartError` when the name is taken or refused, or the password is too weak.
    public static func addUser(
        _ typed: String, password: String, kind: PasswordKind = .own,
        to configuration: ServerConfiguration, clock: ServerClock = .system
    ) async throws {
        guard let username = User.foldedUsername(typed) else {
            throw ServerStartError(
                "The user name is refused: use 1 to 128 characters, none of them control "
                    + "characters.")
        }
        let password = try Self.newPassword(password)
        var random = SystemRandomNumberGenerator()
        let user = User(
            subject: RandomText.uuid(using: &random), username: username,
            passwordHash: try PasswordHash(of: password.text, using: &random),
            createdAtMilliseconds: clock.nowMilliseconds(), passwordKind: kind)
        try await withStore(configuration) { store in
            guard try await store.insert(user) == .applied else {
                throw ServerStartError("There is a user \(username) already. Use another name.")
            }
        }
    }

    static func newPassword(_ typed: String) throws -> NewPassword {
        guard let password = NewPassword(typed) else {
            throw ServerStartError(
                "The password is refused: use 8 characters or more, and 1,024 bytes at most.")
        }
        return password
    }

    /// Registers a client: for the device grant, or with redirect URIs for the authorization code
    /// flow.
    ///
    /// - Parameters:
    ///   - id: 1 to 128 printable ASCII characters without blanks; nil draws one.
    ///   - name: What users are told it is, 1 to 128 characters.
    ///   - scope: The most it may ask for, joined with blanks.
    ///   - kind: Whether it gets a secret.
    ///   - redirectURIs: Where users are sent back to; without any it is a device.
    ///   - logoutURIs: Where they may go after they signed out.
    ///   - requiresDPoP: Whether its tokens are bound to a key (RFC 9449).
    ///   - configuration: Names the store.
    ///   - clock: Gives the time of registration.
    ///
    /// Throws `ServerStartError` when the id is taken, or a value is refused.
    public static func addClient(
        id: String?, name: String, scope: String, kind: ClientKind,
        redirectURIs: [RedirectURI] = [], logoutURIs: [RedirectURI] = [],
        requiresDPoP: Bool = false,
        to configuration: ServerConfiguration, clock: ServerClock = .system
    ) async throws -> RegisteredClient {
        var random = SystemRandomNumberGenerator()
        let id = id ?? RandomText.base64URL(bytes: 15, using: &random)
        // RFC 6749 appendix A.1 allows blanks and more; ids are typed and logged, so fewer.
        guard (1...128).contains(id.utf8.count),
            id.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw ServerStartError(
                "The client id is refused: use 1 to 128 printable ASCII characters, no blanks.")
        }
        guard !name.isEmpty, name.unicodeScalars.count <= 128 else {
            throw ServerStartError("The client's name is refused: use 1 to 128 characters.")
        }
        guard let scope = Scope(scope) else {
            throw ServerStartError(
                "The scope is refused: use printable ASCII names without \" and \\, joined with "
                    + "blanks (RFC 6749 §3.3).")
        }
        let secret = kind == .confidential ? ClientSecretHash.make(using: &random) : nil
        let client = Client(
            id: id, name: name, secretHash: secret.map { ClientSecretHash(of: $0, using: &random) },
            // One flow a client: an application's name must not help a stranger's device (RFC 10027).
            grantTypes: [redirectURIs.isEmpty ? .deviceCode : .authorizationCode, .refreshToken],
            scope: scope, createdAtMilliseconds: clock.nowMilliseconds(),
            redirectURIs: redirectURIs, logoutURIs: logoutURIs, requiresDPoP: requiresDPoP)
        try await withStore(configuration) { store in
            guard try await store.insert(client) == .applied else {
                throw ServerStartError("There is a client \(id) already. Use another --id.")
            }
        }
        return RegisteredClient(id: id, secret: secret)
    }

    static func withStore<Result>(
        _ configuration: ServerConfiguration, _ body: (SQLiteStore) async throws -> Result
    ) async throws -> Result {
        guard configuration.store != .memory else {
            throw ServerStartError(
                "--store memory keeps nothing between commands. Name a file by --store "
                    + "sqlite:FILE.")
        }
        _ = try StateFolder(configuration.stateFolder)
        let store = try SQLiteStore(configuration.store)
        let result: Result
        do {
            result = try await body(store)
        } catch {
            try? await store.close()
            throw error
        }
        try await store.close()
        return result
    }
}

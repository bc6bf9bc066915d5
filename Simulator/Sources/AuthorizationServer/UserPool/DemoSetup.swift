import Foundation

/// Makes the demo user and the demo client, and keeps the password where its owner finds it again.
struct DemoSetup<Store: AuthorizationStore>: Sendable {
    let store: Store
    let hasher: PasswordHasher
    let clock: ServerClock

    static var username: String { "demo" }
    static var clientID: String { "tv-stick" }

    /// Returns the account whose password is in the file, and makes sure that it works.
    func prepare(_ folder: StateFolder) async throws -> DemoAccount {
        try await prepareClient()
        let kept = try Self.password(in: folder)
        let password = kept ?? Self.newPassword()
        let isNew = try await prepareUser(password)
        if kept == nil { try Self.write(password, to: folder) }
        return DemoAccount(username: Self.username, password: password, isNew: isNew)
    }

    /// Returns whether the user was made. A password that no longer fits, because the file was
    /// edited or the database is another one, is set again: the file is what the owner sees.
    private func prepareUser(_ password: String) async throws -> Bool {
        if let user = try await store.user(username: Self.username) {
            if try await !hasher.matches(password, user.passwordHash) {
                _ = try await store.replacePassword(
                    username: user.username, with: hasher.hash(password))
            }
            return false
        }
        var random = SystemRandomNumberGenerator()
        let user = User(
            subject: RandomText.uuid(using: &random), username: Self.username,
            passwordHash: try await hasher.hash(password),
            createdAtMilliseconds: clock.nowMilliseconds())
        return try await store.insert(user) == .applied
    }

    private func prepareClient() async throws {
        _ = try await store.insert(
            Client(
                id: Self.clientID, name: "Living-room TV stick", secretHash: nil,
                grantTypes: [.deviceCode, .refreshToken],
                scope: Scope(tokens: ["openid", "profile", "offline"]),
                createdAtMilliseconds: clock.nowMilliseconds()))
    }

    /// Four groups of four symbols that no two people read differently: 79 bits.
    private static func newPassword() -> String {
        let alphabet = CodeAlphabet(symbols: Array("23456789abcdefghjkmnpqrstuvwxyz".utf8))
        var random = SystemRandomNumberGenerator()
        return (0..<4).map { _ in alphabet.draw(4, using: &random) }.joined(separator: "-")
    }

    private static func password(in folder: StateFolder) throws -> String? {
        let path = folder.file(StateFolder.demoAccountFile)
        guard let bytes = try PrivateFile.read(path) else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        let password = lines.compactMap { line -> String? in
            guard line.hasPrefix("password:") else { return nil }
            return line.dropFirst("password:".count).trimmingCharacters(in: .whitespaces)
        }.first
        guard let password, !password.isEmpty else {
            throw ServerStartError(
                "\(path) is damaged: it has no line `password: …`. Delete it, and the next start "
                    + "makes a new password for the demo account.")
        }
        return password
    }

    private static func write(_ password: String, to folder: StateFolder) throws {
        let text = """
            # The demo account of the embedded authorization server. Only you can read this file.
            username: \(username)
            password: \(password)

            """
        try PrivateFile.write(Array(text.utf8), to: folder.file(StateFolder.demoAccountFile))
    }
}

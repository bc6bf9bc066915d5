import Foundation

/// What a server shows, as files in PEM: its chain of certificates and its key, and who certified them.
struct ServerIdentity: Sendable {
    var chainFile: String
    var keyFile: String
    var authorityFile: String
    /// Where they lie; it goes with the last who holds it.
    private let folder: TemporaryFolder

    /// That of an embedded server, from its state folder: a leaf of elliptic curves.
    init(of state: TemporaryFolder) {
        chainFile = state.file("server/server.pem")
        keyFile = state.file("server/server-key.pem")
        authorityFile = state.file("server/ca.pem")
        folder = state
    }

    /// A new one with RSA keys: the leaf and an intermediate authority under a root.
    static func rsa(in folder: TemporaryFolder) async throws -> ServerIdentity {
        try await makeRoot("root", key: "rsa:2048", in: folder)
        let names = [
            ("intermediate", "root", "basicConstraints=critical,CA:TRUE"),
            ("leaf", "intermediate", "subjectAltName=DNS:localhost"),
        ]
        for (name, issuer, extensions) in names {
            try "\(extensions)\n".write(
                toFile: folder.file("\(name).ext"), atomically: true, encoding: .utf8)
            try await openSSL(
                "req -newkey rsa:2048 -nodes -keyout \(name).key -out \(name).csr -subj /CN=\(name)",
                in: folder)
            try await openSSL(
                "x509 -req -in \(name).csr -CA \(issuer).pem -CAkey \(issuer).key -days 30 "
                    + "-extfile \(name).ext -out \(name).pem", in: folder)
        }
        let chain = try folder.bytes(of: "leaf.pem") + folder.bytes(of: "intermediate.pem")
        try chain.write(to: URL(filePath: folder.file("chain.pem")))
        var identity = ServerIdentity(of: folder)
        identity.chainFile = folder.file("chain.pem")
        identity.keyFile = folder.file("leaf.key")
        identity.authorityFile = folder.file("root.pem")
        return identity
    }

    /// Makes a root, `NAME.pem`, whose key is as `openssl req -newkey` wants it.
    static func makeRoot(_ name: String, key: String, in folder: TemporaryFolder) async throws {
        try await openSSL(
            "req -x509 -newkey \(key) -nodes -keyout \(name).key -out \(name).pem -days 30 "
                + "-subj /CN=\(name)", in: folder)
    }

    /// Runs the tool in a folder; its arguments are separated by blanks.
    private static func openSSL(_ arguments: String, in folder: TemporaryFolder) async throws {
        let tool = try ChildProcess(
            "/usr/bin/env",
            ["--chdir", folder.path, "openssl"] + arguments.split(separator: " ").map(String.init),
            environment: ["PATH": "/usr/bin:/bin"])
        guard try await tool.ended() == .status(0) else {
            throw ChildProcess.NotStarted(description: tool.errors.text)
        }
    }
}

import Foundation

/// A certificate authority made with the `openssl` tool, in a folder of its own.
struct Authority {
    // The tool keeps an authority's index in a file that it replaces.
    private static let index = NSLock()

    let folder: URL

    /// Makes an authority with an elliptic-curve key: a root, or one that `issuer` certifies.
    init(
        named name: String, in parent: URL, issuer: Authority? = nil,
        constraints: String = "critical, CA:TRUE", extensions: String = "",
        digest: String = "sha256"
    ) throws {
        folder = parent.appending(path: name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data().write(to: folder.appending(path: "index"))
        try Data(
            """
            [ca]
            default_ca = authority
            [authority]
            database = \(folder.path)/index
            new_certs_dir = \(folder.path)
            rand_serial = yes
            unique_subject = no
            default_md = sha256
            policy = any
            [any]
            commonName = optional
            organizationName = optional
            [root]
            basicConstraints = critical, CA:TRUE
            keyUsage = critical, keyCertSign, cRLSign
            [req]
            distinguished_name = subject
            [subject]
            """.utf8
        ).write(to: folder.appending(path: "openssl.cnf"))
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout authority.key"
        if let issuer {
            try openssl("req -config openssl.cnf -new \(key) -out authority.csr -subj /CN=\(name)")
            try issuer.sign(
                folder.appending(path: "authority.csr"), into: folder, named: "authority",
                extensions: "basicConstraints = \(constraints)\n\(extensions)",
                options: "-days 30 -md \(digest)")
        } else {
            try openssl(
                "req -x509 -config openssl.cnf -extensions root \(key) -out authority.pem -days 30"
                    + " -subj /CN=\(name)")
        }
    }

    var certificateFile: String { folder.appending(path: "authority.pem").path }

    /// The authority's own certificate in PEM.
    var certificate: [UInt8] {
        get throws { [UInt8](try Data(contentsOf: URL(filePath: certificateFile))) }
    }

    /// Issues a server's certificate.
    ///
    /// - Parameters:
    ///   - extensions: Lines of openssl's configuration, such as `subjectAltName = DNS:a.example`.
    ///   - key: The kind of key, as `openssl req -newkey` wants it.
    ///   - subject: Its name, as `openssl req -subj` wants it.
    ///   - options: Further options of `openssl ca`.
    func issue(
        _ name: String, extensions: String,
        key: String = "ec -pkeyopt ec_paramgen_curve:P-256",
        subject: String = "/CN=localhost",
        options: String = "-startdate 20240101000000Z -enddate 20991231235959Z"
    ) throws -> Credential {
        try openssl(
            "req -config openssl.cnf -new -newkey \(key) -nodes -keyout \(name).key"
                + " -out \(name).csr -subj \(subject)")
        try sign(
            folder.appending(path: "\(name).csr"), into: folder, named: name,
            extensions: "basicConstraints = CA:FALSE\n\(extensions)", options: options)
        return credential(name)
    }

    /// Revokes a certificate that this authority issued.
    func revoke(_ credential: Credential) throws {
        try Self.index.withLock {
            try openssl(
                "ca -config openssl.cnf -revoke \(credential.certificateFile) -cert authority.pem"
                    + " -keyfile authority.key")
        }
    }

    /// Makes a certificate for `localhost` that is its own issuer.
    func selfSigned(_ name: String) throws -> Credential {
        try openssl(
            "req -x509 -config openssl.cnf -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
                + " -keyout \(name).key -out \(name).pem -days 30 -subj /CN=localhost"
                + " -addext subjectAltName=DNS:localhost")
        return credential(name)
    }

    private func sign(
        _ request: URL, into target: URL, named name: String, extensions: String,
        options: String
    ) throws {
        let extensionFile = target.appending(path: "\(name).ext").path
        try Data("\(extensions)\n".utf8).write(to: URL(filePath: extensionFile))
        try Self.index.withLock {
            try openssl(
                "ca -config openssl.cnf -batch -notext -cert authority.pem -keyfile authority.key"
                    + " -in \(request.path) -out \(target.path)/\(name).pem"
                    + " -extfile \(extensionFile) \(options)")
        }
    }

    private func credential(_ name: String) -> Credential {
        Credential(
            certificateFile: folder.appending(path: "\(name).pem").path,
            keyFile: folder.appending(path: "\(name).key").path)
    }

    /// Runs the tool; its arguments are separated by blanks.
    private func openssl(_ arguments: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = arguments.split(separator: " ").map(String.init)
        process.currentDirectoryURL = folder
        process.standardOutput = FileHandle.nullDevice
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        let message = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw ToolFailed(message: String(decoding: message, as: UTF8.self))
        }
    }
}

/// A certificate and its key, as files in PEM.
struct Credential {
    let certificateFile: String
    let keyFile: String
}

struct ToolFailed: Error {
    let message: String
}

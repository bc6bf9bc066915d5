import Foundation

/// A certificate authority made with the `openssl` tool, in a folder of its own below the
/// temporary one.
struct Authority {
    let folder: URL
    let certificateFile: String

    /// Makes a root of elliptic-curve keys.
    init(named name: String, in parent: URL) throws {
        folder = parent.appending(path: name)
        certificateFile = folder.appending(path: "root.pem").path
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
            email_in_dn = no
            [any]
            commonName = supplied
            [root]
            basicConstraints = critical, CA:TRUE
            keyUsage = critical, keyCertSign, cRLSign
            subjectKeyIdentifier = hash
            [req]
            distinguished_name = subject
            [subject]
            """.utf8
        ).write(to: folder.appending(path: "openssl.cnf"))
        try openssl(
            "req", "-x509", "-config", "openssl.cnf", "-extensions", "root", "-newkey", "ec",
            "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "root.key", "-out",
            "root.pem", "-days", "30", "-subj", "/CN=Test root \(name)")
        try openssl(
            "req", "-config", "openssl.cnf", "-new", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:P-256", "-nodes", "-keyout", "leaf.key", "-out", "leaf.csr",
            "-subj", "/CN=localhost")
    }

    /// The root in PEM.
    var certificate: [UInt8] {
        get throws { [UInt8](try Data(contentsOf: URL(filePath: certificateFile))) }
    }

    /// Issues a server's certificate for the authority's one leaf key.
    ///
    /// - Parameters:
    ///   - extensions: Lines of openssl's configuration, such as `subjectAltName = DNS:a.example`.
    ///   - validity: From and to, as `YYYYMMDDHHMMSSZ`.
    func issue(
        _ name: String, extensions: String,
        validity: (from: String, to: String) = ("20240101000000Z", "20991231235959Z")
    ) throws -> Credential {
        try Data("basicConstraints = CA:FALSE\n\(extensions)\n".utf8)
            .write(to: folder.appending(path: "\(name).ext"))
        try openssl(
            "ca", "-config", "openssl.cnf", "-batch", "-notext", "-cert", "root.pem", "-keyfile",
            "root.key", "-in", "leaf.csr", "-out", "\(name).pem", "-extfile", "\(name).ext",
            "-startdate", validity.from, "-enddate", validity.to)
        return credential(name)
    }

    /// Makes a certificate that is its own issuer.
    func selfSigned(_ name: String) throws -> Credential {
        try openssl(
            "req", "-x509", "-config", "openssl.cnf", "-key", "leaf.key", "-out", "\(name).pem",
            "-days", "30", "-subj", "/CN=localhost", "-addext",
            "subjectAltName = DNS:localhost")
        return credential(name)
    }

    private func credential(_ name: String) -> Credential {
        Credential(
            certificateFile: folder.appending(path: "\(name).pem").path,
            keyFile: folder.appending(path: "leaf.key").path)
    }

    private func openssl(_ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = arguments
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

/// The certificates of all tests, made once.
struct Certificates {
    static let shared = Result { try Certificates() }

    let root: Authority
    let stranger: Authority
    let good: Credential
    let expired: Credential
    let future: Credential
    let otherName: Credential
    let commonNameOnly: Credential
    let wildcard: Credential
    let addresses: Credential
    let otherAddress: Credential
    let addressAsName: Credential
    let clientOnly: Credential
    let selfSigned: Credential
    let untrusted: Credential

    private init() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "tls-transport-tests-\(ProcessInfo.processInfo.processIdentifier)")
        root = try Authority(named: "root", in: folder)
        stranger = try Authority(named: "stranger", in: folder)
        good = try root.issue(
            "good", extensions: "subjectAltName = DNS:localhost, DNS:device.example")
        expired = try root.issue(
            "expired", extensions: "subjectAltName = DNS:localhost",
            validity: ("20200101000000Z", "20210101000000Z"))
        future = try root.issue(
            "future", extensions: "subjectAltName = DNS:localhost",
            validity: ("20980101000000Z", "20991231235959Z"))
        otherName = try root.issue("other", extensions: "subjectAltName = DNS:other.example")
        commonNameOnly = try root.issue("common", extensions: "")
        wildcard = try root.issue("wildcard", extensions: "subjectAltName = DNS:*.device.example")
        addresses = try root.issue(
            "addresses", extensions: "subjectAltName = IP:127.0.0.1, IP:::1")
        otherAddress = try root.issue("address", extensions: "subjectAltName = IP:127.0.0.2")
        addressAsName = try root.issue("text", extensions: "subjectAltName = DNS:127.0.0.1")
        clientOnly = try root.issue(
            "client",
            extensions: "subjectAltName = DNS:localhost\nextendedKeyUsage = clientAuth")
        selfSigned = try stranger.selfSigned("self")
        untrusted = try stranger.issue("good", extensions: "subjectAltName = DNS:localhost")
    }
}

import Foundation

/// The certificates of all tests, made once a run.
struct Certificates {
    static let shared = Result { try Certificates() }

    let root: Authority
    let intermediate: Authority
    /// Certified as a server only, and issues certificates all the same.
    let leafAuthority: Authority

    let good: Credential
    let rsa: Credential
    let behindIntermediate: Credential
    let behindLeaf: Credential
    let expired: Credential
    let future: Credential
    let otherName: Credential
    let commonNameOnly: Credential
    let wildcard: Credential
    let addresses: Credential
    let otherAddress: Credential
    let addressAsName: Credential
    let clientOnly: Credential
    let weakSignature: Credential
    let selfSigned: Credential
    let untrusted: Credential

    private init() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "tls-transport-tests-\(ProcessInfo.processInfo.processIdentifier)")
        // The files are read by servers until the very end of the run.
        Self.folderPath = folder.path
        atexit { try? FileManager.default.removeItem(atPath: Certificates.folderPath) }

        root = try Authority(named: "root", in: folder)
        intermediate = try Authority(named: "intermediate", in: folder, issuer: root)
        leafAuthority = try Authority(
            named: "leaf", in: folder, issuer: root, constraints: "critical, CA:FALSE")
        let stranger = try Authority(named: "stranger", in: folder)

        let localhost = "subjectAltName = DNS:localhost"
        good = try root.issue("good", extensions: "\(localhost), DNS:device.example")
        rsa = try root.issue("rsa", extensions: localhost, key: "rsa:2048")
        behindIntermediate = try intermediate.issue("good", extensions: localhost)
        behindLeaf = try leafAuthority.issue("good", extensions: localhost)
        expired = try root.issue(
            "expired", extensions: localhost,
            options: "-startdate 20200101000000Z -enddate 20210101000000Z")
        future = try root.issue(
            "future", extensions: localhost,
            options: "-startdate 20980101000000Z -enddate 20991231235959Z")
        otherName = try root.issue("other", extensions: "subjectAltName = DNS:other.example")
        commonNameOnly = try root.issue("common", extensions: "")
        wildcard = try root.issue("wildcard", extensions: "subjectAltName = DNS:*.device.example")
        addresses = try root.issue(
            "addresses", extensions: "subjectAltName = IP:127.0.0.1, IP:::1")
        otherAddress = try root.issue("address", extensions: "subjectAltName = IP:127.0.0.2")
        addressAsName = try root.issue("text", extensions: "subjectAltName = DNS:127.0.0.1")
        clientOnly = try root.issue(
            "client", extensions: "\(localhost)\nextendedKeyUsage = clientAuth")
        weakSignature = try root.issue("weak", extensions: localhost, options: "-md sha1 -days 30")
        selfSigned = try stranger.selfSigned("self")
        untrusted = try stranger.issue("good", extensions: localhost)
    }

    private nonisolated(unsafe) static var folderPath = ""
}

import Crypto
import Foundation
import Testing
import X509

@testable import AuthorizationServer

@Suite struct DevelopmentCertificatesTests {
    private static let now: Int64 = 1_800_000_000_000

    private static func withFolder(_ body: (StateFolder) throws -> Void) throws {
        let path = NSTemporaryDirectory() + "ca-\(UUID().uuidString)/deeper"
        let folder = try StateFolder(path)
        defer { try? FileManager.default.removeItem(atPath: path + "/..") }
        try body(folder)
    }

    private static func certificate(_ folder: StateFolder, _ name: String) throws -> Certificate {
        let bytes = try #require(try PrivateFile.read(folder.file(name)))
        return try Certificate(pemEncoded: String(decoding: bytes, as: UTF8.self))
    }

    private static func make(
        _ folder: StateFolder, host: String = "localhost", days: Int64 = 0
    ) throws -> DevelopmentCertificates {
        try DevelopmentCertificates(
            folder, host: try #require(HostName(host)), at: now + days * 86_400_000)
    }

    @Test("the authority and the certificate say what they are for")
    func shape() throws {
        try Self.withFolder { folder in
            let made = try Self.make(folder, host: "tv.home.arpa")
            let authority = try Self.certificate(folder, "ca.pem")
            let server = try Self.certificate(folder, "server.pem")
            #expect(
                try authority.extensions.basicConstraints
                    == .isCertificateAuthority(maxPathLength: 0))
            #expect(try authority.extensions.keyUsage == KeyUsage(keyCertSign: true, cRLSign: true))
            let years = authority.notValidAfter.timeIntervalSince(authority.notValidBefore)
            #expect(years > 3_649 * 86_400)
            #expect(try server.extensions.basicConstraints == .notCertificateAuthority)
            let usage = try #require(try server.extensions.extendedKeyUsage)
            #expect(Array(usage) == [.serverAuth])
            #expect(server.notValidAfter.timeIntervalSince(server.notValidBefore) < 397 * 86_400)
            let names = try #require(try server.extensions.subjectAlternativeNames)
            let texts = names.map { "\($0)" }.joined(separator: " ")
            #expect(names.count == 4)
            #expect(texts.contains("tv.home.arpa") && texts.contains("localhost"))
            #expect(authority.publicKey.isValidSignature(server.signature, for: server))
            #expect(made.caFingerprint.split(separator: ":").count == 32)
            for name in ["ca-key.pem", "server-key.pem"] {
                let attributes = try FileManager.default.attributesOfItem(
                    atPath: folder.file(name))
                #expect(attributes[.posixPermissions] as? Int == 0o600)
            }
            let kept = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(kept.sorted() == ["ca-key.pem", "ca.pem", "server-key.pem", "server.pem"])
        }
    }

    @Test("a second start keeps both; a new host and the last month renew the server's alone")
    func renewal() throws {
        try Self.withFolder { folder in
            func files() throws -> [Data] {
                try ["ca.pem", "server.pem"].map {
                    try Data(contentsOf: URL(fileURLWithPath: folder.file($0)))
                }
            }
            let first = try Self.make(folder)
            let made = try files()
            #expect(try Self.make(folder, days: 300).caFingerprint == first.caFingerprint)
            #expect(try files() == made)
            _ = try Self.make(folder, host: "192.168.1.7")
            let moved = try files()
            #expect(moved[0] == made[0] && moved[1] != made[1])
            _ = try Self.make(folder, host: "192.168.1.7", days: 370)
            let renewed = try files()
            #expect(renewed[0] == made[0] && renewed[1] != moved[1])
        }
    }

    @Test(
        "a damaged or missing file of the authority is one clear line that names it",
        arguments: ["ca.pem", "ca-key.pem"])
    func damaged(name: String) throws {
        try Self.withFolder { folder in
            _ = try Self.make(folder)
            try PrivateFile.write(Array("garbage".utf8), to: folder.file(name))
            let error = #expect(throws: ServerStartError.self) { try Self.make(folder) }
            #expect(error?.description.contains(folder.file(name)) == true)
        }
        try Self.withFolder { folder in
            _ = try Self.make(folder)
            let other = P256.Signing.PrivateKey().pemRepresentation
            try PrivateFile.write(Array(other.utf8), to: folder.file("ca-key.pem"))
            #expect(throws: ServerStartError.self) { try Self.make(folder) }
        }
    }

    @Test("a damaged server certificate is made again")
    func damagedLeaf() throws {
        try Self.withFolder { folder in
            let first = try Self.make(folder)
            for name in ["server.pem", "server-key.pem"] {
                try PrivateFile.write(Array("garbage".utf8), to: folder.file(name))
                #expect(try Self.make(folder).caFingerprint == first.caFingerprint)
            }
        }
    }

    @Test(
        "host names and addresses, and what is neither",
        arguments: [
            ("localhost", "localhost"), ("TV.home.arpa", "tv.home.arpa"),
            ("192.168.1.7", "192.168.1.7"), ("::1", "[::1]"), ("https://x", nil), ("a:80", nil),
            ("", nil), ("a..b", nil), ("-a", nil), ("1.2.3", nil), ("a b", nil), ("a/b", nil),
        ] as [(String, String?)])
    func hostNames(text: String, uri: String?) {
        #expect(HostName(text)?.uriText == uri)
    }

    @Test("a state folder that is a file is one clear line")
    func unusableFolder() throws {
        let path = NSTemporaryDirectory() + "file-\(UUID().uuidString)"
        try Data().write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let error = #expect(throws: ServerStartError.self) { try StateFolder(path + "/state") }
        #expect(error?.description.contains(path) == true)
    }
}

import Crypto
import Foundation
import NIOSSL
import SwiftASN1
import X509

/// The development certificate authority of a state folder and the server's certificate under it.
///
/// Both are made when they are absent; the server's is renewed when the host changes, when it is
/// not this authority's, and in its last month. Files are replaced whole, keys with mode 0600.
struct DevelopmentCertificates: Sendable {
    /// PEM file to trust.
    let caFile: String
    /// SHA-256 of the authority's certificate, `AB:CD:…`, for a person to compare.
    let caFingerprint: String
    /// What the TLS server presents.
    let chain: [NIOSSLCertificateSource]
    let privateKey: NIOSSLPrivateKeySource

    init(_ folder: StateFolder, host: HostName, at now: Int64) throws {
        let now = Date(timeIntervalSince1970: Double(now / 1_000))
        let authority = try DevelopmentAuthority(folder, at: now)
        let server = try Self.serverCertificate(folder, host: host, authority, at: now)
        caFile = folder.file(StateFolder.caFile)
        caFingerprint = try authority.fingerprint
        let pem = try server.certificate.serializeAsPEM().pemString
        chain = try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)).map { .certificate($0) }
        privateKey = .privateKey(
            try NIOSSLPrivateKey(bytes: Array(server.key.pemRepresentation.utf8), format: .pem))
    }

    private struct KeyPair {
        let certificate: Certificate
        let key: P256.Signing.PrivateKey
    }

    private static func serverCertificate(
        _ folder: StateFolder, host: HostName, _ authority: DevelopmentAuthority, at now: Date
    ) throws -> KeyPair {
        let names = try subjectNames(host)
        if let kept = try storedCertificate(folder), authority.signed(kept.certificate),
            kept.certificate.publicKey == .init(kept.key.publicKey),
            kept.certificate.notValidBefore <= now,
            kept.certificate.notValidAfter > now.addingTimeInterval(30 * 86_400),
            try kept.certificate.extensions.subjectAlternativeNames == names
        {
            return kept
        }
        let key = P256.Signing.PrivateKey()
        let certificate = try authority.issue(
            to: Certificate.PublicKey(key.publicKey), commonName: host.text, names: names, at: now)
        // The key first: a certificate without its key would be refused, a key without its
        // certificate is only made again.
        try PrivateFile.write(
            Array(key.pemRepresentation.utf8), to: folder.file(StateFolder.certificateKeyFile))
        try PrivateFile.write(
            Array(certificate.serializeAsPEM().pemString.utf8),
            to: folder.file(StateFolder.certificateFile), mode: 0o644)
        return KeyPair(certificate: certificate, key: key)
    }

    /// The certificate on disk; nil when one of its two files is absent, damaged or of another
    /// pair: it is made again, nobody but the authority is trusted by name.
    private static func storedCertificate(_ folder: StateFolder) throws -> KeyPair? {
        guard let pem = try PrivateFile.read(folder.file(StateFolder.certificateFile)),
            let keyPEM = try PrivateFile.read(folder.file(StateFolder.certificateKeyFile)),
            let certificate = try? Certificate(pemEncoded: String(decoding: pem, as: UTF8.self)),
            let key = try? P256.Signing.PrivateKey(
                pemRepresentation: String(decoding: keyPEM, as: UTF8.self))
        else { return nil }
        return KeyPair(certificate: certificate, key: key)
    }

    /// The host, and always the loopback names, so that the machine itself can use any of them.
    private static func subjectNames(_ host: HostName) throws -> SubjectAlternativeNames {
        var names: [GeneralName] = []
        for text in [host.text, "localhost", "127.0.0.1", "::1"] {
            guard let host = HostName(text) else { continue }
            let name: GeneralName =
                if let bytes = host.addressBytes {
                    .ipAddress(ASN1OctetString(contentBytes: bytes[...]))
                } else {
                    .dnsName(host.text)
                }
            if !names.contains(name) { names.append(name) }
        }
        return SubjectAlternativeNames(names)
    }
}

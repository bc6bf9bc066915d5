import Crypto
import Foundation
import SwiftASN1
import X509

/// A certificate authority for one developer's machine: P-256, ten years, made at first start.
struct DevelopmentAuthority {
    let certificate: Certificate
    private let key: P256.Signing.PrivateKey

    /// Days a server certificate is valid; browsers refuse more than 398.
    private static let serverDays = 395.0
    private static let authorityDays = 3_650.0
    private static let day = 86_400.0

    init(_ folder: StateFolder, at now: Date) throws {
        let pem = try PrivateFile.read(folder.file(StateFolder.caFile))
        let keyPEM = try PrivateFile.read(folder.file(StateFolder.caKeyFile))
        guard let pem, let keyPEM else {
            // A certificate without its key could sign nothing, and replacing it unasked would end
            // the trust that somebody gave it.
            guard pem == nil else {
                throw Self.damaged(folder, StateFolder.caKeyFile, "it is missing")
            }
            self = try Self.make(folder, at: now)
            return
        }
        do {
            certificate = try Certificate(pemEncoded: String(decoding: pem, as: UTF8.self))
        } catch {
            throw Self.damaged(folder, StateFolder.caFile, "it is no PEM certificate")
        }
        do {
            key = try P256.Signing.PrivateKey(
                pemRepresentation: String(decoding: keyPEM, as: UTF8.self))
        } catch {
            throw Self.damaged(folder, StateFolder.caKeyFile, "it is no PEM P-256 key")
        }
        guard certificate.publicKey == Certificate.PublicKey(key.publicKey) else {
            throw Self.damaged(folder, StateFolder.caKeyFile, "it is not the key of ca.pem")
        }
        guard certificate.notValidAfter > now.addingTimeInterval(Self.day * 400) else {
            throw Self.damaged(
                folder, StateFolder.caFile, "it ends on \(certificate.notValidAfter)")
        }
    }

    private init(certificate: Certificate, key: P256.Signing.PrivateKey) {
        self.certificate = certificate
        self.key = key
    }

    var fingerprint: String {
        get throws {
            var serializer = DER.Serializer()
            try serializer.serialize(certificate)
            return SHA256.hash(data: serializer.serializedBytes)
                .map { String(format: "%02X", $0) }.joined(separator: ":")
        }
    }

    func signed(_ other: Certificate) -> Bool {
        other.issuer == certificate.subject
            && certificate.publicKey.isValidSignature(other.signature, for: other)
    }

    /// A certificate for a TLS server and nothing else.
    func issue(
        to publicKey: Certificate.PublicKey, commonName: String, names: SubjectAlternativeNames,
        at now: Date
    ) throws -> Certificate {
        let authorityKey = SubjectKeyIdentifier(hash: certificate.publicKey)
        return try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: publicKey,
            // An hour back: the clocks of the devices that will check it are not all right.
            notValidBefore: now.addingTimeInterval(-3_600),
            notValidAfter: now.addingTimeInterval(Self.serverDays * Self.day),
            issuer: certificate.subject,
            // RFC 5280 bounds a common name at 64; names are matched by the extension alone.
            subject: DistinguishedName { CommonName(String(commonName.prefix(64))) },
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                names
                SubjectKeyIdentifier(hash: publicKey)
                AuthorityKeyIdentifier(keyIdentifier: authorityKey.keyIdentifier)
            },
            issuerPrivateKey: Certificate.PrivateKey(key))
    }

    private static func make(_ folder: StateFolder, at now: Date) throws -> DevelopmentAuthority {
        let key = P256.Signing.PrivateKey()
        let publicKey = Certificate.PublicKey(key.publicKey)
        // A random part, so that the authorities of two machines can be told apart in a browser.
        let tag = String(format: "%06x", UInt32.random(in: 0...0xFF_FFFF))
        let name = try DistinguishedName {
            OrganizationName("Device authorization grant")
            CommonName("Development CA \(tag)")
        }
        let certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: publicKey,
            notValidBefore: now.addingTimeInterval(-day),
            notValidAfter: now.addingTimeInterval(authorityDays * day),
            issuer: name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                SubjectKeyIdentifier(hash: publicKey)
            },
            issuerPrivateKey: Certificate.PrivateKey(key))
        // The key first: without ca.pem a lone key is simply made again.
        try PrivateFile.write(
            Array(key.pemRepresentation.utf8), to: folder.file(StateFolder.caKeyFile))
        try PrivateFile.write(
            Array(certificate.serializeAsPEM().pemString.utf8),
            to: folder.file(StateFolder.caFile), mode: 0o644)
        return DevelopmentAuthority(certificate: certificate, key: key)
    }

    private static func damaged(
        _ folder: StateFolder, _ name: String, _ reason: String
    ) -> ServerStartError {
        ServerStartError(
            "\(folder.file(name)) cannot be used: \(reason). Put back a copy, or delete ca.pem and "
                + "ca-key.pem in that folder: the next start makes a new development CA, which "
                + "devices and browsers must then trust.")
    }
}

import CMbedTLS
import DeviceGrant
import DeviceRuntime
import Foundation
import Testing

@testable import TLSTransport

/// X49: the kinds of server that badssl.com names, each with the outcome and the reason that
/// `Exceptions/badssl.txt` gives.
@Suite struct BadSSLTests {
    @Test("X49 Each kind of badssl.com ends as the table says, and the table names no other")
    func kinds() throws {
        let certificates = try Certificates.shared.get()
        let roots = try certificates.root.certificate
        let kinds = try Kind.all(certificates)
        var table: [String: KnownDeparture] = [:]
        for entry in try KnownDeparture.listed(for: "badssl") {
            #expect(table.updateValue(entry, forKey: entry.pattern) == nil, "\(entry.pattern)")
        }
        let applicable = table.filter { $0.value.outcome != "notApplicable" }.keys
        #expect(Set(kinds.keys) == Set(applicable))
        for (name, kind) in kinds.sorted(by: { $0.key < $1.key }) {
            let failure = try kind.failure(roots: roots, host: kind.host ?? "localhost")
            let outcome = failure.map { "\($0)" } ?? "accepted"
            #expect(outcome == table[name]?.outcome, "\(name)")
            print("BADSSL \(name) \(outcome): \(table[name]?.reason ?? "")")
        }
    }
}

/// A server of one kind.
private struct Kind {
    enum Server {
        /// `openssl s_server` with these options.
        case tool(Credential, [String])
        /// Takes a cipher suite, by its number, whatever was offered.
        case hello(suite: UInt16)
        case plaintext
    }

    let server: Server
    /// The peer; nil is `localhost`.
    var host: String?

    init(_ credential: Credential, host: String? = nil, _ options: String...) {
        server = .tool(credential, options)
        self.host = host
    }

    init(_ server: Server) {
        self.server = server
    }

    /// What a connection ends with, after a line was sent and answered; nil if with nothing.
    func failure(roots: [UInt8], host: String) throws -> TransportFailure? {
        switch server {
        case .tool(let credential, let options):
            let process = try ServerProcess(credential, options: options)
            return try failure(port: process.port, roots: roots, host: host)
        case .hello(let suite):
            return try failure(answering: Self.hello(suite), roots: roots, host: host)
        case .plaintext:
            let text = [UInt8]("HTTP/1.1 400 Bad Request\r\n\r\n".utf8)
            return try failure(answering: text, roots: roots, host: host)
        }
    }

    private func failure(
        answering bytes: [UInt8], roots: [UInt8], host: String
    ) throws -> TransportFailure? {
        let server = try LocalServer { (connection) in
            _ = Foundation.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            var byte: UInt8 = 0
            while recv(connection, &byte, 1, 0) > 0 {}
        }
        return try failure(port: server.port, roots: roots, host: host)
    }

    private func failure(
        port: UInt16, roots: [UInt8], host: String
    ) throws -> TransportFailure? {
        try withTransport(roots: roots) { (transport) in
            if host != "localhost" {
                try transport.resolve(host, port, to: "127.0.0.1")
            }
            return try transportFailure {
                try transport.open(host, port)
                try transport.sendAll("device\n")
                #expect(try transport.receiveLine() == "ecived\n")
            }
        }
    }

    /// A ServerHello in a record of TLS 1.2 (RFC 5246 §7.4.1.3): no session, no extensions.
    private static func hello(_ suite: UInt16) -> [UInt8] {
        let body =
            [0x03, 0x03] + [UInt8](repeating: 7, count: 32)
            + [0x00, UInt8(suite >> 8), UInt8(truncatingIfNeeded: suite), 0x00]
        let message = [0x02, 0x00, 0x00, UInt8(body.count)] + body
        return [0x16, 0x03, 0x03, 0x00, UInt8(message.count)] + message
    }
}

extension Kind {
    static func all(_ certificates: Certificates) throws -> [String: Kind] {
        let root = certificates.root
        let good = certificates.good
        let rsa = certificates.rsa
        let weak = Kind(certificates.weakSignature, "-cipher", "DEFAULT@SECLEVEL=0")
        let dh = Kind(.hello(suite: 0x009E))  // TLS_DHE_RSA_WITH_AES_128_GCM_SHA256
        let wildcard = try root.issue(
            "badssl", extensions: "subjectAltName = DNS:*.badssl.example, DNS:badssl.example")
        let localhost = "subjectAltName = DNS:localhost"
        func issue(
            _ name: String, _ extensions: String = localhost, subject: String = "/CN=localhost",
            key: String = "ec -pkeyopt ec_paramgen_curve:P-256", digest: String = "sha256"
        ) throws -> Credential {
            try root.issue(
                "badssl-\(name)", extensions: extensions, key: key, subject: subject,
                options: "-days 30 -md \(digest)")
        }
        func names(_ count: Int) -> String {
            let list = (1...count).map { "DNS:\($0).\(count)-sans.badssl.example" }
            return "subjectAltName = DNS:localhost, " + list.joined(separator: ", ")
        }
        let revoked = try issue("revoked")
        try root.revoke(revoked)
        let weakAuthority = try Authority(
            named: "sha1", in: root.folder, issuer: root, digest: "sha1")
        return [
            "expired": Kind(certificates.expired),
            "wrong.host": Kind(wildcard, host: "wrong.host.badssl.example"),
            "self-signed": Kind(certificates.selfSigned),
            "untrusted-root": Kind(certificates.untrusted),
            "revoked": Kind(revoked),
            "pinning-test": Kind(certificates.untrusted),
            "no-common-name": Kind(try issue("no-common-name", subject: "/O=device")),
            "no-subject": Kind(
                try issue("no-subject", "subjectAltName = critical, DNS:localhost", subject: "/")),
            "incomplete-chain": Kind(certificates.behindIntermediate),
            "sha1-intermediate": Kind(
                try weakAuthority.issue("good", extensions: localhost), "-cert_chain",
                weakAuthority.certificateFile, "-cipher", "DEFAULT@SECLEVEL=0"),
            "sha1-2016": weak,
            "sha1-2017": weak,
            "sha256": Kind(try issue("sha256", digest: "sha256")),
            "sha384": Kind(try issue("sha384", digest: "sha384")),
            "sha512": Kind(try issue("sha512", digest: "sha512")),
            "1000-sans": Kind(try issue("1000-sans", names(1000))),
            "10000-sans": Kind(try issue("10000-sans", names(10000))),
            "ecc256": Kind(good),
            "ecc384": Kind(try issue("ecc384", key: "ec -pkeyopt ec_paramgen_curve:P-384")),
            "rsa2048": Kind(rsa),
            // More primes than two make a long key in seconds; its public half is like any other.
            "rsa4096": Kind(
                try issue("rsa4096", key: "rsa:4096 -pkeyopt rsa_keygen_primes:4")),
            "rsa8192": Kind(
                try issue("rsa8192", key: "rsa:8192 -pkeyopt rsa_keygen_primes:5")),
            // 2.23.140.1.1 is CABF's policy of extended validation.
            "extended-validation": Kind(
                try issue("ev", "\(localhost)\ncertificatePolicies = 2.23.140.1.1")),
            "no-sct": Kind(good),
            // RFC 6962 §3.3: the list of timestamps, here with one that is too short.
            "invalid-expected-sct": Kind(
                try issue("sct", "\(localhost)\n1.3.6.1.4.1.11129.2.4.2 = DER:04040002FFFF")),
            "client": Kind(good, "-verify", "1"),
            "client-cert-missing": Kind(good, "-tls1_2", "-Verify", "1"),
            "cbc": Kind(rsa, "-tls1_2", "-cipher", "ECDHE-RSA-AES128-SHA:@SECLEVEL=0"),
            "rc4-md5": Kind(.hello(suite: 0x0004)),  // TLS_RSA_WITH_RC4_128_MD5
            "rc4": Kind(.hello(suite: 0x0005)),  // TLS_RSA_WITH_RC4_128_SHA
            "3des": Kind(.hello(suite: 0x000A)),  // TLS_RSA_WITH_3DES_EDE_CBC_SHA
            "null": Kind(rsa, "-tls1_2", "-cipher", "NULL-SHA256:@SECLEVEL=0"),
            "mozilla-old": Kind(rsa, "-cipher", "ALL:!aNULL:@SECLEVEL=0", "-no_tls1_3"),
            "mozilla-intermediate": Kind(
                rsa, "-no_tls1_3", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256:AES128-SHA"),
            "mozilla-modern": Kind(
                rsa, "-tls1_2", "-cipher", "ECDHE+AESGCM:ECDHE+CHACHA20", "-serverpref"),
            "dh480": dh,
            "dh512": dh,
            "dh1024": dh,
            "dh2048": Kind(rsa, "-tls1_2", "-cipher", "DHE-RSA-AES128-GCM-SHA256"),
            "dh-small-subgroup": dh,
            "dh-composite": dh,
            "static-rsa": Kind(rsa, "-tls1_2", "-cipher", "AES128-GCM-SHA256"),
            "tls-v1-0": Kind(rsa, "-tls1", "-cipher", "ALL:@SECLEVEL=0"),
            "tls-v1-1": Kind(rsa, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"),
            "tls-v1-2": Kind(rsa, "-tls1_2"),
            "http": Kind(.plaintext),
            "superfish": Kind(certificates.untrusted),
            "edellroot": Kind(certificates.untrusted),
            "dsdtestprovider": Kind(certificates.untrusted),
            "preact-cli": Kind(certificates.selfSigned),
            "webpack-dev-server": Kind(certificates.selfSigned),
            "captive-portal": Kind(certificates.untrusted, host: "captive-portal.badssl.example"),
            "mitm-software": Kind(certificates.untrusted),
            "long-extended-subdomain-name-containing-many-letters-and-dashes": Kind(
                wildcard,
                host: "long-extended-subdomain-name-containing-many-letters-and-dashes"
                    + ".badssl.example"),
            "longextendedsubdomainnamewithoutdashesinordertotestwordwrapping": Kind(
                wildcard,
                host: "longextendedsubdomainnamewithoutdashesinordertotestwordwrapping"
                    + ".badssl.example"),
        ]
    }
}

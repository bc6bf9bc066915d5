import DeviceGrant
import DeviceRuntime
import Testing

@testable import TLSTransport

/// Which servers a connection is made to, and which not. Requirements C3 and X49.
@Suite struct HandshakeTests {
    let certificates: Certificates

    init() throws {
        certificates = try Certificates.shared.get()
    }

    @Test("C3 X49 A pinned root's certificate for the host gives a connection")
    func trusted() throws {
        let server = try ServerProcess(certificates.good)
        try withTransport(roots: certificates.root.certificate) { (transport) in
            try transport.open("localhost", server.port)
            try transport.sendAll("device\n")
            #expect(try transport.receiveLine() == "ecived\n")
            #expect(transport.statistics.connections == 1)
            #expect(transport.statistics.fullHandshakes == 1)
            #expect(transport.statistics.resumedHandshakes == 0)
            #expect(transport.statistics.bytesSent > 200)
            #expect(transport.statistics.bytesReceived > 500)
        }
    }

    @Test("C3 X49 Each of the six AEAD cipher suites gives a connection", arguments: Suite.aead)
    func cipherSuite(_ suite: Suite) throws {
        let credential = suite.isRSA ? certificates.rsa : certificates.good
        let server = try ServerProcess(credential, options: "-tls1_2", "-cipher", suite.name)
        #expect(try failure(connectingTo: server) == nil)
    }

    @Test("X49 A chain with an intermediate authority that the server sends gives a connection")
    func intermediate() throws {
        let server = try ServerProcess(
            certificates.behindIntermediate,
            options: "-cert_chain", certificates.intermediate.certificateFile)
        #expect(try failure(connectingTo: server) == nil)
    }

    @Test("X49 A chain whose intermediate authority is not sent is not trusted")
    func intermediateMissing() throws {
        let server = try ServerProcess(certificates.behindIntermediate)
        #expect(try failure(connectingTo: server) == .certificateNotTrusted)
    }

    @Test("X49 A certificate that a server's certificate issued is not trusted")
    func leafAsAuthority() throws {
        let server = try ServerProcess(
            certificates.behindLeaf,
            options: "-cert_chain", certificates.leafAuthority.certificateFile)
        #expect(try failure(connectingTo: server) == .certificateNotTrusted)
    }

    @Test("C3 X49 An unknown authority's certificate is not trusted")
    func untrusted() throws {
        let server = try ServerProcess(certificates.untrusted)
        #expect(try failure(connectingTo: server) == .certificateNotTrusted)
    }

    @Test("X49 A certificate that is its own issuer is not trusted")
    func selfSigned() throws {
        let server = try ServerProcess(certificates.selfSigned)
        #expect(try failure(connectingTo: server) == .certificateNotTrusted)
    }

    @Test("X49 Without a root nothing is trusted, and no connection is made")
    func noRoots() throws {
        let server = try ServerProcess(certificates.good)
        try withTransport(roots: []) { (transport) in
            let failure = try transportFailure { try transport.open("localhost", server.port) }
            #expect(failure == .certificateNotTrusted)
            #expect(transport.statistics.connections == 0)
        }
    }

    @Test("X49 A certificate past its end is expired")
    func expired() throws {
        let server = try ServerProcess(certificates.expired)
        #expect(try failure(connectingTo: server) == .certificateExpired)
    }

    @Test("X49 A certificate that is not valid yet counts as expired")
    func future() throws {
        let server = try ServerProcess(certificates.future)
        #expect(try failure(connectingTo: server) == .certificateExpired)
    }

    @Test("X49 A certificate that is expired and for another name counts as expired")
    func expiredForOtherName() throws {
        let server = try ServerProcess(certificates.expired)
        #expect(try failure(connectingTo: server, host: "device.example") == .certificateExpired)
    }

    @Test("X49 A certificate for clients only is not trusted")
    func clientOnly() throws {
        let server = try ServerProcess(certificates.clientOnly)
        #expect(try failure(connectingTo: server) == .certificateNotTrusted)
    }

    @Test("X49 A certificate signed with SHA-1 is not trusted")
    func weakSignature() throws {
        let server = try ServerProcess(
            certificates.weakSignature, options: "-cipher", "DEFAULT@SECLEVEL=0")
        #expect(try failure(connectingTo: server) == .certificateNotTrusted)
    }

    @Test("X49 A certificate for another DNS name is a name mismatch")
    func otherName() throws {
        let server = try ServerProcess(certificates.otherName)
        #expect(try failure(connectingTo: server) == .certificateNameMismatch)
    }

    @Test("X49 A common name does not count: without a subject alternative name, a mismatch")
    func commonNameOnly() throws {
        let server = try ServerProcess(certificates.commonNameOnly)
        #expect(try failure(connectingTo: server) == .certificateNameMismatch)
    }

    @Test(
        "X49 A wildcard stands for exactly one label",
        arguments: [
            ("a.device.example", nil), ("device.example", .certificateNameMismatch),
            ("b.a.device.example", .certificateNameMismatch),
        ] as [(String, TransportFailure?)])
    func wildcard(host: String, expected: TransportFailure?) throws {
        let server = try ServerProcess(certificates.wildcard)
        #expect(try failure(connectingTo: server, host: host) == expected)
    }

    @Test("X49 A host in upper case with a trailing dot is the same name")
    func spelling() throws {
        let server = try ServerProcess(certificates.good)
        #expect(try failure(connectingTo: server, host: "LocalHost.") == nil)
    }

    @Test("X49 An IPv4 address that the certificate names gives a connection")
    func address() throws {
        let server = try ServerProcess(certificates.addresses)
        #expect(try failure(connectingTo: server, host: "127.0.0.1") == nil)
    }

    @Test("X49 An IPv6 address that the certificate names gives a connection")
    func address6() throws {
        let server = try ServerProcess(certificates.addresses, address: "[::1]")
        #expect(try failure(connectingTo: server, host: "::1") == nil)
    }

    @Test("X49 A certificate for another IP address is a name mismatch")
    func otherAddress() throws {
        let server = try ServerProcess(certificates.otherAddress)
        #expect(
            try failure(connectingTo: server, host: "127.0.0.1") == .certificateNameMismatch)
    }

    @Test("X49 An address written as a DNS name in the certificate is a name mismatch")
    func addressAsName() throws {
        let server = try ServerProcess(certificates.addressAsName)
        #expect(
            try failure(connectingTo: server, host: "127.0.0.1") == .certificateNameMismatch)
    }

    @Test("X49 A DNS name is not proved by the address it resolves to")
    func nameOfAddress() throws {
        let server = try ServerProcess(certificates.addresses)
        #expect(try failure(connectingTo: server) == .certificateNameMismatch)
    }

    @Test("X49 The server is asked for the DNS name, and not for an address (RFC 6066 §3)")
    func serverName() throws {
        // For this name the server shows its second certificate.
        let server = try ServerProcess(
            certificates.otherName,
            options: "-servername", "localhost", "-cert2", certificates.good.certificateFile,
            "-key2", certificates.good.keyFile)
        #expect(try failure(connectingTo: server) == nil)
    }

    @Test(
        "C3 X49 A server that speaks another version of TLS only fails the handshake",
        arguments: ["-tls1", "-tls1_1", "-tls1_3"])
    func version(option: String) throws {
        let server = try ServerProcess(
            certificates.good, options: option, "-cipher", "DEFAULT@SECLEVEL=0")
        #expect(try failure(connectingTo: server) == .handshakeFailed)
    }

    @Test(
        "C3 X49 A server without an AEAD suite with forward secrecy fails the handshake",
        arguments: [
            Suite(name: "ECDHE-ECDSA-AES128-SHA256"), Suite(name: "ECDHE-ECDSA-AES128-SHA"),
            Suite(name: "ECDHE-ECDSA-AES128-CCM"), Suite(name: "ECDHE-RSA-AES256-SHA384"),
            Suite(name: "AES128-GCM-SHA256"), Suite(name: "DHE-RSA-AES128-GCM-SHA256"),
        ])
    func weakCipherSuite(_ suite: Suite) throws {
        let credential = suite.isRSA ? certificates.rsa : certificates.good
        let server = try ServerProcess(
            credential, options: "-tls1_2", "-cipher", "\(suite.name):@SECLEVEL=0")
        #expect(try failure(connectingTo: server) == .handshakeFailed)
    }

    private func failure(
        connectingTo server: ServerProcess, host: String = "localhost"
    ) throws -> TransportFailure? {
        try withTransport(roots: certificates.root.certificate) { (transport) in
            if host.hasSuffix(".example") {
                try transport.resolve(host, server.port, to: "127.0.0.1")
            }
            let failure = try transportFailure {
                try transport.open(host, server.port)
                try transport.sendAll("device\n")
                #expect(try transport.receiveLine() == "ecived\n")
            }
            #expect((failure == nil) == (transport.phase == .open))
            return failure
        }
    }
}

/// A cipher suite by openssl's name.
struct Suite: CustomTestStringConvertible {
    static let aead = [
        "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305",
        "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256",
        "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384",
    ].map(Suite.init)

    let name: String

    var isRSA: Bool { !name.contains("ECDSA") }
    var testDescription: String { name }
}

import CMbedTLS
import DeviceGrant
import Foundation
import Testing

@testable import TLSTransport

/// The pinned roots, the fixed resolutions, and what the library's errors are called.
@Suite struct SetupTests {
    let certificates: Certificates

    init() throws {
        certificates = try Certificates.shared.get()
    }

    @Test("X49 Roots are read from DER and from PEM, one or several, with text around them")
    func roots() throws {
        let pem = try certificates.root.certificate
        let other = try certificates.intermediate.certificate
        let note = [UInt8]("# The pinned root\r\n".utf8)
        let windows = pem.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
        for roots in [pem, other + pem, pem + other, note + pem + note, windows, try der(pem)] {
            #expect(try setupFailure(roots) == nil)
            let server = try ServerProcess(certificates.good)
            try withTransport(roots: roots) { (transport) in
                try transport.open("localhost", server.port)
            }
        }
    }

    @Test("X49 Roots that cannot be read are refused, all of them together")
    func damagedRoots() throws {
        let pem = try certificates.root.certificate
        let text = String(decoding: pem, as: UTF8.self)
        let large =
            "-----BEGIN CERTIFICATE-----\n"
            + Data(repeating: 0x30, count: TransportLimits.rootCertificateBytes + 1)
            .base64EncodedString()
            + "\n-----END CERTIFICATE-----\n"
        let damaged = [
            " ", "no certificate", text.replacingOccurrences(of: "CERTIFICATE", with: "KEY"),
            text.replacingOccurrences(of: "-----END", with: "-----FIN"),
            text.replacingOccurrences(of: "MII", with: "!II"),
            "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", large, text + large,
        ]
        for roots in damaged {
            #expect(try setupFailure([UInt8](roots.utf8)) == .rootsUnreadable, "\(roots)")
        }
        let der = try der(pem)
        for count in [1, 4, der.count / 2, der.count - 1] {
            #expect(try setupFailure(Array(der[..<count])) == .rootsUnreadable)
        }
    }

    @Test(
        "X49 Of many roots the one with the chain's issuer counts, and of two with its name that with its key"
    )
    func manyRoots() throws {
        let right = try certificates.root.certificate
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "roots-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let sameName = try Authority(named: "root", in: folder).certificate
        let others = try (0..<3).flatMap { (number) in
            try Authority(named: "other\(number)", in: folder).certificate
        }
        let server = try ServerProcess(
            certificates.behindIntermediate,
            options: "-cert_chain", certificates.intermediate.certificateFile)
        for roots in [others + sameName + right, right + others + sameName] {
            try withTransport(roots: roots) { (transport) in
                try transport.open("localhost", server.port)
            }
        }
        try withTransport(roots: others + sameName) { (transport) in
            let failure = try transportFailure { try transport.open("localhost", server.port) }
            #expect(failure == .certificateNotTrusted)
        }
    }

    @Test("A fixed resolution is for one host and port, without regard to case")
    func resolution() throws {
        var table = ResolutionTable()
        for (host, port, address) in [
            ("Device.Example.", 443, "192.0.2.1"), ("other.example", 443, "192.0.2.2"),
            ("device.example", 444, "192.0.2.3"), ("192.0.2.9", 443, "192.0.2.4"),
            ("device.example", 443, "2001:db8::5"),
        ] as [(String, UInt16, String)] {
            let hostBytes = [UInt8](host.utf8)
            let addressBytes = [UInt8](address.utf8)
            try table.add(host: hostBytes.span, port: port, address: addressBytes.span)
        }
        func lastBytes(_ host: String, _ port: UInt16) -> [UInt8] {
            let hostBytes = [UInt8](host.utf8)
            var addresses = [tls_address](repeating: tls_address(), count: 8)
            var target = addresses.mutableSpan
            let count = table.find(PeerIdentity(host: hostBytes.span), port: port, into: &target)
            return addresses[..<count].map { (address) in
                withAddressBytes(of: address) { (bytes) in bytes[bytes.count - 1] }
            }
        }
        #expect(lastBytes("device.example", 443) == [1, 5])
        #expect(lastBytes("OTHER.example.", 443) == [2])
        #expect(lastBytes("device.example", 444) == [3])
        #expect(lastBytes("192.0.2.9", 443) == [4])
        #expect(lastBytes("192.0.2.8", 443) == [])
        #expect(lastBytes("other.example", 444) == [])
        #expect(lastBytes("evice.example", 443) == [])
    }

    @Test("A fixed resolution that is malformed or too many is refused")
    func refusedResolution() throws {
        try withTransport(roots: []) { (transport) in
            #expect(failure { try transport.resolve("a b", 1, to: "::1") } == .hostMalformed)
            #expect(failure { try transport.resolve("a", 1, to: "b") } == .addressMalformed)
            #expect(failure { try transport.resolve("a", 1, to: "") } == .addressMalformed)
            let long = String(repeating: "a.", count: 126) + "a"
            #expect(failure { try transport.resolve(long, 1, to: "::1") } == nil)
            #expect(failure { try transport.resolve(long, 1, to: "::1") } == nil)
            // 6 bytes of 512 are left.
            #expect(failure { try transport.resolve("example", 1, to: "::1") } == .tableFull)
            for _ in 0..<6 {
                #expect(failure { try transport.resolve("a", 1, to: "::1") } == nil)
            }
            #expect(failure { try transport.resolve("::1", 1, to: "::1") } == .tableFull)
        }
    }

    @Test(
        "X49 A refused allocation is out of memory, wherever the library says so",
        arguments: [
            MBEDTLS_ERR_SSL_ALLOC_FAILED, MBEDTLS_ERR_X509_ALLOC_FAILED,
            MBEDTLS_ERR_PK_ALLOC_FAILED, MBEDTLS_ERR_ECP_ALLOC_FAILED,
            MBEDTLS_ERR_MD_ALLOC_FAILED, MBEDTLS_ERR_CIPHER_ALLOC_FAILED,
            MBEDTLS_ERR_MPI_ALLOC_FAILED, MBEDTLS_ERR_ASN1_ALLOC_FAILED,
            MBEDTLS_ERR_X509_INVALID_EXTENSIONS + MBEDTLS_ERR_ASN1_ALLOC_FAILED,
            MBEDTLS_ERR_ECP_BAD_INPUT_DATA + MBEDTLS_ERR_MPI_ALLOC_FAILED,
        ])
    func outOfMemory(status: Int32) {
        #expect(TransportFailure(status: status, verification: 0, socketError: 0) == .outOfMemory)
    }

    @Test(
        "The library's errors and the kernel's have their names",
        arguments: [
            (MBEDTLS_ERR_SSL_CONN_EOF, 0, 0, .closed),
            (MBEDTLS_ERR_NET_CONN_RESET, 0, ECONNRESET, .closed),
            (MBEDTLS_ERR_NET_RECV_FAILED, 0, ETIMEDOUT, .timedOut),
            (MBEDTLS_ERR_NET_RECV_FAILED, 0, EHOSTUNREACH, .unreachable),
            (MBEDTLS_ERR_NET_SEND_FAILED, 0, ENOBUFS, .outOfMemory),
            (MBEDTLS_ERR_CTR_DRBG_ENTROPY_SOURCE_FAILED, 0, 0, .noEntropy),
            (MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE, 0, 0, .handshakeFailed),
            (MBEDTLS_ERR_SSL_INVALID_MAC, 0, 0, .handshakeFailed),
            (
                MBEDTLS_ERR_X509_CERT_VERIFY_FAILED, MBEDTLS_X509_BADCERT_EXPIRED, 0,
                .certificateExpired
            ),
            (
                MBEDTLS_ERR_X509_CERT_VERIFY_FAILED, MBEDTLS_X509_BADCERT_FUTURE, 0,
                .certificateExpired
            ),
            (
                MBEDTLS_ERR_X509_CERT_VERIFY_FAILED, MBEDTLS_X509_BADCERT_CN_MISMATCH, 0,
                .certificateNameMismatch
            ),
            (
                MBEDTLS_ERR_X509_CERT_VERIFY_FAILED,
                MBEDTLS_X509_BADCERT_NOT_TRUSTED | MBEDTLS_X509_BADCERT_EXPIRED, 0,
                .certificateNotTrusted
            ),
            (
                MBEDTLS_ERR_X509_CERT_VERIFY_FAILED, MBEDTLS_X509_BADCERT_BAD_KEY, 0,
                .certificateNotTrusted
            ),
            (
                MBEDTLS_ERR_X509_INVALID_EXTENSIONS + MBEDTLS_ERR_ASN1_OUT_OF_DATA, 0, 0,
                .certificateNotTrusted
            ),
            (MBEDTLS_ERR_X509_FATAL_ERROR, -1, 0, .certificateNotTrusted),
            (tls_error_bad_certificate, 0, 0, .handshakeFailed),
        ] as [(Int32, Int32, Int32, TransportFailure)])
    func names(status: Int32, flags: Int32, error: Int32, expected: TransportFailure) {
        let failure = TransportFailure(
            status: status, verification: UInt32(bitPattern: flags), socketError: error)
        #expect(failure == expected)
    }

    @Test("Counters stop at their greatest value")
    func saturation() {
        var counter = UInt32.max - 1
        counter.count()
        #expect(counter == .max)
        counter.count(5)
        #expect(counter == .max)
        counter = 1
        counter.count(Int(UInt32.max) + 7)
        #expect(counter == .max)
    }

    private func der(_ pem: [UInt8]) throws -> [UInt8] {
        let text = String(decoding: pem, as: UTF8.self)
        let body = text.split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
        return [UInt8](try #require(Data(base64Encoded: body)))
    }

    private func setupFailure(_ roots: [UInt8]) throws -> TLSSetupFailure? {
        do {
            try withTransport(roots: roots) { (_) in }
            return nil
        } catch let failure as TLSSetupFailure {
            return failure
        }
    }

    private func failure(of body: () throws -> Void) -> ResolutionFailure? {
        do {
            try body()
            return nil
        } catch {
            return error as? ResolutionFailure
        }
    }
}

import CMbedTLS
import DeviceGrant
import Foundation
import Testing
import Vectors

@testable import TLSTransport

/// X49: the seeds of BoringSSL's fuzzers, which have no expected answer: each ends in a typed refusal.
@Suite struct BoringSSLTests {
    private static let corpus = "boringssl-tls-and-cert"
    private let certificates: Certificates
    private let roots: [UInt8]

    init() throws {
        certificates = try Certificates.shared.get()
        roots = try certificates.root.certificate
    }

    private static func seeds(_ prefix: String) throws -> [VectorFile] {
        let seeds = try Vectors.files(of: corpus, ending: ".bin").filter {
            $0.name.hasPrefix(prefix)
        }
        guard !seeds.isEmpty else { throw ToolFailed(message: "\(corpus): no \(prefix)*") }
        print("\(corpus): \(seeds.count) seeds \(prefix)*")
        return seeds
    }

    @Test("X49 A broken certificate is no server's, and makes nothing trusted that is not")
    func brokenCertificates() throws {
        let good = try #require(
            TLSTransportTests.certificates(
                inPEM: String(contentsOfFile: certificates.good.certificateFile, encoding: .utf8)
            ).first)
        for seed in try Self.seeds("cert-") {
            for host in ["localhost", "127.0.0.1"] {
                #expect(
                    try failure(judging: [seed.bytes], roots: roots, host: host, at: .system)
                        == .certificateNotTrusted, "\(seed.name)")
            }
            let behind = try failure(
                judging: [good, seed.bytes], roots: roots, host: "localhost", at: .system)
            // The good chain needs nothing of what can be read, and of what cannot nothing is taken.
            #expect(behind == nil || behind == .certificateNotTrusted, "\(seed.name)")
            do {
                #expect(
                    try failure(judging: [good], roots: seed.bytes, host: "localhost", at: .system)
                        == .certificateNotTrusted, "\(seed.name)")
            } catch let failure as TLSSetupFailure {
                #expect(failure == .rootsUnreadable, "\(seed.name)")
            }
        }
    }

    @Test("X49 The extensions of a broken certificate are read to a result wherever they begin")
    func brokenExtensions() throws {
        for seed in try Self.seeds("cert-") {
            for start in seed.bytes.indices {
                let bytes = seed.bytes.span.extracting(start..<seed.bytes.count)
                guard let extensions = CertificateExtensions(bytes) else { continue }
                var budget = TransportLimits.nameComparisonCount
                let lists = extensions.nameConstraints ?? 0..<bytes.count
                for tag in UInt8.min...UInt8.max {
                    _ = NameConstraints(lists: lists).permit(
                        bytes, tag: tag, in: bytes, budget: &budget)
                }
            }
        }
    }

    @Test("X49 A server that sends a fuzzer's seed fails the handshake or closes the connection")
    func hostileServers() throws {
        for seed in try Self.seeds("tls-") {
            // Some begin with the fuzzer's own settings; TLS begins at a record of a handshake or an alert.
            let record = seed.bytes.indices.first { (index) in
                let head = seed.bytes[index...].prefix(2)
                return head.elementsEqual([0x16, 0x03]) || head.elementsEqual([0x15, 0x03])
            }
            for start in Set([0, record ?? 0]).sorted() {
                let bytes = Array(seed.bytes[start...])
                let server = try LocalServer { (connection) in
                    _ = Foundation.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                    // Reads what the client still sends, so that the end is a FIN and not a reset.
                    shutdown(connection, Int32(SHUT_WR))
                    var byte: UInt8 = 0
                    while recv(connection, &byte, 1, 0) > 0 {}
                }
                try withTransport(roots: roots) { (transport) in
                    let failure = try transportFailure {
                        try transport.open("localhost", server.port)
                    }
                    #expect(
                        [.closed, .handshakeFailed, .certificateNotTrusted].contains(failure),
                        "\(seed.name) from byte \(start): \(String(describing: failure))")
                }
            }
        }
    }
}

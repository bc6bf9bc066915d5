import Foundation
import Logging
import Testing

@testable import AuthorizationServer

@Suite struct ServingCertificateTests {
    private static func withCertificate(
        _ body: (ServingCertificate, StateFolder) throws -> Void
    ) throws {
        let path = NSTemporaryDirectory() + "serving-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let folder = try StateFolder(path)
        let host = try #require(HostName("localhost"))
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let clock = TestClock()
        try body(
            ServingCertificate(folder: folder, host: host, clock: clock.clock, logger: logger),
            folder)
    }

    @Test("a certificate that was replaced is shown after the next look, without a restart")
    func replaced() throws {
        try Self.withCertificate { serving, folder in
            let first = serving.certificates.chain
            serving.reload()
            #expect(serving.certificates.chain == first)
            try FileManager.default.removeItem(atPath: folder.file(StateFolder.certificateFile))
            serving.reload()
            #expect(serving.certificates.chain != first)
        }
    }

    @Test("with a damaged authority the certificate that is shown stays")
    func damaged() throws {
        try Self.withCertificate { serving, folder in
            let first = serving.certificates.chain
            try PrivateFile.write(Array("no key".utf8), to: folder.file(StateFolder.caKeyFile))
            serving.reload()
            #expect(serving.certificates.chain == first)
        }
    }
}

import DeviceGrant
import Foundation
import Testing

@testable import TLSTransport

/// What the adapter itself demands of a chain whose signatures hold. Requirement X49.
@Suite struct CertificateChainTests {
    private static let localhost = "subjectAltName = DNS:localhost"
    private let root: Authority

    init() throws {
        root = try Certificates.shared.get().root
    }

    @Test(
        "X49 A server's certificate may be so",
        arguments: [
            localhost, "\(localhost)\nextendedKeyUsage = critical, clientAuth, serverAuth",
            "\(localhost)\nkeyUsage = critical, digitalSignature",
            "subjectAltName = critical, DNS:localhost",
        ])
    func accepted(extensions: String) throws {
        #expect(try failure(extensions) == nil)
    }

    @Test(
        "X49 A server's certificate must not be so",
        arguments: [
            // RFC 5280 §4.2.1.12: for other purposes only, or for any, which is no server's.
            "\(localhost)\nextendedKeyUsage = clientAuth",
            "\(localhost)\nextendedKeyUsage = anyExtendedKeyUsage",
            // §4.2.1.3: a key that must not sign; one that may sign certificates.
            "\(localhost)\nkeyUsage = keyEncipherment",
            "\(localhost)\nkeyUsage = digitalSignature, keyCertSign",
            // §4.2.1.10: constraints are for authorities.
            "\(localhost)\nnameConstraints = permitted;DNS:localhost",
            // §4.2.1.11, as DER.
            "\(localhost)\n2.5.29.36 = DER:3003800100",
            // §4.2: nobody knows what it means, and it must not be passed over.
            "\(localhost)\n1.2.3.4 = critical, DER:0500",
        ])
    func refused(extensions: String) throws {
        #expect(try failure(extensions) == .certificateNotTrusted)
    }

    @Test("X49 A certificate without a subject must have a critical alternative name")
    func nameless() throws {
        #expect(try failure(Self.localhost, subject: "/") == .certificateNotTrusted)
        #expect(try failure("subjectAltName = critical, DNS:localhost", subject: "/") == nil)
    }

    @Test(
        "X49 An authority's constraints hold though they are not critical",
        arguments: [
            ("permitted;DNS:localhost", nil), ("permitted;DNS:a.example", .certificateNotTrusted),
            ("excluded;DNS:localhost", .certificateNotTrusted), ("excluded;DNS:a.example", nil),
            ("permitted;IP:10.0.0.0/255.0.0.0", nil),
        ] as [(String, TransportFailure?)])
    func constraints(list: String, expected: TransportFailure?) throws {
        #expect(try failure(behind: "nameConstraints = \(list)") == expected)
    }

    @Test(
        "X49 An authority's purposes bind those below it",
        arguments: [
            ("clientAuth", .certificateNotTrusted), ("serverAuth", nil),
            ("anyExtendedKeyUsage", nil),
        ] as [(String, TransportFailure?)])
    func purposes(list: String, expected: TransportFailure?) throws {
        #expect(try failure(behind: "extendedKeyUsage = \(list)") == expected)
    }

    @Test("X49 RFC 5280 §4.2.1.9: an authority below the root says so in a critical extension")
    func uncriticalAuthority() throws {
        #expect(try failure(behind: "", constraints: "CA:TRUE") == .certificateNotTrusted)
    }

    @Test("X49 RFC 5280 §4.2.1.9: no more authorities follow than the path length says")
    func pathLength() throws {
        let folder = try folder()
        let first = try Authority(
            named: "first", in: folder, issuer: root, constraints: "critical, CA:TRUE, pathlen:0")
        let second = try Authority(named: "second", in: folder, issuer: first)
        #expect(try failure(first, []) == nil)
        #expect(try failure(second, [first]) == .certificateNotTrusted)
    }

    @Test("X49 RFC 5280 §4.2: no extension comes twice, and none beyond the limit is looked at")
    func extensionList() {
        func canBeRead(_ identifiers: [[UInt8]]) -> Bool {
            let list = Encoding.extensions(identifiers.map { ($0, [0x05, 0x00]) })
            return CertificateExtensions(list.span) != nil
        }
        #expect(canBeRead([[0x2A, 0x03], [0x2A, 0x04], [0x2A]]))
        #expect(!canBeRead([[0x2A, 0x03], [0x2A, 0x04], [0x2A, 0x03]]))
        let distinct = (0..<TransportLimits.extensionCount).map { [0x2A, UInt8($0)] }
        #expect(canBeRead(distinct))
        #expect(!canBeRead(distinct + [[0x2B]]))
    }

    @Test(
        "X49 RFC 5280 §4.1.2.2: a serial number is positive, and has 20 bytes without its sign",
        arguments: [
            ([1], true), ([0x7F], true), ([0x00, 0x80], true), ([0x00], false), ([], false),
            ([0xFF], false), ([UInt8](repeating: 0x7F, count: 20), true),
            ([UInt8](repeating: 0x7F, count: 21), false),
            ([0x00] + [UInt8](repeating: 0xFF, count: 20), true),
            ([0x00] + [UInt8](repeating: 0xFF, count: 21), false),
        ] as [([UInt8], Bool)])
    func serialNumber(bytes: [UInt8], expected: Bool) {
        #expect(isSerialNumber(bytes.span) == expected)
    }

    @Test("X49 A server's own certificate may be pinned")
    func pinnedLeaf() throws {
        let selfSigned = try Certificates.shared.get().selfSigned
        let text = try String(contentsOfFile: selfSigned.certificateFile, encoding: .utf8)
        #expect(
            try TLSTransportTests.failure(
                judging: certificates(inPEM: text), roots: [UInt8](text.utf8), host: "localhost",
                at: .system) == nil)
    }

    private func failure(
        _ extensions: String, subject: String = "/CN=localhost"
    ) throws -> TransportFailure? {
        let credential = try root.issue(
            "chain-\(UUID().uuidString)", extensions: extensions, subject: subject)
        return try judge([credential.certificateFile])
    }

    /// Judges a server's certificate that is issued by an authority with these extensions.
    private func failure(
        behind extensions: String, constraints: String = "critical, CA:TRUE"
    ) throws -> TransportFailure? {
        let authority = try Authority(
            named: "authority", in: folder(), issuer: root, constraints: constraints,
            extensions: extensions)
        return try failure(authority, [])
    }

    private func failure(
        _ authority: Authority, _ others: [Authority]
    ) throws -> TransportFailure? {
        let leaf = try authority.issue("leaf", extensions: Self.localhost)
        return try judge(
            [leaf.certificateFile, authority.certificateFile] + others.map(\.certificateFile))
    }

    private func judge(_ files: [String]) throws -> TransportFailure? {
        let chain = try files.flatMap {
            certificates(inPEM: try String(contentsOfFile: $0, encoding: .utf8))
        }
        return try TLSTransportTests.failure(
            judging: chain, roots: root.certificate, host: "localhost", at: .system)
    }

    private func folder() throws -> URL {
        root.folder.appending(path: UUID().uuidString)
    }
}

import Testing

@testable import TLSTransport

/// How the host of a URI is read, and looked for in a certificate. Requirement X49.
@Suite struct PeerIdentityTests {
    @Test(
        "X49 A DNS name is kept in lower case without its trailing dot",
        arguments: [
            ("a.example", "a.example"), ("A.Example.", "a.example"), ("localhost", "localhost"),
            ("1.a", "1.a"), ("127.0.0.a", "127.0.0.a"), ("0xg", "0xg"),
        ])
    func name(host: String, expected: String) {
        let peer = identity(host)
        #expect(peer.kind == .dnsName)
        #expect(peer.withName { (name) in text(name) } == expected)
    }

    @Test(
        "X49 RFC 4291 §2.2: an address literal is its bytes",
        arguments: [
            ("127.0.0.1", [127, 0, 0, 1]), ("255.255.255.255", [255, 255, 255, 255]),
            ("::1", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
            ("2001:DB8::A", [0x20, 1, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10]),
            ("::ffff:1.2.3.4", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 1, 2, 3, 4]),
        ] as [(String, [UInt8])])
    func address(host: String, expected: [UInt8]) {
        let peer = identity(host)
        #expect(peer.kind == .address)
        #expect(withAddressBytes(of: peer.address) { (bytes) in array(bytes) } == expected)
        #expect(peer.withName { (name) in name.count } == 0)
    }

    @Test(
        "X49 What is neither name nor address, or an address in disguise, is nobody",
        arguments: [
            "", ".", "..", "a..b", ".a", "a..", "-a", "a-", "a b", "a\0", "a\0.example",
            "ä.example",
            "*.a.example", "a/b", "user@a", "a:80", "[::1]", "::1%eth0", ":::", "1::2::3", "::1.",
            "127.1", "127.0.0.1.", "127.0.0.01", "256.0.0.1", "1.2.3.4.5", "2130706433",
            "0x7f000001",
            "0x7F.1", "a.1", "a.0x1f", "a.0X", "1",
        ])
    func nobody(host: String) {
        #expect(identity(host).kind == .none)
    }

    @Test("X49 A host of more than 253 bytes is nobody")
    func longName() {
        let name = String(repeating: "a.", count: 126) + "a"
        #expect(name.utf8.count == 253)
        #expect(identity(name).kind == .dnsName)
        #expect(identity(name + ".").kind == .dnsName)
        #expect(identity(name + "a.").kind == .none)
        #expect(identity(String(repeating: "a", count: 100_000)).kind == .none)
    }

    @Test("X49 RFC 9525 §6: names by dNSName, addresses by iPAddress, nothing else")
    func names() {
        let extensions = Encoding.extensions([
            (
                Encoding.subjectAlternativeName,
                Encoding.sequence([
                    Encoding.element(0x82, "a.example"), Encoding.element(0x81, "b.example"),
                    Encoding.element(0x86, "https://c.example"),
                    Encoding.element(0x87, [127, 0, 0, 1]),
                    Encoding.element(0x87, [UInt8](repeating: 0, count: 15) + [1]),
                    Encoding.element(0x82, "127.0.0.2"), Encoding.element(0x82, "*.wild.example"),
                    // 10.0.0.0/8 with its mask is a form of name constraints, not an address.
                    Encoding.element(0x87, [10, 0, 0, 0, 255, 0, 0, 0]),
                    // An address whose bytes read as a name.
                    Encoding.element(0x87, "d.ex"),
                ])
            )
        ])
        for host in ["a.example", "127.0.0.1", "::1", "x.wild.example"] {
            #expect(isNamed(host, in: extensions), "\(host)")
        }
        for host in [
            "b.example", "c.example", "https", "127.0.0.2", "10.0.0.0", "::2", "::127.0.0.1",
            "::ffff:127.0.0.1", "wild.example", "d.ex",
        ] {
            #expect(!isNamed(host, in: extensions), "\(host)")
        }
    }

    @Test("X49 The name is found behind other extensions, critical or not")
    func otherExtensions() {
        let names = Encoding.sequence([Encoding.element(0x82, "a.example")])
        let other = Encoding.sequence([Encoding.element(0x82, "b.example")])
        for isCritical in [nil, [0x00], [0xFF]] as [[UInt8]?] {
            let extensions = Encoding.extensions(
                [
                    // 2.5.29.18 is the issuer's alternative name.
                    ([0x55, 0x1D, 0x12], other), ([0x55, 0x1D, 0x11, 0x00], other),
                    (Encoding.subjectAlternativeName, names),
                ], critical: isCritical)
            #expect(isNamed("a.example", in: extensions))
            #expect(!isNamed("b.example", in: extensions))
        }
    }

    @Test("X49 Extensions that are damaged name nobody: cut at every byte, every byte changed")
    func damage() {
        let extensions = Encoding.extensions([
            ([0x55, 0x1D, 0x13], Encoding.sequence([])),
            (
                Encoding.subjectAlternativeName,
                Encoding.sequence([
                    Encoding.element(0x82, "a.example"), Encoding.element(0x87, [127, 0, 0, 1]),
                ])
            ),
        ])
        #expect(isNamed("a.example", in: extensions))
        for count in 0..<extensions.count {
            #expect(!isNamed("a.example", in: Array(extensions[..<count])), "\(count) bytes")
        }
        for index in extensions.indices {
            for value in UInt8.min...UInt8.max {
                var damaged = extensions
                damaged[index] = value
                // No trap is the point; the name must never come from nowhere.
                #expect(!isNamed("b.example.org", in: damaged))
                #expect(!isNamed("127.0.0.3", in: damaged) || value == 3)
            }
        }
    }

    @Test("X49 One unreadable entry spoils the whole name, before or behind the right one")
    func unreadableEntry() {
        let right = Encoding.element(0x82, "a.example")
        for wrong in [
            [0x82], [0x82, 0x05, 0x61], [0x9F, 0x01, 0x00], [0x82, 0x80], [0x82, 0x81, 0x01, 0x61],
        ]
            as [[UInt8]]
        {
            for entries in [[right, wrong], [wrong, right]] {
                let extensions = Encoding.extensions([
                    (Encoding.subjectAlternativeName, Encoding.sequence(entries))
                ])
                #expect(!isNamed("a.example", in: extensions), "\(entries)")
            }
        }
    }

    private func identity(_ host: String) -> PeerIdentity {
        let bytes = [UInt8](host.utf8)
        return PeerIdentity(host: bytes.span)
    }

    private func isNamed(_ host: String, in extensions: [UInt8]) -> Bool {
        guard let read = CertificateExtensions(extensions.span) else { return false }
        return identity(host).isNamed(by: read.names, in: extensions.span)
    }

    private func array(_ bytes: borrowing Span<UInt8>) -> [UInt8] {
        var copy: [UInt8] = []
        for index in bytes.indices { copy.append(bytes[index]) }
        return copy
    }

    private func text(_ bytes: borrowing Span<UInt8>) -> String {
        String(decoding: array(bytes), as: UTF8.self)
    }
}

/// Writes DER.
enum Encoding {
    static let subjectAlternativeName: [UInt8] = [0x55, 0x1D, 0x11]

    static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        precondition(content.count < 0x1_0000)
        if content.count < 0x80 { return [tag, UInt8(content.count)] + content }
        if content.count < 0x100 { return [tag, 0x81, UInt8(content.count)] + content }
        return [tag, 0x82, UInt8(content.count >> 8), UInt8(content.count & 0xFF)] + content
    }

    static func element(_ tag: UInt8, _ content: String) -> [UInt8] {
        element(tag, [UInt8](content.utf8))
    }

    static func sequence(_ elements: [[UInt8]]) -> [UInt8] {
        element(0x30, elements.flatMap { $0 })
    }

    /// A list of extensions, each by its identifier and its content.
    static func extensions(
        _ list: [(identifier: [UInt8], content: [UInt8])], critical: [UInt8]? = nil
    ) -> [UInt8] {
        sequence(
            list.map { (identifier, content) in
                sequence(
                    [element(0x06, identifier)] + (critical.map { [element(0x01, $0)] } ?? [])
                        + [element(0x04, content)])
            })
    }
}

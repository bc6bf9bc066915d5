import DeviceGrant
import DeviceRuntime
import Foundation
import Testing

@testable import TLSTransport

/// How the addresses of a name are found. Requirement X55.
@Suite struct NameServerTests {
    private let loopback: [UInt8] = [127, 0, 0, 1]
    private let certificates: Certificates
    private let roots: [UInt8]

    init() throws {
        certificates = try Certificates.shared.get()
        roots = try certificates.root.certificate
    }

    private func refusal(_ body: () throws -> Void) -> ResolutionFailure? {
        do {
            try body()
            return nil
        } catch {
            return error as? ResolutionFailure
        }
    }

    /// Connects to `device.example`, which the name server knows or not.
    private func failure(
        asking servers: [NameServer], port: UInt16 = 1, patienceMilliseconds: UInt32 = 5_000,
        security: TransportSecurity = .tls
    ) throws -> TransportFailure? {
        defer { for server in servers { server.stop() } }
        return try withTransport(roots: roots) { transport in
            transport.resolver.patienceMilliseconds = patienceMilliseconds
            for server in servers {
                try transport.addNameServer([UInt8]("127.0.0.1".utf8).span, port: server.port)
            }
            return try transportFailure {
                try transport.open("device.example", port, security: security)
            }
        }
    }

    @Test("A and AAAA are asked for, and the connection goes where the answer says")
    func resolves() throws {
        let server = try ServerProcess(certificates.good)
        let names = try NameServer { question in
            [question.answer(question.isIPv6 ? [] : [[127, 0, 0, 1]])]
        }
        #expect(try failure(asking: [names], port: server.port) == nil)
        #expect(names.questions.map(\.name) == ["device.example", "device.example"])
        #expect(Set(names.questions.map(\.isIPv6)) == [true, false])
        #expect(Set(names.questions.map { $0.bytes[0..<2] }).count == 2, "a number each")
    }

    @Test("Of several addresses those that fail are passed over")
    func secondAddress() throws {
        let server = try ServerProcess(certificates.good)
        let names = try NameServer { question in
            // 127.0.0.2 refuses, and so does ::1: the server listens on 127.0.0.1.
            question.isIPv6
                ? [question.answer([Array(repeating: 0, count: 15) + [1]])]
                : [question.answer([[127, 0, 0, 2], [127, 0, 0, 1]])]
        }
        #expect(try failure(asking: [names], port: server.port) == nil)
    }

    @Test("X55 A name that does not exist is not resolved, by one answer")
    func unknownName() throws {
        let names = try NameServer { $0.isIPv6 ? [] : [$0.answer(code: 3)] }
        #expect(try failure(asking: [names]) == .nameNotResolved)
        #expect(names.questions.count == 2)
    }

    @Test("X55 A name without addresses is not resolved")
    func noAddress() throws {
        let names = try NameServer { [$0.answer()] }
        #expect(try failure(asking: [names]) == .nameNotResolved)
    }

    @Test("X55 A server that cannot answer makes place for the next")
    func nextServer() throws {
        let server = try ServerProcess(certificates.good)
        let broken = try NameServer { [$0.answer(code: 2)] }
        let good = try NameServer { [$0.answer($0.isIPv6 ? [] : [[127, 0, 0, 1]])] }
        #expect(try failure(asking: [broken, good], port: server.port) == nil)
        #expect(broken.questions.count == 2 && good.questions.count == 2)
    }

    @Test("X55 A server that never answers ends as a failed name service, after every attempt")
    func silence() throws {
        let names = try NameServer { _ in [] }
        #expect(try failure(asking: [names], patienceMilliseconds: 5) == .nameServiceFailed)
        #expect(names.questions.count == 2 * TransportLimits.nameServerAttemptCount)
    }

    @Test("X55 Servers that all refuse are a failed name service, not a name that does not exist")
    func refusal() throws {
        let names = try NameServer { [$0.answer(code: 5)] }
        #expect(try failure(asking: [names]) == .nameServiceFailed)
        #expect(names.questions.count == 2 * TransportLimits.nameServerAttemptCount)
    }

    @Test("An answer that is too long for a plain query is heard whole (RFC 6891)")
    func longAnswer() throws {
        let server = try ServerProcess(certificates.good)
        let names = try NameServer { question in
            let address: [UInt8] =
                question.isIPv6 ? Array(repeating: 0, count: 15) + [1] : [127, 0, 0, 1]
            return [question.answer(Array(repeating: address, count: 42))]
        }
        #expect(try failure(asking: [names], port: server.port) == nil)
        #expect(names.questions.allSatisfy { $0.roomBytes == 1_232 })
    }

    @Test("X55 Answers that stay truncated without an address are a failed name service")
    func truncation() throws {
        let names = try NameServer {
            [$0.answer(Array(repeating: [127, 0, 0, 1], count: 80))]
        }
        #expect(try failure(asking: [names]) == .nameServiceFailed)
    }

    @Test(
        "A server that refuses the extended form is asked in the plain one (RFC 6891 §7)",
        arguments: [1, 4] as [UInt8])
    func oldServer(code: UInt8) throws {
        let server = try ServerProcess(certificates.good)
        let broken = try NameServer { [$0.answer(code: 2)] }
        let other = try NameServer { [$0.answer(code: 2)] }
        // The third of three: there is no second round for it.
        let old = try NameServer { question in
            guard question.roomBytes == 512 else {
                let refusal = question.answer(code: code)
                // What it cannot read it need not repeat.
                return [code == 1 ? Array(refusal[0..<4]) + Array(repeating: 0, count: 8) : refusal]
            }
            return [question.answer(question.isIPv6 ? [] : [[127, 0, 0, 1]])]
        }
        #expect(try failure(asking: [broken, other, old], port: server.port) == nil)
        #expect(old.questions.map(\.roomBytes) == [1_232, 1_232, 512, 512])
    }

    @Test("A server that passes over the extended form is asked in the plain one")
    func deafServer() throws {
        let server = try ServerProcess(certificates.good)
        let deaf = try NameServer { question in
            guard question.roomBytes == 512 else { return [] }
            return [question.answer(question.isIPv6 ? [] : [[127, 0, 0, 1]])]
        }
        #expect(try failure(asking: [deaf], port: server.port, patienceMilliseconds: 300) == nil)
    }

    @Test("X55 A server that is not there ends as a failed name service at once")
    func deadServer() throws {
        let unused = try LocalServer.unusedPort()
        defer { close(unused.descriptor) }
        try withTransport(roots: roots) { transport in
            try transport.addNameServer([UInt8]("127.0.0.1".utf8).span, port: unused.port)
            let failure = try transportFailure { try transport.open("device.example", 1) }
            #expect(failure == .nameServiceFailed)
        }
    }

    @Test("X55 Answers with another number or question are not heard; the right one behind them is")
    func forgeries() throws {
        let server = try ServerProcess(certificates.good)
        let names = try NameServer { question in
            let honest = question.answer(question.isIPv6 ? [] : [[127, 0, 0, 1]])
            let lie = question.answer([[127, 0, 0, 2]])
            var otherNumber = lie
            otherNumber[1] ^= 1
            var otherName = lie
            otherName[13] ^= 1
            return [otherNumber, otherName, [], [0], Array(lie[0..<11]), honest]
        }
        #expect(try failure(asking: [names], port: server.port) == nil)
    }

    @Test("C3 An address from a name server is no way around loopback for plaintext")
    func plaintext() throws {
        let names = try NameServer { [$0.answer($0.isIPv6 ? [] : [[192, 0, 2, 1]])] }
        #expect(try failure(asking: [names], security: .plaintext) == .unreachable)
    }

    @Test("localhost is never asked for (RFC 6761 §6.3)")
    func localhost() throws {
        let names = try NameServer { [$0.answer(code: 3)] }
        let server = try LocalServer { _ in }
        try withTransport(roots: roots) { transport in
            try transport.addNameServer([UInt8]("127.0.0.1".utf8).span, port: names.port)
            try transport.open("localhost", server.port, security: .plaintext)
            try transport.open("tv.localhost", server.port, security: .plaintext)
        }
        names.stop()
        #expect(names.questions.isEmpty)
    }

    @Test("Closing gives up asking")
    func closing() throws {
        let names = try NameServer { _ in [] }
        defer { names.stop() }
        try withTransport(roots: roots) { transport in
            try transport.addNameServer([UInt8]("127.0.0.1".utf8).span, port: names.port)
            let host = [UInt8]("device.example".utf8)
            #expect(try transport.connect(to: host.span, port: 1, security: .tls) == .later)
            #expect(transport.pollDescriptor != nil && transport.pollTimeoutMilliseconds != nil)
            transport.close()
            #expect(transport.pollDescriptor == nil && transport.pollTimeoutMilliseconds == nil)
        }
    }

    @Test("A fourth name server, and one that is no address, are refused")
    func serverTable() throws {
        try withTransport(roots: roots) { transport in
            let address = [UInt8]("::1".utf8)
            for _ in 0..<TransportLimits.nameServerCount {
                try transport.addNameServer(address.span)
            }
            #expect(refusal { try transport.addNameServer(address.span) } == .tableFull)
            for text in ["ns.example", "fe80::1%no-such"] {
                let name = [UInt8](text.utf8)
                #expect(refusal { try transport.addNameServer(name.span) } == .addressMalformed)
            }
        }
    }

    // MARK: resolv.conf(5)

    /// The servers that these lines name.
    private func servers(_ lines: [String]) -> [String] {
        var servers = NameServers()
        for line in lines { servers.read([UInt8](line.utf8).span) }
        return described(servers)
    }

    /// Each server's address, byte by byte, its zone and its port.
    private func described(_ servers: NameServers) -> [String] {
        (0..<servers.count).map { index in
            let (address, port) = servers[index]
            let bytes = withAddressBytes(of: address) { bytes in bytes.indices.map { bytes[$0] } }
            let text = bytes.map { String($0) }.joined(separator: ".")
            return "\(text) %\(address.scope) :\(port)"
        }
    }

    @Test("Three lines of nameserver count; other words, comments and broken ones are passed over")
    func resolverFile() {
        let lines = [
            "# nameserver 192.0.2.9", ";nameserver 192.0.2.9", "search a.example",
            "options timeout:30 attempts:9", "nameserver", "nameserver ns.example",
            "nameserver 192.0.2.9%lo", "nameservers 192.0.2.9", "\tnameserver\t192.0.2.1 # first",
            "nameserver 2001:db8::2\r", "nameserver 192.0.2.3", "nameserver 192.0.2.4",
        ]
        #expect(
            servers(lines) == [
                "192.0.2.1 %0 :53", "32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.2 %0 :53",
                "192.0.2.3 %0 :53",
            ])
    }

    @Test("A link-local server's zone is an interface's name or number (RFC 4007 §11)")
    func zones() {
        let linkLocal = "254.128.0.0.0.0.0.0.0.0.0.0.0.0.0.1"
        let loopback = if_nametoindex("lo")
        #expect(servers(["nameserver fe80::1%lo"]) == ["\(linkLocal) %\(loopback) :53"])
        #expect(servers(["nameserver fe80::1%70"]) == ["\(linkLocal) %70 :53"])
        for zone in ["", "no-such", "0", "7x", "4294967296", String(repeating: "9", count: 16)] {
            #expect(servers(["nameserver fe80::1%\(zone)"]).isEmpty)
        }
    }

    @Test(
        "Without a file, or with an empty one, this machine is asked (resolv.conf(5))",
        arguments: [true, false])
    func noResolverFile(isThere: Bool) {
        var servers = NameServers()
        servers.find(in: isThere ? "/dev/null" : "/no/such/resolv.conf")
        #expect(described(servers) == ["127.0.0.1 %0 :53"])
        // What the owner gives comes instead, and stays.
        let hasRoom = servers.add(makeAddress([192, 0, 2, 1].span), port: 5353)
        #expect(hasRoom)
        servers.find(in: "/dev/null")
        #expect(described(servers) == ["192.0.2.1 %0 :5353"])
    }
}

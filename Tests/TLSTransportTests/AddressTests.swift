import CMbedTLS
import DeviceGrant
import DeviceRuntime
import Foundation
import Testing

@testable import TLSTransport

/// Where connections go: names, addresses, and plaintext to loopback only. Requirements C3, X49 and
/// X55.
@Suite struct AddressTests {
    let certificates: Certificates
    let roots: [UInt8]

    init() throws {
        certificates = try Certificates.shared.get()
        roots = try certificates.root.certificate
    }

    @Test(
        "X49 A host that is neither name nor address is not resolved",
        arguments: ["", ".", "a..b", "-a.example", "127.1", "0x7f.1", "1.2.3.4.", "a b", "[::1]"])
    func malformedHost(host: String) throws {
        try withTransport(roots: roots) { (transport) in
            let failure = try transportFailure { try transport.open(host, 443) }
            #expect(failure == .nameNotResolved)
        }
    }

    @Test("C3 Plaintext goes to loopback", arguments: ["127.0.0.1", "localhost"])
    func plaintext(host: String) throws {
        let server = try LocalServer { (connection) in
            var byte: UInt8 = 0
            while recv(connection, &byte, 1, 0) > 0 {
                byte = byte == 0x0A ? byte : byte - 0x20
                _ = Foundation.send(connection, &byte, 1, Int32(MSG_NOSIGNAL))
                if byte == 0x0A { return }
            }
        }
        try withTransport(roots: []) { (transport) in
            try transport.open(host, server.port, security: .plaintext)
            try transport.sendAll("plain\n")
            #expect(try transport.receiveLine() == "PLAIN\n")
            #expect(try transport.receiveLine() == "")
            #expect(transport.statistics.connections == 1)
            #expect(transport.statistics.fullHandshakes == 0)
            #expect(transport.statistics.bytesSent == 6)
            #expect(transport.statistics.bytesReceived == 6)
        }
    }

    @Test(
        "C3 Plaintext to anything but loopback is unreachable, without a connection",
        arguments: ["192.0.2.1", "0.0.0.0", "::", "::ffff:127.0.0.1", "2001:db8::1", "far.example"])
    func plaintextElsewhere(host: String) throws {
        try withTransport(roots: []) { (transport) in
            try transport.resolve("far.example", 80, to: "192.0.2.1")
            let failure = try transportFailure {
                try transport.open(host, 80, security: .plaintext)
            }
            #expect(failure == .unreachable)
            #expect(transport.pollDescriptor == nil)
        }
    }

    @Test("X55 A name with several addresses is tried at each until one answers")
    func severalAddresses() throws {
        let server = try ServerProcess(certificates.good)
        try withTransport(roots: roots) { (transport) in
            for address in ["::1", "127.0.0.2", "127.0.0.1"] {
                try transport.resolve("device.example", server.port, to: address)
            }
            try transport.open("device.example", server.port)
            #expect(transport.statistics.connections == 1)
        }
    }

    @Test("X55 Of several addresses' failures, refused outweighs unreachable")
    func severalFailures() throws {
        let unused = try LocalServer.unusedPort()
        defer { close(unused.descriptor) }
        try withTransport(roots: roots) { (transport) in
            // A broadcast address cannot be connected to.
            for address in ["255.255.255.255", "127.0.0.1", "255.255.255.255"] {
                try transport.resolve("device.example", unused.port, to: address)
            }
            let failure = try transportFailure { try transport.open("device.example", unused.port) }
            #expect(failure == .refused)
        }
    }
}

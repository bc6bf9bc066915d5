import CMbedTLS
import DeviceGrant
import DeviceRuntime
import Foundation
import Testing

@testable import TLSTransport

/// What becomes of a connection to a peer that does not do its part. Requirements X49 and X55.
@Suite struct BrokenPeerTests {
    let certificates: Certificates
    let roots: [UInt8]

    init() throws {
        certificates = try Certificates.shared.get()
        roots = try certificates.root.certificate
    }

    @Test("X55 A port that nobody listens on refuses")
    func refused() throws {
        let unused = try LocalServer.unusedPort()
        defer { close(unused.descriptor) }
        try withTransport(roots: roots) { (transport) in
            let failure = try transportFailure { try transport.open("localhost", unused.port) }
            #expect(failure == .refused)
            #expect(transport.pollDescriptor == nil)
            #expect(transport.statistics.connections == 0)
        }
    }

    @Test("X55 A peer that closes in the handshake has closed", arguments: [0, 1, 100])
    func closedInHandshake(byteCount: Int) throws {
        let server = try LocalServer { (connection) in
            var buffer = [UInt8](repeating: 0, count: max(byteCount, 1))
            _ = recv(connection, &buffer, byteCount, Int32(MSG_WAITALL))
        }
        try withTransport(roots: roots) { (transport) in
            let failure = try transportFailure { try transport.open("localhost", server.port) }
            #expect(failure == .closed)
        }
    }

    @Test(
        "X55 Garbage instead of TLS fails the handshake",
        arguments: [
            "HTTP/1.1 400 Bad Request\r\n\r\n", "\u{15}\u{3}\u{3}\u{0}\u{2}\u{2}\u{28}",
            "\u{16}\u{3}\u{3}\u{7f}\u{7f}", String(repeating: "\u{0}", count: 4096),
            "\u{16}\u{3}\u{3}\u{0}\u{4}\u{2}\u{0}\u{0}\u{0}", "\u{17}\u{3}\u{3}\u{0}\u{1}\u{0}",
        ])
    func garbage(text: String) throws {
        let server = try LocalServer { (connection) in
            let bytes = [UInt8](text.utf8)
            _ = Foundation.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            // The connection stays open until the client gives up.
            var byte: UInt8 = 0
            while recv(connection, &byte, 1, 0) > 0 {}
        }
        try withTransport(roots: roots) { (transport) in
            let failure = try transportFailure { try transport.open("localhost", server.port) }
            #expect(failure == .handshakeFailed)
        }
    }

    @Test("X55 A handshake cut at any byte is a closed connection")
    func cutHandshake() throws {
        let server = try ServerProcess(certificates.good)
        for count in stride(from: 0, to: try handshakeByteCount(server), by: 23) {
            let proxy = try LocalServer { [port = server.port] (connection) in
                relay(connection, port) { (position, _) in position < count ? .pass : .cut }
            }
            try withTransport(roots: roots) { (transport) in
                let failure = try transportFailure { try transport.open("localhost", proxy.port) }
                #expect(failure == .closed, "after \(count) bytes")
            }
        }
    }

    @Test("X49 X55 A handshake with any byte changed never gives a connection")
    func changedHandshake() throws {
        let server = try ServerProcess(certificates.good)
        for changed in stride(from: 0, to: try handshakeByteCount(server), by: 13) {
            let proxy = try LocalServer { [port = server.port] (connection) in
                relay(connection, port) { (position, byte) in
                    .replace(position == changed ? byte ^ 0x11 : byte)
                }
            }
            try withTransport(roots: roots) { (transport) in
                var isOpen = false
                do {
                    // A changed length may leave it waiting for bytes that never come.
                    try transport.open("localhost", proxy.port, patienceMilliseconds: 100)
                    isOpen = true
                } catch is TransportFailure {
                } catch is NothingHappened {}
                #expect(!isOpen, "byte \(changed)")
            }
        }
    }

    @Test("X55 A peer that says nothing leaves the handshake at later, until close() ends it")
    func silence() throws {
        let server = try LocalServer { (connection) in
            var byte: UInt8 = 0
            while recv(connection, &byte, 1, 0) > 0 {}
        }
        try withTransport(roots: roots) { (transport) in
            do {
                try transport.open("localhost", server.port, patienceMilliseconds: 50)
                Issue.record("a connection without a handshake")
            } catch is NothingHappened {}
            #expect(transport.pollDescriptor != nil)
            #expect(transport.waitsForWriting == false)
            transport.close()
            #expect(transport.pollDescriptor == nil)
        }
    }

    @Test("X49 Refused memory is never reported as mistrust")
    func outOfMemory() throws {
        let server = try ServerProcess(certificates.untrusted)
        try withArena(of: 1_024) { (arena, _) in
            // The library of these tests has the process's heap: the test allocates in its place.
            #expect(arena.allocate(1, size: 1) != nil)
            try withUnsafeMutablePointer(to: &arena) { (arena) in
                try withTransport(arena: arena, roots: roots) { (transport) in
                    #expect(arena.pointee.allocate(1, size: 2_048) == nil)
                    let status = Int(MBEDTLS_ERR_X509_CERT_VERIFY_FAILED)
                    #expect(transport.failure(of: status) == .outOfMemory)
                    // What was refused before a connection does not count for it.
                    let failure = try transportFailure {
                        try transport.open("localhost", server.port)
                    }
                    #expect(failure == .certificateNotTrusted)
                }
            }
        }
    }

    /// The bytes that a server sends in every full handshake; a signature takes up to 4 more.
    private func handshakeByteCount(_ server: ServerProcess) throws -> Int {
        try withTransport(roots: roots) { (transport) in
            try transport.open("localhost", server.port)
            return Int(transport.statistics.bytesReceived) - 4
        }
    }
}

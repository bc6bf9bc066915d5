import DeviceGrant
import DeviceRuntime
import Foundation
import Synchronization
import Testing

@testable import TLSTransport

/// How connections are made, kept, resumed and lost.
@Suite struct ConnectionTests {
    let certificates: Certificates
    let roots: [UInt8]

    init() throws {
        certificates = try Certificates.shared.get()
        roots = try certificates.root.certificate
    }

    @Test("C3 An open connection to the same host and port is ready at once")
    func reuse() throws {
        let server = try ServerProcess(certificates.good)
        try withTransport(roots: roots) { (transport) in
            for _ in 0..<3 {
                try transport.open("localhost", server.port)
                try transport.sendAll("device\n")
                #expect(try transport.receiveLine() == "ecived\n")
            }
            #expect(transport.statistics.connections == 1)
            #expect(transport.statistics.fullHandshakes == 1)
        }
    }

    @Test("C3 A connection to another port is a new one")
    func otherPort() throws {
        let first = try ServerProcess(certificates.good)
        let second = try ServerProcess(certificates.good)
        try withTransport(roots: roots) { (transport) in
            try transport.open("localhost", first.port)
            try transport.open("localhost", second.port)
            #expect(transport.statistics.connections == 2)
            #expect(transport.statistics.fullHandshakes == 2)
        }
    }

    @Test(
        "C3 After a close the session is resumed, by ticket or by session id",
        arguments: ["-serverpref", "-no_ticket"])
    func resumption(option: String) throws {
        let server = try ServerProcess(certificates.good, options: option)
        try withTransport(roots: roots) { (transport) in
            var bytes: [UInt32] = []
            for _ in 0..<3 {
                let before = transport.statistics.bytesReceived
                try transport.open("localhost", server.port)
                bytes.append(transport.statistics.bytesReceived - before)
                try transport.sendAll("device\n")
                #expect(try transport.receiveLine() == "ecived\n")
                transport.close()
            }
            #expect(transport.statistics.connections == 3)
            #expect(transport.statistics.fullHandshakes == 1)
            #expect(transport.statistics.resumedHandshakes == 2)
            // A resumed handshake brings no certificate.
            #expect(bytes[1] < bytes[0] / 2)
        }
    }

    @Test("C3 A server that forgot the session gives a full handshake")
    func resumptionRefused() throws {
        let first = try ServerProcess(certificates.good)
        try withTransport(roots: roots) { (transport) in
            try transport.open("localhost", first.port)
            transport.close()
            first.kill()
            let second = try ServerProcess(certificates.good, port: first.port)
            try transport.open("localhost", second.port)
            #expect(transport.statistics.fullHandshakes == 2)
            #expect(transport.statistics.resumedHandshakes == 0)
        }
    }

    @Test("X49 A session is resumed for the name that its certificate was checked for, only")
    func resumptionForOtherName() throws {
        let server = try ServerProcess(certificates.good)
        try withTransport(roots: roots) { (transport) in
            try transport.resolve("device.example", server.port, to: "127.0.0.1")
            try transport.resolve("other.example", server.port, to: "127.0.0.1")
            try transport.open("localhost", server.port)
            try transport.open("device.example", server.port)
            #expect(transport.statistics.fullHandshakes == 2)
            let failure = try transportFailure {
                try transport.open("other.example", server.port)
            }
            #expect(failure == .certificateNameMismatch)
            #expect(transport.statistics.resumedHandshakes == 0)
        }
    }

    @Test("X49 A session whose certificate has expired meanwhile is not resumed")
    func resumptionAfterExpiry() throws {
        let server = try ServerProcess(certificates.good)
        try withTransport(roots: roots) { (transport) in
            try transport.open("localhost", server.port)
            transport.close()
            transport.native.pointee.session.peer_cert.pointee.valid_to.year = 2020
            try transport.open("localhost", server.port)
            #expect(transport.statistics.fullHandshakes == 2)
            #expect(transport.statistics.resumedHandshakes == 0)
        }
    }

    @Test("X49 A forgotten session and a wrong certificate on the same port is not trusted")
    func resumptionWithStranger() throws {
        let first = try ServerProcess(certificates.good)
        try withTransport(roots: roots) { (transport) in
            try transport.open("localhost", first.port)
            transport.close()
            first.kill()
            let second = try ServerProcess(certificates.untrusted, port: first.port)
            let failure = try transportFailure { try transport.open("localhost", second.port) }
            #expect(failure == .certificateNotTrusted)
            #expect(transport.statistics.fullHandshakes == 1)
        }
    }

    @Test("C3 A kept connection that the peer has closed is replaced")
    func closedMeanwhile() throws {
        let server = try ServerProcess(certificates.good)
        try withTransport(roots: roots) { (transport) in
            try transport.open("localhost", server.port)
            try transport.sendAll("CLOSE\n")
            // The close_notify or the end of the stream: something to read.
            try transport.wait()
            try transport.open("localhost", server.port)
            try transport.sendAll("device\n")
            #expect(try transport.receiveLine() == "ecived\n")
            #expect(transport.statistics.connections == 2)
            #expect(transport.statistics.resumedHandshakes == 1)
        }
    }

    @Test("X49 Bytes that nobody asked for end the use of a kept connection")
    func unaskedBytes() throws {
        let server = try ServerProcess(certificates.good)
        try withTransport(roots: roots) { (transport) in
            try transport.open("localhost", server.port)
            try transport.sendAll("device\n")
            try transport.wait()
            try transport.open("localhost", server.port)
            #expect(transport.statistics.connections == 2)
            try transport.sendAll("other\n")
            #expect(try transport.receiveLine() == "rehto\n")
        }
    }

    @Test("X55 A close with close_notify is the end, without it the connection was cut")
    func truncation() throws {
        let orderly = try ServerProcess(certificates.good)
        let killed = try ServerProcess(certificates.good)
        try withTransport(roots: roots) { (transport) in
            try transport.open("localhost", orderly.port)
            try transport.sendAll("CLOSE\n")
            #expect(try transport.receiveLine() == "")
            #expect(try transport.receiveLine() == "")
            #expect(try transportFailure { try transport.sendAll("more\n") } == .closed)

            try transport.open("localhost", killed.port)
            try transport.sendAll("device\n")
            #expect(try transport.receiveLine() == "ecived\n")
            killed.kill()
            #expect(try transportFailure { _ = try transport.receiveLine() } == .closed)
            #expect(transport.pollDescriptor == nil)
            #expect(try transportFailure { _ = try transport.receiveLine() } == .closed)
        }
    }

    @Test("X55 Sending to a peer that is gone is a failure, not a signal")
    func sendingToNobody() throws {
        let server = try ServerProcess(certificates.good)
        try withTransport(roots: roots) { (transport) in
            try transport.open("localhost", server.port)
            server.kill()
            try transport.wait()
            let failure = try transportFailure {
                for _ in 0..<1000 { try transport.sendAll("device\n") }
            }
            #expect(failure == .closed)
        }
    }

    @Test("X55 More bytes than the socket takes are sent in pieces, none lost or doubled")
    func backPressure() throws {
        let count = 300_000
        let server = try LocalServer { (connection) in
            var total = 0
            var sum: UInt32 = 0
            var buffer = [UInt8](repeating: 0, count: 4096)
            while total < count {
                let received = recv(connection, &buffer, buffer.count, 0)
                guard received > 0 else { return }
                for byte in buffer[..<received] { sum = sum &* 31 &+ UInt32(byte) }
                total += received
            }
            let answer = [UInt8]("\(sum)\n".utf8)
            _ = Foundation.send(connection, answer, answer.count, Int32(MSG_NOSIGNAL))
        }
        var text = ""
        while text.utf8.count < count { text += "\(text.utf8.count)," }
        text = String(text.prefix(count))
        let expected = text.utf8.reduce(into: UInt32(0)) { $0 = $0 &* 31 &+ UInt32($1) }
        try withTransport(roots: []) { (transport) in
            try transport.open("127.0.0.1", server.port, security: .plaintext)
            try transport.sendAll(text)
            #expect(try transport.receiveLine() == "\(expected)\n")
            #expect(transport.statistics.bytesSent == UInt32(count))
        }
    }

    @Test("X55 A TLS write that did not fit goes on with the same bytes")
    func recordBackPressure() throws {
        // The server reads nothing while it is stopped, so that the sockets' buffers fill.
        let server = try ServerProcess(certificates.good)
        try withTransport(roots: roots) { (transport) in
            try transport.open("localhost", server.port)
            server.stop()
            let line = String(repeating: "device ", count: 2000) + "\n"
            let bytes = [UInt8](line.utf8)
            var position = 0
            var lineCount = 0
            while true {
                let sent = try transport.send(bytes.span.extracting(position..<bytes.count))
                if sent == 0 { break }
                position = (position + sent) % bytes.count
                lineCount += position == 0 ? 1 : 0
            }
            #expect(transport.waitsForWriting == true)
            server.resume()
            // Reads the answers while the rest is sent: the server does one thing at a time.
            let expected = String(line.dropLast().reversed()) + "\n"
            try transport.wait()
            try transport.sendAll(String(decoding: bytes[position...], as: UTF8.self))
            for _ in 0...lineCount {
                #expect(try transport.receiveLine() == expected)
            }
        }
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

    @Test("X55 A name without an address is not resolved")
    func unresolvable() throws {
        try withTransport(roots: roots) { (transport) in
            let failure = try transportFailure { try transport.open("nobody.invalid", 443) }
            #expect(failure == .nameNotResolved)
        }
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

    @Test("X49 Refused memory is never reported as mistrust")
    func outOfMemory() throws {
        let server = try ServerProcess(certificates.untrusted)
        try withTransport(roots: roots) { (transport) in
            // Counts a failure at every look.
            transport.allocationFailures = { lookCount.add(1, ordering: .relaxed).newValue }
            let failure = try transportFailure { try transport.open("localhost", server.port) }
            #expect(failure == .outOfMemory)
            transport.allocationFailures = { 7 }
            let other = try transportFailure {
                try transport.open("localhost", server.port)
            }
            #expect(other == .certificateNotTrusted)
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

private let lookCount = Atomic<UInt32>(0)

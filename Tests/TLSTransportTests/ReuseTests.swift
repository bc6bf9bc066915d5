import DeviceGrant
import DeviceRuntime
import Foundation
import Testing

@testable import TLSTransport

/// How a connection is kept for the next request, and its session resumed after it. Requirements C3
/// and X49.
@Suite struct ReuseTests {
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
            try transport.waitForPeer()
            try transport.open("localhost", server.port)
            try transport.sendAll("device\n")
            #expect(try transport.receiveLine() == "ecived\n")
            #expect(transport.statistics.connections == 2)
            #expect(transport.statistics.resumedHandshakes == 1)
        }
    }

    @Test("X55 Between two requests nothing that the peer does is a reason to wake up")
    func idle() throws {
        let server = try ServerProcess(certificates.good)
        try withTransport(roots: roots) { (transport) in
            try transport.open("localhost", server.port)
            try transport.sendAll("device\n")
            #expect(try transport.receiveLine() == "ecived\n")
            #expect(transport.pollDescriptor == nil)
            server.kill()
            try transport.waitForPeer()
            #expect(transport.pollDescriptor == nil && !transport.hasBufferedInput)
        }
    }

    @Test("X49 Bytes that nobody asked for end the use of a kept connection")
    func unaskedBytes() throws {
        let server = try ServerProcess(certificates.good)
        try withTransport(roots: roots) { (transport) in
            try transport.open("localhost", server.port)
            try transport.sendAll("device\n")
            try transport.waitForPeer()
            try transport.open("localhost", server.port)
            #expect(transport.statistics.connections == 2)
            try transport.sendAll("other\n")
            #expect(try transport.receiveLine() == "rehto\n")
        }
    }
}

import CMbedTLS
import DeviceGrant
import DeviceRuntime
import Foundation
import Testing

@testable import TLSTransport

/// How bytes are sent and received, and how a connection ends. Requirement X55.
@Suite struct TransferTests {
    let certificates: Certificates
    let roots: [UInt8]

    init() throws {
        certificates = try Certificates.shared.get()
        roots = try certificates.root.certificate
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
            try transport.waitForPeer()
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

    @Test("X55 A TLS write that did not fit goes on, also when more bytes are given than before")
    func recordBackPressure() throws {
        let server = try ServerProcess(certificates.good)
        try withTransport(roots: roots) { (transport) in
            try transport.open("localhost", server.port)
            // The server reads nothing while it is stopped, so that the sockets' buffers fill.
            server.stop()
            let line = String(repeating: "device ", count: 2000) + "\n"
            let bytes = [UInt8](line.utf8)
            var position = 0
            var lineCount = 0
            while true {
                let end = min(position + 1000, bytes.count)
                let sent = try transport.send(bytes.span.extracting(position..<end))
                if sent == 0 { break }
                position = (position + sent) % bytes.count
                lineCount += position == 0 ? 1 : 0
            }
            #expect(transport.waitsForWriting == true)
            server.resume()
            try transport.wait()
            try transport.sendAll(String(decoding: bytes[position...], as: UTF8.self))
            let expected = String(line.dropLast().reversed()) + "\n"
            for _ in 0...lineCount {
                #expect(try transport.receiveLine() == expected)
            }
        }
    }
}

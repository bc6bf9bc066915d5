import CMbedTLS
import DeviceGrant
import DeviceRuntime
import Foundation
import Testing

@testable import TLSTransport

/// No peer holds a call of the transport, whatever it sends and however slowly: between two calls the
/// caller looks at its clock. Requirement X55.
@Suite struct StolenTimeTests {
    /// How often calls must have given up on the way through a flood. Each message costs a use of the
    /// socket at least; the last one that a call takes may have to wait for its answer.
    static let laterCount = Flood.messageCount / (Int(TransportLimits.socketCallCount) + 1)

    let certificates: Certificates
    let roots: [UInt8]

    init() throws {
        certificates = try Certificates.shared.get()
        roots = try certificates.root.certificate
    }

    @Test("X55 Warnings without end in front of a handshake do not hold a call, and change nothing")
    func floodedHandshake() throws {
        let server = try ServerProcess(certificates.good)
        let isFlooded = DispatchSemaphore(value: 0)
        let proxy = try LocalServer { [port = server.port] (connection) in
            // RFC 5246 §7.2: a warning that the user has cancelled.
            let alert: [UInt8] = [0x15, 3, 3, 0, 2, 1, 90]
            let flood = [[UInt8]](repeating: alert, count: Flood.messageCount).flatMap { $0 }
            _ = Foundation.send(connection, flood, flood.count, Int32(MSG_NOSIGNAL))
            isFlooded.signal()
            relay(connection, port) { (_, _) in .pass }
        }
        try withTransport(roots: roots) { (transport) in
            let host = [UInt8]("localhost".utf8)
            var laters = 0
            while try transport.connect(to: host.span, port: proxy.port, security: .tls) == .later {
                laters += 1
                if laters == 1 { isFlooded.wait() }
                try transport.wait()
            }
            #expect(laters >= Self.laterCount)
            try transport.sendAll("device\n")
            #expect(try transport.receiveLine() == "ecived\n")
        }
    }

    @Test(
        "X55 Messages without end that carry nothing do not hold a call that receives",
        arguments: Flood.allCases)
    func floodedAnswer(_ flood: Flood) throws {
        let isFlooded = DispatchSemaphore(value: 0)
        let server = try LocalServer { [good = certificates.good] (connection) in
            serveTLS(connection, good) { (server) in
                flood.send(on: server)
                mbedtls_ssl_write(server, "answer\n", 7)
                isFlooded.signal()
                // The connection stays open until the client ends it.
                var byte: UInt8 = 0
                while recv(connection, &byte, 1, 0) > 0 {}
            }
        }
        try withTransport(roots: roots) { (transport) in
            try transport.open("localhost", server.port)
            isFlooded.wait()
            var laters = 0
            let line = try transport.receiveLine { (transport) in
                laters += 1
                // Input that can only be gone on with behind a write is no reason to stay awake.
                #expect(!transport.waitsForWriting || !transport.hasBufferedInput)
            }
            #expect(line == "answer\n")
            #expect(laters >= Self.laterCount)
        }
    }

    /// Messages of an open connection that bring the application nothing.
    enum Flood: CaseIterable {
        case warnings
        /// The client answers each with a warning (RFC 5246 §7.4.1.1).
        case helloRequests
        /// All in one record.
        case packedHelloRequests

        static let messageCount = 1_000

        func send(on server: UnsafeMutablePointer<mbedtls_ssl_context>) {
            switch self {
            case .warnings:
                for _ in 0..<Self.messageCount {
                    mbedtls_ssl_send_alert_message(
                        server, UInt8(MBEDTLS_SSL_ALERT_LEVEL_WARNING),
                        UInt8(MBEDTLS_SSL_ALERT_MSG_USER_CANCELED))
                }
            case .helloRequests:
                for _ in 0..<Self.messageCount { mbedtls_ssl_renegotiate(server) }
            case .packedHelloRequests:
                // A HelloRequest is four zeros.
                let count = 4 * Self.messageCount
                server.pointee.out_msgtype = MBEDTLS_SSL_MSG_HANDSHAKE
                server.pointee.out_msglen = count
                server.pointee.out_msg.update(repeating: 0, count: count)
                _ = writeRecord(server, 1)
            }
        }
    }

    @Test("X55 A handshake and an answer that come byte by byte are waited for after each byte")
    func dripping() throws {
        let server = try ServerProcess(certificates.good)
        let next = DispatchSemaphore(value: 0)
        let proxy = try LocalServer { [port = server.port] (connection) in
            // Each byte must be asked for; one that nobody asks for ends the connection.
            relay(connection, port, pieceBytes: 1) { (_, _) in
                next.wait(timeout: .now() + 5) == .success ? .pass : .cut
            }
        }
        try withTransport(roots: roots) { (transport) in
            let host = [UInt8]("localhost".utf8)
            var laters: UInt32 = 0
            while try transport.connect(to: host.span, port: proxy.port, security: .tls) == .later {
                if !transport.waitsForWriting {
                    laters += 1
                    next.signal()
                }
                try transport.wait()
            }
            try transport.sendAll("device\n")
            let line = try transport.receiveLine { _ in
                laters += 1
                next.signal()
            }
            #expect(line == "ecived\n")
            #expect(laters == transport.statistics.bytesReceived)
        }
    }
}

/// Encrypts and sends the record that the context holds. The library exports it, but declares it in a
/// header of its own (mbedtls/ssl_internal.h).
@_silgen_name("mbedtls_ssl_write_record")
private func writeRecord(
    _ server: UnsafeMutablePointer<mbedtls_ssl_context>, _ forcesFlush: UInt8
) -> Int32

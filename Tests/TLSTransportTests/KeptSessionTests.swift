import CredentialSlots
import DeviceGrant
import DeviceRuntime
import Flash
import Foundation
import Testing

@testable import TLSTransport

/// The TLS session over a restart of the device. Requirements C3 and X49.
@Suite struct KeptSessionTests {
    let certificates: Certificates
    let roots: [UInt8]
    let flash = FlashStorage(bytes: 2 * (16 + TransportLimits.sessionBytes))

    init() throws {
        certificates = try Certificates.shared.get()
        roots = try certificates.root.certificate
    }

    @Test(
        "C3 A kept session is resumed by a transport that knows nothing else, by ticket or by id",
        arguments: ["-serverpref", "-no_ticket"])
    func restart(option: String) throws {
        let server = try ServerProcess(certificates.good, options: option)
        #expect(try handshakes(with: server.port) == [.full])
        for _ in 0..<2 {
            #expect(try handshakes(with: server.port) == [.resumed])
        }
    }

    @Test("C3 Only a full handshake's session is written, once")
    func writes() throws {
        let server = try ServerProcess(certificates.good)
        #expect(try handshakes(with: server.port, count: 3) == [.full, .resumed, .resumed])
        let operations = flash.operations
        #expect(try handshakes(with: server.port, count: 3) == [.resumed, .resumed, .resumed])
        #expect(flash.operations == operations)
    }

    @Test("X49 A kept session is for its host, its port and its roots alone")
    func binding() throws {
        let server = try ServerProcess(certificates.addresses)
        let other = try ServerProcess(certificates.addresses)
        let more = try certificates.intermediate.certificate + roots
        #expect(try handshakes(with: server.port, host: "127.0.0.1") == [.full])
        let kept = flash.bytes
        for (host, port, roots) in [
            ("127.0.0.1", other.port, roots), ("::ffff:127.0.0.1", server.port, roots),
            ("127.0.0.1", server.port, more),
        ] {
            let flash = FlashStorage(contents: kept)
            try withTransport(roots: roots) { (transport) in
                let bytes = [UInt8](host.utf8)
                try transport.restoreSession(of: bytes.span, port: port, from: flash)
                let hasSession = transport.hasSession
                #expect(!hasSession, "\(host) \(port)")
            }
        }
        #expect(try handshakes(with: server.port, host: "127.0.0.1") == [.resumed])
    }

    @Test("X49 A kept session with any byte changed, or cut short, is no session")
    func damaged() throws {
        let server = try ServerProcess(certificates.good)
        #expect(try handshakes(with: server.port) == [.full])
        let kept = flash.bytes
        let length = try #require(kept.lastIndex { $0 != 0 && $0 != 0xFF })
        for position in stride(from: 0, through: length, by: 37) {
            var bytes = kept
            bytes[position] ^= 0x10
            let flash = FlashStorage(contents: bytes)
            try withTransport(roots: roots) { (transport) in
                let host = [UInt8]("localhost".utf8)
                try transport.restoreSession(of: host.span, port: server.port, from: flash)
                let hasSession = transport.hasSession
                #expect(!hasSession, "byte \(position)")
            }
        }
    }

    @Test("X49 An erased session leaves none of its bytes, and the next handshake is a full one")
    func erased() throws {
        let server = try ServerProcess(certificates.good)
        #expect(try handshakes(with: server.port) == [.full])
        try withTransport(roots: roots) { (transport) in
            try transport.eraseSession(in: flash)
        }
        // Two headers of 16 bytes are all that may be there.
        #expect(flash.bytes.count { $0 != 0 && $0 != 0xFF } <= 32)
        #expect(try handshakes(with: server.port) == [.full])
    }

    @Test("C3 A session that finds no room is not kept, and the connection is as good")
    func noRoom() throws {
        let server = try ServerProcess(certificates.good)
        let small = FlashStorage(bytes: 256)
        try withTransport(roots: roots) { (transport) in
            try transport.open("localhost", server.port)
            #expect(throws: StorageFailure.full) { try transport.keepSession(in: small) }
            try transport.sendAll("device\n")
            #expect(try transport.receiveLine() == "ecived\n")
        }
    }

    private enum Handshake {
        case full, resumed
    }

    /// Starts a device with the flash, and makes so many connections.
    private func handshakes(
        with port: UInt16, host: String = "localhost", count: Int = 1
    ) throws -> [Handshake] {
        var handshakes: [Handshake] = []
        try withTransport(roots: roots) { (transport) in
            let bytes = [UInt8](host.utf8)
            try transport.restoreSession(of: bytes.span, port: port, from: flash)
            for _ in 0..<count {
                let before = transport.statistics.fullHandshakes
                try transport.open(host, port)
                try transport.keepSession(in: flash)
                try transport.sendAll("device\n")
                #expect(try transport.receiveLine() == "ecived\n")
                transport.close()
                let isFull = transport.statistics.fullHandshakes > before
                handshakes.append(isFull ? .full : .resumed)
            }
        }
        return handshakes
    }
}

extension TLSTransport {
    // The flash is a class, and the storage of a device is changed in place.
    fileprivate mutating func keepSession(in flash: FlashStorage) throws(StorageFailure) {
        var flash = flash
        try keepSession(in: &flash)
    }

    fileprivate mutating func eraseSession(in flash: FlashStorage) throws(StorageFailure) {
        var flash = flash
        try eraseSession(in: &flash)
    }

    fileprivate mutating func restoreSession(
        of host: borrowing Span<UInt8>, port: UInt16, from flash: FlashStorage
    ) throws(StorageFailure) {
        var flash = flash
        try restoreSession(of: host, port: port, from: &flash)
    }
}

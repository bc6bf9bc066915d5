import DeviceGrant
import DeviceRuntime
import Foundation

@testable import TLSTransport

/// Runs `body` with a transport of its own.
func withTransport<Result>(
    arena: UnsafeMutablePointer<TLSArena>? = nil, roots: [UInt8],
    _ body: (inout TLSTransport) throws -> Result
) throws -> Result {
    let contexts = UnsafeMutablePointer<TLSContexts>.allocate(capacity: 1)
    contexts.initialize(to: TLSContexts())
    defer {
        contexts.deinitialize(count: 1)
        contexts.deallocate()
    }
    return try withTransport(in: contexts, arena, roots: roots, body)
}

// A function of its own: the transport's life ends in here, before its contexts go.
private func withTransport<Result>(
    in contexts: UnsafeMutablePointer<TLSContexts>, _ arena: UnsafeMutablePointer<TLSArena>?,
    roots: [UInt8], _ body: (inout TLSTransport) throws -> Result
) throws -> Result {
    try roots.withUnsafeBufferPointer { (roots) in
        var transport = try TLSTransport(contexts: contexts, arena: arena, roots: roots)
        return try body(&transport)
    }
}

/// Nothing happened for far longer than anything here takes.
struct NothingHappened: Error {}

extension TLSTransport {
    /// Connects, waiting as a board does.
    mutating func open(
        _ host: String, _ port: UInt16, security: TransportSecurity = .tls,
        patienceMilliseconds: Int32 = 5000
    ) throws {
        let bytes = [UInt8](host.utf8)
        while try connect(to: bytes.span, port: port, security: security) == .later {
            try wait(patienceMilliseconds: patienceMilliseconds)
        }
    }

    /// Answers for a host with an address.
    mutating func resolve(_ host: String, _ port: UInt16, to address: String) throws {
        let hostBytes = [UInt8](host.utf8)
        let addressBytes = [UInt8](address.utf8)
        try addResolution(host: hostBytes.span, port: port, address: addressBytes.span)
    }

    /// Sends all of `text`.
    mutating func sendAll(_ text: String) throws {
        let bytes = [UInt8](text.utf8)
        var position = 0
        while position < bytes.count {
            let sent = try send(bytes.span.extracting(position..<bytes.count))
            position += sent
            if sent == 0 { try wait() }
        }
    }

    /// Receives until a line end has come, or the end of the connection.
    ///
    /// - Parameter onLater: Called before each wait.
    mutating func receiveLine(
        onLater: (borrowing TLSTransport) -> Void = { _ in }
    ) throws -> String {
        var bytes: [UInt8] = []
        while bytes.last != UInt8(ascii: "\n") {
            var receipt = TransportReceipt.later
            let piece = try [UInt8](unsafeUninitializedCapacity: 64) { (buffer, count) in
                var output = OutputSpan(buffer: buffer, initializedCount: 0)
                receipt = try receive(into: &output)
                count = output.finalize(for: buffer)
            }
            bytes += piece
            switch receipt {
            case .bytes: break
            case .later:
                onLater(self)
                try wait()
            case .ended: return String(decoding: bytes, as: UTF8.self)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Waits by poll(2) for what the transport waits for.
    func wait(patienceMilliseconds: Int32 = 5000) throws {
        if hasBufferedInput { return }
        guard let descriptor = pollDescriptor else { throw NothingHappened() }
        let events = Int16(waitsForWriting ? POLLOUT : POLLIN)
        var entry = pollfd(fd: descriptor, events: events, revents: 0)
        let isTimed = pollTimeoutMilliseconds.map { $0 < patienceMilliseconds } ?? false
        let timeout = isTimed ? Int32(pollTimeoutMilliseconds ?? 0) : patienceMilliseconds
        guard poll(&entry, 1, timeout) == 1 || isTimed else { throw NothingHappened() }
    }
}

extension TLSTransport {
    /// Waits until the peer has sent something, or ended the connection, though nobody asked.
    borrowing func waitForPeer() throws {
        var entry = pollfd(fd: contexts.pointee.descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, 5000) == 1 else { throw NothingHappened() }
    }
}

/// The failure that `body` ends with; nil if it has none.
func transportFailure(of body: () throws -> Void) throws -> TransportFailure? {
    do {
        try body()
        return nil
    } catch let failure as TransportFailure {
        return failure
    }
}

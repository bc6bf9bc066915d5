import CMbedTLS
import Foundation

/// A listening TCP socket on a free port of 127.0.0.1, with a thread that hands each connection to
/// a closure and closes it when the closure returns.
final class LocalServer: Sendable {
    let port: UInt16
    private let listener: Int32

    init(_ serve: @escaping @Sendable (Int32) -> Void) throws {
        let listener = try Self.listen()
        self.listener = listener.descriptor
        port = listener.port
        let thread = Thread {
            while true {
                let connection = accept(listener.descriptor, nil, nil)
                guard connection >= 0 else {
                    // Only this thread closes the descriptor: its number may go to another
                    // socket from then on.
                    Foundation.close(listener.descriptor)
                    return
                }
                serve(connection)
                Foundation.close(connection)
            }
        }
        thread.start()
    }

    deinit {
        // Makes accept() fail, now or when the thread comes to it.
        shutdown(listener, Int32(SHUT_RDWR))
    }

    /// A port of 127.0.0.1 that nobody listens on: bound, and never listened on.
    static func unusedPort() throws -> (descriptor: Int32, port: UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { (pointer) in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { (generic) in
                bind(descriptor, generic, length) | getsockname(descriptor, generic, &length)
            }
        }
        guard status == 0 else { throw ToolFailed(message: "bind: errno \(errno)") }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    private static func listen() throws -> (descriptor: Int32, port: UInt16) {
        let bound = try unusedPort()
        guard Foundation.listen(bound.descriptor, 8) == 0 else {
            throw ToolFailed(message: "listen: errno \(errno)")
        }
        return bound
    }
}

/// What a relay does with a byte that the server sent.
enum RelayAction {
    case pass
    case replace(UInt8)
    /// Ends the connection in both directions.
    case cut
}

/// Relays between a client's connection and a server on 127.0.0.1 until one of them ends it.
///
/// - Parameters:
///   - pieceBytes: Bytes of the server's that the client gets at once, at most.
///   - action: What becomes of the server's byte at this position of its stream.
func relay(
    _ connection: Int32, _ port: UInt16, pieceBytes: Int = 4_096,
    action: (_ position: Int, _ byte: UInt8) -> RelayAction
) {
    let upstream = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(upstream) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let status = withUnsafePointer(to: &address) { (pointer) in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { (generic) in
            connect(upstream, generic, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
    guard status == 0 else { return }
    // A piece is not held back until the one before it is acknowledged.
    var on: Int32 = 1
    let onBytes = socklen_t(MemoryLayout<Int32>.size)
    setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &on, onBytes)
    var position = 0
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while true {
        var entries = [
            pollfd(fd: connection, events: Int16(POLLIN), revents: 0),
            pollfd(fd: upstream, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&entries, 2, 5000) > 0 else { return }
        if entries[0].revents != 0 {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            _ = send(upstream, buffer, count, Int32(MSG_NOSIGNAL))
        }
        if entries[1].revents != 0 {
            let count = recv(upstream, &buffer, pieceBytes, 0)
            guard count > 0 else { return }
            var kept = 0
            relaying: for index in 0..<count {
                switch action(position, buffer[index]) {
                case .pass: break
                case .replace(let byte): buffer[index] = byte
                case .cut: break relaying
                }
                position += 1
                kept += 1
            }
            _ = send(connection, buffer, kept, Int32(MSG_NOSIGNAL))
            guard kept == count else {
                // Reads what the client still sends, so that the end is a FIN and not a reset.
                shutdown(connection, Int32(SHUT_WR))
                while recv(connection, &buffer, buffer.count, 0) > 0 {}
                return
            }
        }
    }
}

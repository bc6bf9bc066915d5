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

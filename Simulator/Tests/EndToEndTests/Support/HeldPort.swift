import Foundation
import Testing

/// A port of the loopback address that nobody else gets while this exists.
final class HeldPort: Sendable {
    let number: UInt16
    private let descriptor: Int32

    /// What a client finds at the port.
    enum Behaviour {
        /// It is taken: a server cannot have it.
        case listens
        /// It is reserved: a client is refused.
        case refuses
    }

    init(_ behaviour: Behaviour) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let (status, descriptor) = withUnsafeMutablePointer(to: &address) { [descriptor] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                let status = bind(descriptor, address, length)
                getsockname(descriptor, address, &length)
                return (status, descriptor)
            }
        }
        try #require(status == 0)
        if behaviour == .listens { try #require(listen(descriptor, 1) == 0) }
        number = UInt16(bigEndian: address.sin_port)
    }

    deinit {
        close(descriptor)
    }
}

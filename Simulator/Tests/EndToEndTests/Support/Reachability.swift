import Foundation
import Testing

/// Whether somebody listens at a port of one of this machine's addresses.
enum Reachability {
    /// Connects once. On loopback the kernel answers at once: accepted, or refused.
    static func accepts(_ address: String, port: UInt16) throws -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        try #require(inet_pton(AF_INET, address, &name.sin_addr) == 1)
        let (status, code) = withUnsafePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                let status = connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                return (status, errno)
            }
        }
        guard status != 0 else { return true }
        try #require(code == ECONNREFUSED)
        return false
    }
}

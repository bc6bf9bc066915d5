import NIOCore

/// The network that an address is in, as far as an address tells: a sign of nearness, no proof (RFC
/// 10027).
struct Network: Sendable, Equatable {
    private let prefix: [UInt8]

    /// Bits of the address that name the network: a /24 of IPv4, the smallest that is routed, and a
    /// /56 of IPv6, what a household gets.
    private static let bytesOfIPv4 = 3
    private static let bytesOfIPv6 = 7

    /// A machine talking to itself is in one network, whatever loopback address it takes. Addresses
    /// of different families are different networks: an attacker can choose the family.
    init(of address: String) {
        guard let parsed = try? SocketAddress(ipAddress: address, port: 0) else {
            prefix = Array(address.utf8)
            return
        }
        switch parsed {
        case .v4(let v4):
            let bytes = withUnsafeBytes(of: v4.address.sin_addr) { Array($0) }
            prefix = bytes[0] == 127 ? Self.loopback : Array(bytes.prefix(Self.bytesOfIPv4))
        case .v6(let v6):
            let bytes = withUnsafeBytes(of: v6.address.sin6_addr) { Array($0) }
            let isLoopback = bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
            prefix = isLoopback ? Self.loopback : Array(bytes.prefix(Self.bytesOfIPv6))
        case .unixDomainSocket:
            prefix = Array(address.utf8)
        }
    }

    private static let loopback: [UInt8] = [127]
}

import NIOCore

/// The name or address in every URI of the server and in its certificate.
struct HostName: Sendable, Equatable {
    /// Lower case, without brackets.
    let text: String
    /// Network order, when it is an IP address.
    let addressBytes: [UInt8]?

    /// Returns nil for what can be neither a DNS name (RFC 1123 §2.1) nor an IP address.
    init?(_ text: String) {
        if let address = try? SocketAddress(ipAddress: text, port: 0) {
            self.text = text.lowercased()
            switch address {
            case .v4(let address):
                addressBytes = withUnsafeBytes(of: address.address.sin_addr) { Array($0) }
            case .v6(let address):
                addressBytes = withUnsafeBytes(of: address.address.sin6_addr) { Array($0) }
            case .unixDomainSocket:
                return nil
            }
            return
        }
        let name = text.lowercased()
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        let isName = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy { byte in
                    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
                }
        }
        // Digits and dots alone are an address that is written wrongly, not a name.
        let isNumber = labels.last.map { $0.allSatisfy(\.isNumber) } ?? true
        guard isName, !isNumber, name.utf8.count <= 253 else { return nil }
        self.text = name
        addressBytes = nil
    }

    /// As it stands in a URI: an IPv6 address in brackets (RFC 3986 §3.2.2).
    var uriText: String {
        text.contains(":") ? "[\(text)]" : text
    }
}

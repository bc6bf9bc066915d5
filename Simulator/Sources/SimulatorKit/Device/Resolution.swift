import TLSTransport

/// `HOST:PORT:ADDRESS`: an address to use for a host and port instead of asking the name service,
/// as curl's `--resolve` has it.
public struct Resolution: Equatable, Sendable {
    public var host: String
    public var port: UInt16
    /// An IPv4 or IPv6 literal, without brackets.
    public var address: String

    public init(host: String, port: UInt16, address: String) {
        self.host = host
        self.port = port
        self.address = address
    }

    /// Parses the text; nil if it does not have the three parts.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, let port = UInt16(parts[1]), port > 0 else {
            return nil
        }
        var address = parts[2]
        if address.hasPrefix("["), address.hasSuffix("]") {
            address = address.dropFirst().dropLast()
        }
        guard !address.isEmpty else { return nil }
        self.init(host: String(parts[0]), port: port, address: String(address))
    }

    func add(to transport: inout TLSTransport) throws(EnvironmentError) {
        let host = Array(self.host.utf8)
        let address = Array(self.address.utf8)
        do throws(ResolutionFailure) {
            try transport.addResolution(host: host.span, port: port, address: address.span)
        } catch {
            let why =
                switch error {
                case .hostMalformed: "\(self.host) is no host name"
                case .addressMalformed: "\(self.address) is no IP address"
                case .tableFull: "there are too many"
                }
            throw EnvironmentError("cannot use --resolve \(self.host):\(port): \(why).")
        }
    }
}

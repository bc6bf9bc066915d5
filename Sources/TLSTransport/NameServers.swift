import CMbedTLS

/// The name servers that are asked, in their order: those that the owner gave, or else the system's.
///
/// Of resolv.conf(5) the first three lines `nameserver` count, each an address literal; without one,
/// the server is this machine's own at 127.0.0.1. Nothing else there is heard: the name of a URI's host
/// is whole (`search`, `ndots`), and how long and how often a server is asked stands in
/// ``TransportLimits``, so that no file makes a device wait (`timeout`, `attempts`).
struct NameServers {
    private var addresses = InlineArray<3, tls_address>(repeating: tls_address())
    private var ports = InlineArray<3, UInt16>(repeating: dnsPort)
    private(set) var count = 0
    /// Whether the owner gave them.
    private var areGiven = false

    /// RFC 1035 §4.2.
    private static let dnsPort: UInt16 = 53

    /// The address and port of a server.
    subscript(index: Int) -> (address: tls_address, port: UInt16) {
        (addresses[index], ports[index])
    }

    /// Adds a server of the owner's, after which the system's are not asked. False if there is no room.
    mutating func add(_ address: tls_address, port: UInt16) -> Bool {
        if !areGiven { count = 0 }
        areGiven = true
        return append(address, port: port)
    }

    /// Finds the system's servers, unless the owner gave others.
    mutating func find(in path: StaticString = "/etc/resolv.conf") {
        guard !areGiven else { return }
        var found = NameServers()
        forEachLine(of: path) { found.read($0) }
        if found.count == 0 {
            let loopback: InlineArray<4, UInt8> = [127, 0, 0, 1]
            _ = found.append(makeAddress(loopback.span), port: Self.dnsPort)
        }
        self = found
    }

    /// Takes a line of resolv.conf(5). One that names no server is passed over.
    mutating func read(_ line: borrowing Span<UInt8>) {
        var position = 0
        guard let keyword = nextWord(of: line, at: &position),
            isSame("nameserver", line.extracting(keyword)),
            let text = nextWord(of: line, at: &position),
            let address = Self.address(line.extracting(text))
        else { return }
        // The fourth and further ones are not asked.
        _ = append(address, port: Self.dnsPort)
    }

    /// Reads an address literal. That of IPv6 may have a zone behind `%`: an interface's name or number
    /// (RFC 4007 §11), which a link-local address needs. nil if it is none, or there is no such
    /// interface.
    static func address(_ text: borrowing Span<UInt8>) -> tls_address? {
        var end = 0
        while end < text.count, text[end] != UInt8(ascii: "%") { end += 1 }
        let literal = PeerIdentity(host: text.extracting(0..<end))
        guard literal.kind == .address else { return nil }
        var address = literal.address
        guard end < text.count else { return address }
        let zone = text.extracting(end + 1..<text.count)
        address.scope = unsafe zone.withUnsafeBufferPointer {
            // Holds: the buffer lives through the call.
            unsafe tls_interface($0.baseAddress, $0.count)
        }
        return address.length == 16 && address.scope != 0 ? address : nil
    }

    private mutating func append(_ address: tls_address, port: UInt16) -> Bool {
        guard count < addresses.count else { return false }
        addresses[count] = address
        ports[count] = port
        count += 1
        return true
    }
}

import CMbedTLS

/// Writes the addresses that this machine itself knows for a name: its own, which no name server is
/// asked for (RFC 6761 §6.3), or those of `/etc/hosts`. Returns how many.
func localAddresses(
    of peer: borrowing PeerIdentity, into addresses: inout MutableSpan<tls_address>
) -> Int {
    if peer.withName({ isLocalhost($0) }) {
        let ipv4: InlineArray<4, UInt8> = [127, 0, 0, 1]
        var ipv6 = InlineArray<16, UInt8>(repeating: 0)
        ipv6[15] = 1
        addresses[0] = makeAddress(ipv4.span)
        addresses[1] = makeAddress(ipv6.span)
        return 2
    }
    var found = InlineArray<8, tls_address>(repeating: tls_address())
    var count = 0
    peer.withName { name in
        forEachLine(of: "/etc/hosts") { line in
            var position = 0
            guard count < found.count, let literal = nextWord(of: line, at: &position) else {
                return
            }
            while let alias = nextWord(of: line, at: &position) {
                guard isSameName(line.extracting(alias), name) else { continue }
                let host = PeerIdentity(host: line.extracting(literal))
                guard host.kind == .address else { return }
                found[count] = host.address
                count += 1
                return
            }
        }
    }
    for index in 0..<min(count, addresses.count) { addresses[index] = found[index] }
    return min(count, addresses.count)
}

private func isLocalhost(_ name: borrowing Span<UInt8>) -> Bool {
    let count = name.count
    guard count >= 9, isSame("localhost", name.extracting(count - 9..<count)) else { return false }
    return count == 9 || name[count - 10] == UInt8(ascii: ".")
}

/// Whether a name is the one in lower case.
private func isSameName(_ name: borrowing Span<UInt8>, _ lowercase: borrowing Span<UInt8>) -> Bool {
    guard name.count == lowercase.count else { return false }
    for index in name.indices where lowercased(name[index]) != lowercase[index] { return false }
    return true
}

/// An address of 4 or 16 bytes.
func makeAddress(_ bytes: borrowing Span<UInt8>) -> tls_address {
    var address = tls_address()
    unsafe bytes.withUnsafeBufferPointer {
        // Holds: an address has 16 bytes at most.
        unsafe tls_address_set(&address, $0.baseAddress, UInt32(min($0.count, 16)))
    }
    return address
}

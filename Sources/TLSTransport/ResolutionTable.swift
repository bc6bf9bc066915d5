import BoundedBytes
import CMbedTLS

/// Fixed answers to the question for a host's address, instead of the name service's.
struct ResolutionTable: ~Copyable {
    private struct Entry {
        var nameStart: UInt16
        var nameCount: UInt16
        var port: UInt16
        var host: tls_address
        var address: tls_address
    }

    private var entries = InlineArray<8, Entry>(
        repeating: Entry(
            nameStart: 0, nameCount: 0, port: 0, host: tls_address(), address: tls_address()))
    private var count = 0
    private var names = FixedBytes<512>()

    /// Adds an answer. Several for one host and port are its addresses, in this order.
    mutating func add(
        host: borrowing Span<UInt8>, port: UInt16, address: borrowing Span<UInt8>
    ) throws(ResolutionFailure) {
        let peer = PeerIdentity(host: host)
        guard peer.kind != .none else { throw .hostMalformed }
        let target = PeerIdentity(host: address)
        guard target.kind == .address else { throw .addressMalformed }
        guard count < entries.count else { throw .tableFull }
        let start = names.count
        let isAdded = peer.withName { (name) in (try? names.append(name)) != nil }
        guard isAdded else { throw .tableFull }
        entries[count] = Entry(
            nameStart: UInt16(truncatingIfNeeded: start),
            nameCount: UInt16(truncatingIfNeeded: names.count - start),
            port: port, host: peer.address, address: target.address)
        count += 1
    }

    /// Writes the addresses given for a peer and port to `addresses`, and returns how many.
    borrowing func find(
        _ peer: borrowing PeerIdentity, port: UInt16, into addresses: inout MutableSpan<tls_address>
    ) -> Int {
        var found = 0
        for index in 0..<count where found < addresses.count {
            let entry = entries[index]
            guard entry.port == port, isSameAddress(entry.host, peer.address) else { continue }
            let start = Int(entry.nameStart)
            let isSameName = names.withBytes { (all) in
                peer.withName { (name) in
                    isSameText(all.extracting(start..<start + Int(entry.nameCount)), name)
                }
            }
            guard isSameName else { continue }
            addresses[found] = entry.address
            found += 1
        }
        return found
    }
}

import BoundedBytes
import CMbedTLS

/// Whom the device means to talk to: a DNS name or an IP address, from the host of a URI.
struct PeerIdentity: ~Copyable {
    enum Kind {
        case none
        /// `name` holds the DNS name in lower case, without a trailing dot.
        case dnsName
        /// `address` holds the address; `name` is empty.
        case address
    }

    private(set) var kind: Kind
    private(set) var address: tls_address

    // The name and a NUL behind it, for C.
    private var terminatedName: FixedBytes<254>

    init() {
        kind = .none
        address = tls_address()
        terminatedName = FixedBytes()
    }

    /// Reads a host: a DNS name in ASCII, or an address literal without brackets. Whatever is
    /// neither gives `.none`.
    ///
    /// A host that ends in a number is an address (the WHATWG URL standard's rule): dotted decimal
    /// or nothing, so that `127.1` and `0x7f.1`, which C libraries take for addresses, are refused.
    init(host: borrowing Span<UInt8>) {
        self.init()
        var count = host.count
        if count > 1 && host[count - 1] == UInt8(ascii: ".") {
            count -= 1
        }
        guard count > 0 && count <= TransportLimits.hostNameBytes else { return }
        var colonFound = false
        for index in 0..<count {
            colonFound = colonFound || host[index] == UInt8(ascii: ":")
            // Never happens: the room is the greatest name and the NUL.
            guard (try? terminatedName.append(lowercased(host[index]))) != nil else { return }
        }
        guard (try? terminatedName.append(0)) != nil else { return }
        if colonFound || endsInNumber {
            readAddress(isLiteral: count == host.count)
        } else if withName({ isDNSName($0) }) {
            kind = .dnsName
        } else {
            terminatedName.removeAll()
        }
    }

    /// Calls `body` with the DNS name, empty for an address.
    borrowing func withName<Result>(_ body: (borrowing Span<UInt8>) -> Result) -> Result {
        terminatedName.withBytes { (bytes) in
            body(bytes.extracting(first: max(bytes.count - 1, 0)))
        }
    }

    /// Calls `body` with the DNS name as a C string.
    borrowing func withTerminatedName<Result>(
        _ body: (UnsafePointer<CChar>?) -> Result
    ) -> Result {
        terminatedName.withBytes { (bytes) in
            unsafe bytes.withUnsafeBufferPointer { (buffer) in
                // Holds: CChar and UInt8 have one layout, and the text ends in a NUL.
                unsafe buffer.withMemoryRebound(to: CChar.self) { unsafe body($0.baseAddress) }
            }
        }
    }

    /// Whether this is the same peer as `other`.
    borrowing func isSame(as other: borrowing PeerIdentity) -> Bool {
        guard kind == other.kind else { return false }
        switch kind {
        case .none: return false
        case .address: return isSameAddress(address, other.address)
        case .dnsName:
            return withName { (name) in
                other.withName { (otherName) in
                    isSameText(name, otherName)
                }
            }
        }
    }

    private var endsInNumber: Bool {
        withName { (name) in
            var start = name.count
            while start > 0 && name[start - 1] != UInt8(ascii: ".") {
                start -= 1
            }
            return isNumber(name.extracting(start..<name.count))
        }
    }

    private mutating func readAddress(isLiteral: Bool) {
        var parsed = tls_address()
        // Holds: a C string and a struct that live through the call.
        let isAddress = unsafe withTerminatedName { unsafe tls_address_parse($0, &parsed) } != 0
        if isAddress && isLiteral {
            kind = .address
            address = parsed
        }
        terminatedName.removeAll()
    }
}

/// Whether two addresses have the same bytes.
func isSameAddress(_ first: tls_address, _ second: tls_address) -> Bool {
    guard first.length == second.length else { return false }
    return withAddressBytes(of: first) { (bytes) in
        withAddressBytes(of: second) { (otherBytes) in isSameText(bytes, otherBytes) }
    }
}

/// Calls `body` with the 4 or 16 bytes of an address, in network order.
func withAddressBytes<Result>(
    of address: tls_address, _ body: (borrowing Span<UInt8>) -> Result
) -> Result {
    unsafe withUnsafePointer(to: address) { (pointer) in
        // Holds: the array inside the struct has 16 bytes, and `length` is 0, 4 or 16.
        let buffer = unsafe UnsafeBufferPointer(
            start: tls_address_bytes(pointer), count: min(Int(address.length), 16))
        return unsafe body(buffer.span)
    }
}

/// Whether two byte strings are equal.
func isSameText(_ first: borrowing Span<UInt8>, _ second: borrowing Span<UInt8>) -> Bool {
    guard first.count == second.count else { return false }
    for index in first.indices where first[index] != second[index] {
        return false
    }
    return true
}

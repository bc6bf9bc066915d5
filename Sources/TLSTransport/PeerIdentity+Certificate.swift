extension PeerIdentity {
    /// Whether a certificate with these names is for this peer.
    ///
    /// Only the subject alternative name counts, never the common name (RFC 9525 §2): a DNS name
    /// by its dNSName entries, an address by its iPAddress entries, byte for byte.
    ///
    /// - Parameters:
    ///   - names: Where the entries of the subject alternative name lie; nil if there is none.
    ///   - bytes: What the range is of.
    borrowing func isNamed(by names: Range<Int>?, in bytes: borrowing Span<UInt8>) -> Bool {
        guard let names else { return false }
        var reader = DERReader(names)
        var isFound = false
        // Bounded: every element takes two bytes or more.
        while !reader.isAtEnd {
            // An entry that cannot be read spoils the list, whatever else it holds.
            guard let entry = reader.next(in: bytes) else { return false }
            let value = bytes.extracting(entry.content)
            switch (entry.tag, kind) {
            case (DERTag.dNSName, .dnsName):
                isFound = isFound || withName { covers(presented: value, name: $0) }
            case (DERTag.iPAddress, .address):
                isFound = isFound || withAddressBytes(of: address) { isSameText($0, value) }
            default:
                break
            }
        }
        return isFound
    }
}

import CMbedTLS

extension PeerIdentity {
    /// Whether a certificate with these extensions is for this peer.
    ///
    /// Only the subject alternative name counts, never the common name (RFC 9525 §2): a DNS name
    /// by its dNSName entries, an address by its iPAddress entries, byte for byte.
    ///
    /// - Parameter extensions: A SEQUENCE OF Extension in DER (RFC 5280 §4.1), or nothing.
    borrowing func isNamed(inExtensions extensions: borrowing Span<UInt8>) -> Bool {
        guard let names = subjectAlternativeName(in: extensions) else { return false }
        var reader = DERReader(names)
        var isFound = false
        // Bounded: every element takes two bytes or more.
        while !reader.isAtEnd {
            // An entry that cannot be read spoils the list, whatever else it holds.
            guard let entry = reader.next(in: extensions) else { return false }
            let value = extensions.extracting(entry.content)
            switch (entry.tag, kind) {
            case (Tag.dNSName, .dnsName):
                isFound = isFound || withName { covers(presented: value, name: $0) }
            case (Tag.iPAddress, .address):
                isFound = isFound || withAddressBytes(of: address) { isSameText($0, value) }
            default:
                break
            }
        }
        return isFound
    }

    private enum Tag {
        static let boolean: UInt8 = 0x01
        static let octetString: UInt8 = 0x04
        static let objectIdentifier: UInt8 = 0x06
        static let sequence: UInt8 = 0x30
        // RFC 5280 §4.2.1.6: GeneralName, context tags 2 and 7.
        static let dNSName: UInt8 = 0x82
        static let iPAddress: UInt8 = 0x87
    }

    /// Where the entries of the subject alternative name lie; nil if there is no such extension or
    /// the list of extensions is malformed.
    private borrowing func subjectAlternativeName(
        in extensions: borrowing Span<UInt8>
    ) -> Range<Int>? {
        var outer = DERReader(0..<extensions.count)
        guard let list = outer.next(tag: Tag.sequence, in: extensions) else { return nil }
        var reader = DERReader(list.content)
        // Bounded: every element takes two bytes or more.
        while !reader.isAtEnd {
            guard let each = reader.next(tag: Tag.sequence, in: extensions) else { return nil }
            var members = DERReader(each.content)
            guard let identifier = members.next(tag: Tag.objectIdentifier, in: extensions),
                var value = members.next(in: extensions)
            else { return nil }
            if value.tag == Tag.boolean {
                guard let behind = members.next(in: extensions) else { return nil }
                value = behind
            }
            guard value.tag == Tag.octetString else { return nil }
            // RFC 5280 §4.2.1.6: id-ce-subjectAltName, 2.5.29.17.
            let content = identifier.content
            guard
                content.count == 3 && extensions[content.lowerBound] == 0x55
                    && extensions[content.lowerBound + 1] == 0x1D
                    && extensions[content.lowerBound + 2] == 0x11
            else { continue }
            var inner = DERReader(value.content)
            return inner.next(tag: Tag.sequence, in: extensions)?.content
        }
        return nil
    }
}

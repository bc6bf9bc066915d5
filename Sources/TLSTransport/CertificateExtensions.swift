/// What the checks need to know of a certificate's extensions (RFC 5280 §4.2). The ranges lie in the bytes
/// that it was read from.
struct CertificateExtensions {
    /// The GeneralNames of the subject alternative name.
    private(set) var names: Range<Int>?
    private(set) var areNamesCritical = false
    /// The lists of subtrees.
    private(set) var nameConstraints: Range<Int>?
    private(set) var hasPolicyConstraints = false
    private(set) var basicConstraints: Range<Int>?
    private(set) var areBasicConstraintsCritical = false
    /// The first bits of the key usage.
    private(set) var keyUsage: UInt8?
    /// The identifiers of the extended key usage.
    private(set) var purposes: Range<Int>?

    /// Reads a SEQUENCE OF Extension in DER (RFC 5280 §4.1), or nothing; nil if it is malformed, has an
    /// extension twice, or more than ``TransportLimits/extensionCount``.
    init?(_ bytes: borrowing Span<UInt8>) {
        guard !bytes.isEmpty else { return }
        var outer = DERReader(0..<bytes.count)
        guard let list = outer.next(tag: DERTag.sequence, in: bytes), outer.isAtEnd else {
            return nil
        }
        var reader = DERReader(list.content)
        for _ in 0..<TransportLimits.extensionCount where !reader.isAtEnd {
            guard let each = Extension(&reader, in: bytes),
                !each.isRepeated(behind: reader, in: bytes), take(each, in: bytes)
            else { return nil }
        }
        guard reader.isAtEnd else { return nil }
    }

    /// Whether one of the purposes is `purpose`, by the content of its OBJECT IDENTIFIER.
    func hasPurpose(
        _ purpose: borrowing Span<UInt8>, in bytes: borrowing Span<UInt8>
    ) -> Bool {
        guard let purposes else { return false }
        var reader = DERReader(purposes)
        // Bounded: every element takes two bytes or more.
        while !reader.isAtEnd {
            guard let each = reader.next(tag: DERTag.objectIdentifier, in: bytes) else {
                return false
            }
            if isSameText(bytes.extracting(each.content), purpose) { return true }
        }
        return false
    }

    /// Whether the basic constraints say that this is an authority (RFC 5280 §4.2.1.9).
    func isAuthority(in bytes: borrowing Span<UInt8>) -> Bool {
        guard let basicConstraints else { return false }
        var reader = DERReader(basicConstraints)
        guard let flag = reader.next(tag: DERTag.boolean, in: bytes) else { return false }
        return flag.content.count == 1 && bytes[flag.content.lowerBound] != 0
    }

    private mutating func take(_ each: Extension, in bytes: borrowing Span<UInt8>) -> Bool {
        let identifier = each.identifier
        // RFC 5280 §4.2.1: id-ce is 2.5.29, and one number follows.
        guard
            identifier.count == 3 && bytes[identifier.lowerBound] == 0x55
                && bytes[identifier.lowerBound + 1] == 0x1D
        else { return true }
        var inner = DERReader(each.value)
        switch bytes[identifier.lowerBound + 2] {
        case 15:
            // §4.2.1.3: a BIT STRING, whose first byte counts the unused bits at its end.
            guard let bits = inner.next(tag: DERTag.bitString, in: bytes), inner.isAtEnd,
                bits.content.count >= 2
            else { return false }
            keyUsage = bytes[bits.content.lowerBound + 1]
        case 17:
            names = sequence(&inner, in: bytes)
            areNamesCritical = each.isCritical
            return names != nil
        case 19:
            basicConstraints = sequence(&inner, in: bytes)
            areBasicConstraintsCritical = each.isCritical
            return basicConstraints != nil
        case 30:
            nameConstraints = sequence(&inner, in: bytes)
            return nameConstraints != nil
        case 36:
            hasPolicyConstraints = true
        case 37:
            purposes = sequence(&inner, in: bytes)
            return purposes != nil
        default:
            break
        }
        return true
    }

    /// The content of a SEQUENCE that is alone.
    private func sequence(
        _ reader: inout DERReader, in bytes: borrowing Span<UInt8>
    ) -> Range<Int>? {
        let content = reader.next(tag: DERTag.sequence, in: bytes)?.content
        return reader.isAtEnd ? content : nil
    }
}

/// One extension: its identifier, and what its OCTET STRING holds.
private struct Extension {
    let identifier: Range<Int>
    let isCritical: Bool
    let value: Range<Int>

    init?(_ reader: inout DERReader, in bytes: borrowing Span<UInt8>) {
        guard let each = reader.next(tag: DERTag.sequence, in: bytes) else { return nil }
        var members = DERReader(each.content)
        guard let identifier = members.next(tag: DERTag.objectIdentifier, in: bytes),
            var value = members.next(in: bytes)
        else { return nil }
        var isCritical = false
        if value.tag == DERTag.boolean {
            guard value.content.count == 1, let behind = members.next(in: bytes) else {
                return nil
            }
            isCritical = bytes[value.content.lowerBound] != 0
            value = behind
        }
        guard value.tag == DERTag.octetString && members.isAtEnd else { return nil }
        self.identifier = identifier.content
        self.isCritical = isCritical
        self.value = value.content
    }

    /// Whether the identifier comes again (RFC 5280 §4.2: it must not), or what follows is malformed.
    func isRepeated(behind reader: DERReader, in bytes: borrowing Span<UInt8>) -> Bool {
        var rest = reader
        while !rest.isAtEnd {
            guard let other = Extension(&rest, in: bytes) else { return true }
            if isSameText(bytes.extracting(identifier), bytes.extracting(other.identifier)) {
                return true
            }
        }
        return false
    }
}

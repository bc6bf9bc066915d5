/// What an authority may certify (RFC 5280 §4.2.1.10): the names below it must lie in a permitted subtree
/// of their kind, if there is one, and in no excluded one.
///
/// DNS names and addresses are compared as the RFC says. Of directory names only those count as within
/// a subtree that begin with it byte for byte; of any other kind nothing does. Where that leaves a
/// doubt, the name is refused.
struct NameConstraints {
    /// Where the lists of subtrees lie.
    let lists: Range<Int>

    /// Whether the constraints permit a name.
    ///
    /// - Parameters:
    ///   - name: The content of the GeneralName.
    ///   - tag: Its tag.
    ///   - bytes: What `lists` is a range of.
    ///   - budget: How many more subtrees may be looked at in this chain; without one left, nothing is
    ///     permitted.
    func permit(
        _ name: borrowing Span<UInt8>, tag: UInt8, in bytes: borrowing Span<UInt8>,
        budget: inout Int
    ) -> Bool {
        var reader = DERReader(lists)
        guard !reader.isAtEnd else { return false }
        while !reader.isAtEnd {
            guard let list = reader.next(in: bytes), !list.content.isEmpty,
                list.tag == DERTag.permittedSubtrees || list.tag == DERTag.excludedSubtrees
            else { return false }
            let isExcluded = list.tag == DERTag.excludedSubtrees
            var isConstrained = false
            var isWithin = false
            var subtrees = DERReader(list.content)
            while !subtrees.isAtEnd {
                budget -= 1
                guard budget > 0, let base = base(of: &subtrees, in: bytes) else { return false }
                guard base.tag == tag else { continue }
                let subtree = bytes.extracting(base.content)
                guard let answer = lies(name, tag: tag, in: subtree, orMay: isExcluded) else {
                    return false
                }
                isConstrained = true
                isWithin = isWithin || answer
            }
            if isExcluded ? isWithin : isConstrained && !isWithin { return false }
        }
        return true
    }

    /// The next subtree's base; nil if it is malformed, or has a distance, which must not be.
    private func base(
        of subtrees: inout DERReader, in bytes: borrowing Span<UInt8>
    ) -> DERElement? {
        guard let subtree = subtrees.next(tag: DERTag.sequence, in: bytes) else { return nil }
        var members = DERReader(subtree.content)
        let base = members.next(in: bytes)
        return members.isAtEnd ? base : nil
    }

    /// Whether a name lies in a subtree; nil if one of them is malformed. `orMay` is the answer in doubt.
    private func lies(
        _ name: borrowing Span<UInt8>, tag: UInt8, in subtree: borrowing Span<UInt8>,
        orMay isDoubtful: Bool
    ) -> Bool? {
        switch tag {
        case DERTag.dNSName:
            let isWildcard =
                name.count > 2 && name[0] == UInt8(ascii: "*") && name[1] == UInt8(ascii: ".")
            let host = name.extracting((isWildcard ? 2 : 0)..<name.count)
            guard isDNSName(host) && (subtree.isEmpty || isDNSName(subtree)) else { return nil }
            // A wildcard may stand for a host in a subtree below it.
            return isSameOrBelow(host, subtree)
                || isWildcard && isDoubtful && isSameOrBelow(subtree, host)
        case DERTag.iPAddress:
            return lies(address: name, in: subtree)
        case DERTag.directoryName:
            return isDoubtful ? true : begins(name, with: subtree)
        default:
            return isDoubtful
        }
    }

    /// Whether a DNS name is another one, or has it behind further labels; every name has the empty one.
    private func isSameOrBelow(
        _ name: borrowing Span<UInt8>, _ parent: borrowing Span<UInt8>
    ) -> Bool {
        guard name.count >= parent.count else { return false }
        let start = name.count - parent.count
        for index in parent.indices
        where lowercased(name[start + index]) != lowercased(parent[index]) {
            return false
        }
        return start == 0 || parent.isEmpty || name[start - 1] == UInt8(ascii: ".")
    }

    /// Whether an address lies in a range, which is an address and a mask of as many bytes.
    private func lies(
        address: borrowing Span<UInt8>, in range: borrowing Span<UInt8>
    ) -> Bool? {
        guard address.count == 4 || address.count == 16, range.count == 8 || range.count == 32
        else { return nil }
        let half = range.count / 2
        var isWithin = address.count == half
        var isMaskAtEnd = false
        for index in 0..<half {
            let mask = range[half + index]
            // RFC 4632 §3.1: the bits of a mask stand at its beginning.
            let isContiguous = (~mask).leadingZeroBitCount == mask.nonzeroBitCount
            guard isContiguous && !(isMaskAtEnd && mask != 0) else { return nil }
            isMaskAtEnd = isMaskAtEnd || mask != 0xFF
            isWithin = isWithin && (address[index] ^ range[index]) & mask == 0
        }
        return isWithin
    }

    /// Whether one directory name, a SEQUENCE, begins with the whole of another.
    private func begins(
        _ name: borrowing Span<UInt8>, with beginning: borrowing Span<UInt8>
    ) -> Bool? {
        var names = DERReader(0..<name.count)
        var beginnings = DERReader(0..<beginning.count)
        guard let whole = names.next(tag: DERTag.sequence, in: name)?.content,
            let part = beginnings.next(tag: DERTag.sequence, in: beginning)?.content
        else { return nil }
        guard whole.count >= part.count else { return false }
        return isSameText(
            name.extracting(whole.lowerBound..<whole.lowerBound + part.count),
            beginning.extracting(part))
    }
}

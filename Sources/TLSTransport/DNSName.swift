// The form of DNS names, and how a certificate's names are compared with the one that is meant.

/// The letter in lower case if it is an ASCII letter.
func lowercased(_ byte: UInt8) -> UInt8 {
    UInt8(ascii: "A") <= byte && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
}

/// Whether `name` is a DNS name as hosts have it: labels of 1 to 63 letters, digits, hyphens and
/// underscores, no hyphen at a label's ends, no trailing dot (RFC 1034 §3.5; the underscore is in
/// use, though not in certificates).
func isDNSName(_ name: borrowing Span<UInt8>) -> Bool {
    guard !name.isEmpty && name.count <= TransportLimits.hostNameBytes else { return false }
    var labelCount = 0
    for index in name.indices {
        let byte = lowercased(name[index])
        switch byte {
        case UInt8(ascii: "."):
            guard labelCount > 0 && name[index - 1] != UInt8(ascii: "-") else { return false }
            labelCount = 0
            continue
        case UInt8(ascii: "-"):
            guard labelCount > 0 else { return false }
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"):
            break
        default:
            return false
        }
        labelCount += 1
        guard labelCount <= TransportLimits.hostLabelBytes else { return false }
    }
    return labelCount > 0 && name[name.count - 1] != UInt8(ascii: "-")
}

/// Whether a label reads as a number: decimal digits, or `0x` and hexadecimal ones.
func isNumber(_ label: borrowing Span<UInt8>) -> Bool {
    guard !label.isEmpty else { return false }
    let isHexadecimal =
        label.count >= 2 && label[0] == UInt8(ascii: "0") && label[1] == UInt8(ascii: "x")
    for index in (isHexadecimal ? 2 : 0)..<label.count {
        switch label[index] {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): continue
        case UInt8(ascii: "a")...UInt8(ascii: "f") where isHexadecimal: continue
        default: return false
        }
    }
    return true
}

/// Whether the name that a certificate presents covers `name`, a DNS name in lower case.
///
/// RFC 9525 §6.3: compared without regard to ASCII case; a wildcard stands for one whole label,
/// the left-most one. At least two labels must follow it, so that `*.com` covers nothing. A
/// presented name that is no DNS name, one with a NUL or a trailing dot for instance, covers
/// nothing either.
func covers(presented: borrowing Span<UInt8>, name: borrowing Span<UInt8>) -> Bool {
    let isWildcard =
        presented.count > 2 && presented[0] == UInt8(ascii: "*")
        && presented[1] == UInt8(ascii: ".")
    var nameStart = 0
    if isWildcard {
        while nameStart < name.count && name[nameStart] != UInt8(ascii: ".") {
            nameStart += 1
        }
        nameStart += 1
        guard nameStart > 1 && nameStart < name.count else { return false }
    }
    let presentedStart = isWildcard ? 2 : 0
    let expected = name.extracting(nameStart..<name.count)
    let offered = presented.extracting(presentedStart..<presented.count)
    guard expected.count == offered.count && isDNSName(offered) else { return false }
    var dotCount = 0
    for index in expected.indices {
        let byte = lowercased(offered[index])
        // RFC 5280 §4.2.1.6: a dNSName is in preferred name syntax.
        guard byte == expected[index] && byte != UInt8(ascii: "_") else { return false }
        dotCount += byte == UInt8(ascii: ".") ? 1 : 0
    }
    return !isWildcard || dotCount >= 1
}

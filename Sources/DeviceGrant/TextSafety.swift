import HTTPWire

/// Whether a text is of ASCII that every screen can show: no control bytes, no right-to-left marks,
/// no look-alikes of other scripts.
func isPrintable(_ text: borrowing Span<UInt8>) -> Bool {
    for index in text.indices where text[index] < 0x20 || text[index] > 0x7E { return false }
    return true
}

/// Whether a verification URI may be shown to a person: `https`, in printable ASCII (names of other
/// scripts in their `xn--` form), without user information that could pose as a host, and without
/// blanks that could push a part of it out of sight.
func isSafeToShow(_ text: borrowing Span<UInt8>) -> Bool {
    let scheme: StaticString = "https://"
    let schemeCount = scheme.utf8CodeUnitCount
    guard text.count > schemeCount, isPrintable(text), hasScheme(text, scheme) else {
        return false
    }
    for index in text.indices where text[index] == UInt8(ascii: " ") { return false }
    for index in schemeCount..<text.count {
        switch text[index] {
        case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"): return index > schemeCount
        case UInt8(ascii: "@"), UInt8(ascii: "\\"): return false
        default: break
        }
    }
    return true
}

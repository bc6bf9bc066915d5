import BoundedBytes

/// The URL of one of the server's endpoints, in the parts that a request needs.
///
/// Only what can be requested can be constructed: scheme `https` (or `http`, which says so in
/// ``isPlaintext``), a host, a port, and a path in ASCII without blanks or control bytes; no user
/// information and no fragment (RFC 6749 §3.1).
public struct Endpoint: ~Copyable {
    /// The longest URL, in bytes. Beyond: ``EndpointError/tooLong``.
    public static let bytesMaximum = 256

    /// Whether the URL's scheme is `http`.
    public var isPlaintext: Bool { parts.isPlaintext }

    /// The port, 1 to 65,535; 443 or 80 if the URL names none.
    public var port: UInt16 { parts.port }

    private let url: FixedBytes<256>
    private let parts: URLParts

    /// Parses an absolute URL.
    public init(_ text: borrowing Span<UInt8>) throws(EndpointError) {
        let parts = try URLParts(text)
        var url = FixedBytes<256>()
        do throws(CapacityExceeded) { try url.append(text) } catch { throw .tooLong }
        self.url = url
        self.parts = parts
    }

    /// Calls `body` with the host: a name in ASCII, or an IP address without brackets.
    public borrowing func withHost<Result: ~Copyable, Failure: Error>(
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try url.withBytes { (bytes) throws(Failure) in try body(bytes.extracting(parts.host)) }
    }

    /// Calls `body` with the authority as the `Host` field has it (RFC 9110 §7.2).
    borrowing func withAuthority<Result: ~Copyable, Failure: Error>(
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try url.withBytes { (bytes) throws(Failure) in try body(bytes.extracting(parts.authority)) }
    }

    /// Calls `body` with the path and query; empty if the URL ends behind the authority.
    borrowing func withPathAndQuery<Result: ~Copyable, Failure: Error>(
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try url.withBytes { (bytes) throws(Failure) in
            try body(bytes.extracting(parts.authority.upperBound..<bytes.count))
        }
    }
}

extension Endpoint {
    /// Whether the URL is the text, byte for byte.
    public borrowing func isEqual(to text: borrowing Span<UInt8>) -> Bool {
        url.withBytes { url in
            guard url.count == text.count else { return false }
            for index in url.indices where url[index] != text[index] { return false }
            return true
        }
    }
}

/// Why a text is not the URL of an endpoint.
public enum EndpointError: Error, Equatable, Sendable {
    /// Longer than ``Endpoint/bytesMaximum``.
    case tooLong
    /// Neither `https` nor `http`.
    case unsupportedScheme
    /// A byte that no URL holds, an empty host, user information, a bad port, or a fragment.
    case malformed
}

/// Where the parts of a URL stand in its text.
private struct URLParts {
    var isPlaintext: Bool
    var authority: Range<Int>
    var host: Range<Int>
    var port: UInt16

    init(_ text: borrowing Span<UInt8>) throws(EndpointError) {
        for index in text.indices where !isURLByte(text[index]) { throw .malformed }
        isPlaintext = hasPrefix(text, "http://")
        guard isPlaintext || hasPrefix(text, "https://") else { throw .unsupportedScheme }
        let start = isPlaintext ? 7 : 8
        var end = start
        while end < text.count, !isAuthorityEnd(text[end]) { end += 1 }
        authority = start..<end
        host = try Self.host(text, in: authority)
        let isBracketed = host.lowerBound > start
        let hostEnd = isBracketed ? host.upperBound + 1 : host.upperBound
        port =
            hostEnd == end
            ? (isPlaintext ? 80 : 443) : try Self.port(text, behind: hostEnd, before: end)
    }

    private static func host(
        _ text: borrowing Span<UInt8>, in authority: Range<Int>
    ) throws(EndpointError) -> Range<Int> {
        // RFC 3986 §3.2.2: an IPv6 address stands in brackets.
        let isBracketed = !authority.isEmpty && text[authority.lowerBound] == UInt8(ascii: "[")
        let start = isBracketed ? authority.lowerBound + 1 : authority.lowerBound
        let mark = isBracketed ? UInt8(ascii: "]") : UInt8(ascii: ":")
        var end = start
        while end < authority.upperBound, text[end] != mark {
            guard isBracketed ? isAddressByte(text[end]) : isNameByte(text[end]) else {
                throw .malformed
            }
            end += 1
        }
        guard end > start, !isBracketed || end < authority.upperBound else { throw .malformed }
        return start..<end
    }

    private static func port(
        _ text: borrowing Span<UInt8>, behind hostEnd: Int, before end: Int
    ) throws(EndpointError) -> UInt16 {
        guard text[hostEnd] == UInt8(ascii: ":"), hostEnd + 1 < end else { throw .malformed }
        var number: UInt32 = 0
        for index in hostEnd + 1..<end {
            guard let digit = decimal(text[index]) else { throw .malformed }
            number = number * 10 + digit
            guard number <= 65_535 else { throw .malformed }
        }
        guard number > 0 else { throw .malformed }
        return UInt16(truncatingIfNeeded: number)
    }
}

private func hasPrefix(_ text: borrowing Span<UInt8>, _ prefix: StaticString) -> Bool {
    guard text.count >= prefix.utf8CodeUnitCount else { return false }
    for index in 0..<prefix.utf8CodeUnitCount {
        // Safe: the index stays below the static text's length. Schemes compare without case.
        guard lowercase(text[index]) == (unsafe prefix.utf8Start[index]) else { return false }
    }
    return true
}

private func isURLByte(_ byte: UInt8) -> Bool {
    // RFC 3986 §2, without the fragment's mark.
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "#"), UInt8(ascii: "<"), UInt8(ascii: ">"),
        UInt8(ascii: "\\"), UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "{"),
        UInt8(ascii: "|"), UInt8(ascii: "}"):
        false
    default:
        byte > 0x20 && byte < 0x7F
    }
}

private func isAuthorityEnd(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?")
}

/// A byte of a host name, as DNS and certificates have it, or of an IPv4 address.
private func isNameByte(_ byte: UInt8) -> Bool {
    let letter = byte | 0x20
    return (UInt8(ascii: "a")...UInt8(ascii: "z") ~= letter && byte >= UInt8(ascii: "A"))
        || decimal(byte) != nil || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
        || byte == UInt8(ascii: "_")
}

private func isAddressByte(_ byte: UInt8) -> Bool {
    hexadecimal(byte) != nil || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
}

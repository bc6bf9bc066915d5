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
        try withPart(parts.host, body)
    }

    /// Calls `body` with the authority as the `Host` field has it (RFC 9110 §7.2).
    public borrowing func withAuthority<Result: ~Copyable, Failure: Error>(
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try withPart(parts.authority, body)
    }

    /// Calls `body` with the path and query; empty if the URL ends behind the authority.
    public borrowing func withPathAndQuery<Result: ~Copyable, Failure: Error>(
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try withPart(parts.authority.upperBound..<url.count, body)
    }

    private borrowing func withPart<Result: ~Copyable, Failure: Error>(
        _ part: Range<Int>, _ body: (borrowing Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try url.withBytes { (bytes) throws(Failure) in
            // Safe: the parts were found in these very bytes.
            try body(unsafe bytes.extracting(unchecked: part))
        }
    }

    /// Whether the URL has a query, be it an empty one.
    public var hasQuery: Bool { parts.hasQuery }
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
    var hasQuery = false

    init(_ text: borrowing Span<UInt8>) throws(EndpointError) {
        for index in text.indices {
            guard isURLByte(text[index]) else { throw .malformed }
            if text[index] == UInt8(ascii: "?") { hasQuery = true }
        }
        isPlaintext = hasScheme(text, "http://")
        guard isPlaintext || hasScheme(text, "https://") else { throw .unsupportedScheme }
        // Nothing from here on overflows: each index stays within the text.
        let start = isPlaintext ? 7 : 8
        var end = start
        while end < text.count, !isAuthorityEnd(text[end]) { end &+= 1 }
        authority = start..<end
        // RFC 3986 §3.2.2: an IPv6 address stands in brackets.
        let isBracketed = start < end && text[start] == UInt8(ascii: "[")
        let mark = isBracketed ? UInt8(ascii: "]") : UInt8(ascii: ":")
        let hostStart = isBracketed ? start &+ 1 : start
        var position = hostStart
        while position < end, text[position] != mark {
            let byte = text[position]
            guard isBracketed ? isAddressByte(byte) : isNameByte(byte) else { throw .malformed }
            position &+= 1
        }
        guard position > hostStart, !isBracketed || position < end else { throw .malformed }
        host = hostStart..<position
        if isBracketed { position &+= 1 }
        port = isPlaintext ? 80 : 443
        if position == end { return }
        guard text[position] == UInt8(ascii: ":"), position &+ 1 < end else { throw .malformed }
        var number: UInt32 = 0
        for index in position &+ 1..<end {
            guard let digit = decimal(text[index]) else { throw .malformed }
            number = number &* 10 &+ digit
            guard number <= 65_535 else { throw .malformed }
        }
        guard number > 0 else { throw .malformed }
        port = UInt16(truncatingIfNeeded: number)
    }
}

/// Whether the text begins with the scheme, and goes on. Schemes compare without case.
@inline(never)
public func hasScheme(_ text: borrowing Span<UInt8>, _ scheme: StaticString) -> Bool {
    guard text.count >= scheme.utf8CodeUnitCount else { return false }
    for index in 0..<scheme.utf8CodeUnitCount {
        // Safe: the index stays below the static text's length.
        guard lowercase(text[index]) == (unsafe scheme.utf8Start[index]) else { return false }
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

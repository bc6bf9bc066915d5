import BoundedBytes

/// Writes a request (RFC 9112 §3): a line, fields, an empty line, the body, in this order.
///
/// What does not fit is left out, and only counted: whoever lends the room looks at ``byteCount`` at
/// the end, and takes back what is not whole. In no room at all a writer counts.
public struct RequestWriter {
    /// The bytes of all that was to be written, whether or not they fitted.
    public private(set) var byteCount = 0

    /// The bytes of a base64 group that is not complete, most significant first.
    private var group: UInt32 = 0
    private var groupCount = 0
    private var isBase64 = false

    public init() {}

    /// How a text is written.
    public enum Encoding: Equatable, Sendable {
        /// As it is.
        case plain
        /// `application/x-www-form-urlencoded` (RFC 6749 Appendix B), over UTF-8: in a body, or in a
        /// credential.
        case form
        /// The same, in a URL's query, for a server that does not decode it: a colon may stand there
        /// as it is (RFC 3986 §3.4), and a blank is `%20`, which every decoder knows.
        case query
    }

    @inline(never)
    public mutating func write(
        _ bytes: borrowing Span<UInt8>, as encoding: Encoding, to output: inout OutputSpan<UInt8>
    ) {
        for index in bytes.indices {
            let byte = bytes[index]
            if encoding == .plain || isUnreserved(byte)
                || (encoding == .query && byte == UInt8(ascii: ":"))
            {
                put(byte, to: &output)
            } else if encoding == .form && byte == UInt8(ascii: " ") {
                put(UInt8(ascii: "+"), to: &output)
            } else {
                put(UInt8(ascii: "%"), to: &output)
                put(hexadecimalDigit(byte >> 4), to: &output)
                put(hexadecimalDigit(byte & 0x0F), to: &output)
            }
        }
    }

    @inline(never)
    public mutating func write(
        _ text: StaticString, as encoding: Encoding = .plain, to output: inout OutputSpan<UInt8>
    ) {
        // Safe: a static string's bytes are there for the life of the program.
        let bytes = unsafe UnsafeBufferPointer(
            start: text.utf8Start, count: text.utf8CodeUnitCount)
        write(unsafe Span(_unsafeElements: bytes), as: encoding, to: &output)
    }

    /// Writes a path with its query, or that of a well-known document of the endpoint.
    public mutating func writeTarget(
        _ endpoint: borrowing Endpoint, _ document: WellKnownDocument?,
        to output: inout OutputSpan<UInt8>
    ) {
        endpoint.withPathAndQuery { path in
            var count = path.count
            if document != nil, count > 0, path[count - 1] == UInt8(ascii: "/") { count -= 1 }
            if document == .oauthAuthorizationServer {
                write("/.well-known/oauth-authorization-server", to: &output)
            } else if count == 0 ? document == nil : path[0] != UInt8(ascii: "/") {
                // RFC 9112 §3.2.1: an empty path is sent as "/".
                write("/", to: &output)
            }
            write(path.extracting(first: count), as: .plain, to: &output)
            if document == .openIDConfiguration {
                write("/.well-known/openid-configuration", to: &output)
            }
        }
    }

    /// Ends the request line, and writes the fields that every request carries.
    public mutating func endRequestLine(
        _ endpoint: borrowing Endpoint, to output: inout OutputSpan<UInt8>
    ) {
        write(" HTTP/1.1\r\nHost: ", to: &output)
        endpoint.withAuthority { write($0, as: .plain, to: &output) }
        write("\r\nUser-Agent: DeviceGrant\r\nAccept: application/json\r\n", to: &output)
    }

    /// Writes an `Authorization` field with the Basic scheme: both parts form-encoded before the
    /// base64 (RFC 6749 §2.3.1).
    public mutating func writeBasicAuthorization(
        user: borrowing Span<UInt8>, password: borrowing Span<UInt8>,
        to output: inout OutputSpan<UInt8>
    ) {
        write("Authorization: Basic ", to: &output)
        isBase64 = true
        write(user, as: .form, to: &output)
        write(":", to: &output)
        write(password, as: .form, to: &output)
        if groupCount > 0 { endGroup(to: &output) }
        isBase64 = false
        write("\r\n", to: &output)
    }

    /// Writes the fields of a request that carries a form of `byteCount` bytes.
    public mutating func writeFormFields(
        byteCount: Int, to output: inout OutputSpan<UInt8>
    ) {
        write(
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ", to: &output)
        var scale = 1
        while byteCount / scale >= 10 { scale *= 10 }
        while scale > 0 {
            put(UInt8(truncatingIfNeeded: 0x30 + byteCount / scale % 10), to: &output)
            scale /= 10
        }
        write("\r\n", to: &output)
    }

    // MARK: Bytes

    private mutating func put(_ byte: UInt8, to output: inout OutputSpan<UInt8>) {
        guard isBase64 else { return putRaw(byte, to: &output) }
        group = group << 8 | UInt32(byte)
        groupCount += 1
        if groupCount == 3 { endGroup(to: &output) }
    }

    @inline(never)
    private mutating func putRaw(_ byte: UInt8, to output: inout OutputSpan<UInt8>) {
        byteCount += 1
        if !output.isFull { output.append(byte) }
    }

    /// Writes a group in base64 (RFC 4648 §4), the last one with its padding.
    @inline(never)
    private mutating func endGroup(to output: inout OutputSpan<UInt8>) {
        group <<= UInt32(8 * (3 - groupCount))
        for index in 0..<4 {
            let digit = UInt8(truncatingIfNeeded: group >> 18 & 0x3F)
            putRaw(index <= groupCount ? base64Digit(digit) : UInt8(ascii: "="), to: &output)
            group <<= 6
        }
        group = 0
        groupCount = 0
    }
}

/// A document that a server publishes of itself, under a path of its issuer.
public enum WellKnownDocument: Equatable, Sendable {
    /// RFC 8414 §3.1: between the host and the issuer's own path.
    case oauthAuthorizationServer
    /// OpenID Connect Discovery §4: behind the issuer's path.
    case openIDConfiguration
}

/// The bytes that every decoder leaves alone (RFC 3986 §2.3).
private func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        true
    default:
        false
    }
}

private func hexadecimalDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
}

private func base64Digit(_ value: UInt8) -> UInt8 {
    switch value {
    case 0..<26: UInt8(ascii: "A") + value
    case 26..<52: UInt8(ascii: "a") + value - 26
    case 52..<62: UInt8(ascii: "0") + value - 52
    case 62: UInt8(ascii: "+")
    default: UInt8(ascii: "/")
    }
}

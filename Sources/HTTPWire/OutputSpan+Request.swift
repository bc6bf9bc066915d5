import BoundedBytes

// The writer of requests (RFC 9112 §3): a line, fields, an empty line, the body, in this order.
// Each call writes its part whole or throws.

extension OutputSpan<UInt8> {
    /// Writes the method and the endpoint's path; a query may follow.
    ///
    /// - Parameter method: `GET` or `POST`.
    public mutating func beginRequestLine(
        _ method: StaticString, _ endpoint: borrowing Endpoint
    ) throws(CapacityExceeded) {
        try write(method)
        try write(" ")
        try endpoint.withPathAndQuery { (target) throws(CapacityExceeded) in
            // RFC 9112 §3.2.1: an empty path is sent as "/".
            if target.isEmpty || target[0] != UInt8(ascii: "/") { try write("/") }
            try write(target)
        }
    }

    /// Ends the request line, and writes the fields that every request carries.
    public mutating func endRequestLine(_ endpoint: borrowing Endpoint) throws(CapacityExceeded) {
        try write(" HTTP/1.1\r\nHost: ")
        try endpoint.withAuthority { (authority) throws(CapacityExceeded) in
            try write(authority)
        }
        try write("\r\nUser-Agent: DeviceGrant\r\nAccept: application/json\r\n")
    }

    /// Writes an `Authorization` field with the Basic scheme: both parts form-encoded before the
    /// base64 (RFC 6749 §2.3.1).
    public mutating func writeBasicAuthorization(
        user: borrowing Span<UInt8>, password: borrowing Span<UInt8>
    ) throws(CapacityExceeded) {
        try write("Authorization: Basic ")
        var base64 = Base64Writer()
        try base64.write(formEncoding: user, to: &self)
        try base64.write(UInt8(ascii: ":"), to: &self)
        try base64.write(formEncoding: password, to: &self)
        try base64.finish(to: &self)
        try write("\r\n")
    }

    /// Ends the head of a request that carries a form of `bodyCount` bytes.
    public mutating func endRequestHead(formBytes bodyCount: Int) throws(CapacityExceeded) {
        try write("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ")
        try write(decimal: UInt32(truncatingIfNeeded: bodyCount))
        try write("\r\n\r\n")
    }

    /// Ends the head of a request without a body.
    public mutating func endRequestHead() throws(CapacityExceeded) {
        try write("\r\n")
    }
}

import CMbedTLS

/// Adds the certificates in `text` to the library's list of roots: one in DER, or any number in
/// PEM (RFC 7468 §5). Text around the PEM blocks is ignored, a damaged block is not.
///
/// - Returns: How many were added.
func addRoots(
    from text: borrowing Span<UInt8>, to contexts: UnsafeMutablePointer<tls_contexts>
) throws(TLSSetupFailure) -> Int {
    // X.690: a certificate is a SEQUENCE; no PEM text begins with this byte, which is "0".
    if text.count > 2 && text[0] == 0x30 && text[1] >= 0x80 {
        try unsafe addRoot(text, to: contexts)
        return 1
    }
    var added = 0
    var position = 0
    // Bounded: every turn moves on behind one block of the text.
    while let begin = find("-----BEGIN CERTIFICATE-----", in: text, from: position) {
        guard let end = find("-----END CERTIFICATE-----", in: text, from: begin.upperBound) else {
            throw .rootsUnreadable
        }
        try unsafe addBase64Root(
            text.extracting(begin.upperBound..<end.lowerBound), to: contexts)
        added += 1
        position = end.upperBound
    }
    return added
}

private func addBase64Root(
    _ text: borrowing Span<UInt8>, to contexts: UnsafeMutablePointer<tls_contexts>
) throws(TLSSetupFailure) {
    var certificate = InlineArray<3072, UInt8>(repeating: 0)
    var count = 0
    var target = certificate.mutableSpan
    // Holds: both buffers live through the call, which writes at most `target.count` bytes.
    let status = unsafe target.withUnsafeMutableBufferPointer { (output) in
        unsafe text.withUnsafeBufferPointer { (input) in
            unsafe mbedtls_base64_decode(
                output.baseAddress, output.count, &count, input.baseAddress, input.count)
        }
    }
    guard status == 0 && count > 0 else { throw .rootsUnreadable }
    try unsafe addRoot(certificate.span.extracting(first: count), to: contexts)
}

private func addRoot(
    _ certificate: borrowing Span<UInt8>, to contexts: UnsafeMutablePointer<tls_contexts>
) throws(TLSSetupFailure) {
    // Holds: the library copies the bytes before it returns.
    let status = unsafe certificate.withUnsafeBufferPointer { (buffer) in
        unsafe tls_contexts_add_root(contexts, buffer.baseAddress, buffer.count)
    }
    guard status == 0 else { throw isOutOfMemory(status) ? .outOfMemory : .rootsUnreadable }
}

/// Where `word` first lies in `text` at or behind `start`.
private func find(
    _ word: StaticString, in text: borrowing Span<UInt8>, from start: Int
) -> Range<Int>? {
    let count = word.utf8CodeUnitCount
    // Holds: a static string's bytes are there for the life of the program.
    let bytes = unsafe UnsafeBufferPointer(start: word.utf8Start, count: count)
    guard text.count - start >= count else { return nil }
    for position in start...text.count - count {
        var matched = 0
        while unsafe matched < count && text[position + matched] == bytes[matched] {
            matched += 1
        }
        if matched == count { return position..<position + count }
    }
    return nil
}

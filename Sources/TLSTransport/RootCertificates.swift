import CMbedTLS

/// The pinned root certificates, in memory of the owner's: one in DER, or any number in PEM (RFC 7468
/// §5). Text around the PEM blocks is ignored, a damaged block is not.
///
/// They are decoded one at a time, and only those that a chain names as its issuers are parsed: a
/// bundle of 150 takes no more of the heap than the one that counts.
@safe
struct RootCertificates {
    private var text: UnsafeBufferPointer<UInt8>

    /// No roots: nobody is trusted.
    init() {
        unsafe text = UnsafeBufferPointer(start: nil, count: 0)
    }

    /// - Parameter text: There, and unchanged, for as long as the roots are used.
    init(_ text: UnsafeBufferPointer<UInt8>) {
        unsafe self.text = text
    }

    var isEmpty: Bool { unsafe text.isEmpty }

    /// SHA-256 of all of them, as the owner has them.
    func digest() -> InlineArray<32, UInt8> {
        unsafe sha256(of: text.span)
    }

    /// Parses each of them and gives its memory back.
    func check(with contexts: UnsafeMutablePointer<tls_contexts>) throws(TLSSetupFailure) {
        var count = 0
        try forEach { (root) throws(TLSSetupFailure) in
            try unsafe add(root, to: contexts)
            unsafe tls_contexts_remove_roots(contexts)
            count += 1
        }
        guard count > 0 || isEmpty else { throw .rootsUnreadable }
    }

    /// Parses those that a certificate of the list could be issued by. Names are compared byte by
    /// byte, as RFC 5280 §4.1.2.6 lets authorities encode them.
    ///
    /// - Parameter list: What the server sent. It holds through the call.
    func addIssuers(
        of list: UnsafePointer<mbedtls_x509_crt>, to contexts: UnsafeMutablePointer<tls_contexts>
    ) throws(TLSSetupFailure) {
        try forEach { (root) throws(TLSSetupFailure) in
            guard let subject = subject(of: root) else { return }
            var next: UnsafePointer<mbedtls_x509_crt>? = unsafe list
            while let certificate = unsafe next {
                let issuer = unsafe content(of: certificate.pointee.issuer_raw)
                if unsafe isSameText(root.extracting(subject), issuer.span) {
                    return try unsafe add(root, to: contexts)
                }
                unsafe next = UnsafePointer(certificate.pointee.next)
            }
        }
    }

    /// Calls `body` with each root in DER.
    private func forEach(
        _ body: (borrowing Span<UInt8>) throws(TLSSetupFailure) -> Void
    ) throws(TLSSetupFailure) {
        // Holds: the owner's promise.
        let text = unsafe self.text.span
        // X.690: a certificate is a SEQUENCE; no PEM text begins with this byte, which is "0".
        if text.count > 2 && text[0] == DERTag.sequence && text[1] >= 0x80 {
            return try body(text)
        }
        var position = 0
        // Bounded: every turn moves on behind one block of the text.
        while let begin = find("-----BEGIN CERTIFICATE-----", in: text, from: position) {
            guard let end = find("-----END CERTIFICATE-----", in: text, from: begin.upperBound)
            else { throw .rootsUnreadable }
            try decode(text.extracting(begin.upperBound..<end.lowerBound), body)
            position = end.upperBound
        }
    }

    private func decode(
        _ text: borrowing Span<UInt8>,
        _ body: (borrowing Span<UInt8>) throws(TLSSetupFailure) -> Void
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
        try body(certificate.span.extracting(first: count))
    }

    private func add(
        _ root: borrowing Span<UInt8>, to contexts: UnsafeMutablePointer<tls_contexts>
    ) throws(TLSSetupFailure) {
        // Holds: the library copies the bytes before it returns.
        let status = unsafe root.withUnsafeBufferPointer { (buffer) in
            unsafe tls_contexts_add_root(contexts, buffer.baseAddress, buffer.count)
        }
        guard status == 0 else { throw isOutOfMemory(status) ? .outOfMemory : .rootsUnreadable }
    }
}

/// Where a certificate's subject lies (RFC 5280 §4.1), its tag and length included; nil if there is none.
private func subject(of certificate: borrowing Span<UInt8>) -> Range<Int>? {
    var reader = DERReader(0..<certificate.count)
    guard let whole = reader.next(tag: DERTag.sequence, in: certificate) else { return nil }
    reader = DERReader(whole.content)
    guard let signed = reader.next(tag: DERTag.sequence, in: certificate) else { return nil }
    reader = DERReader(signed.content)
    // The version, which a certificate of version 1 leaves out, and the serial number.
    guard let first = reader.next(in: certificate) else { return nil }
    if first.tag == DERTag.version, reader.next(in: certificate) == nil { return nil }
    // Signature algorithm, issuer and validity.
    var previous: DERElement?
    for _ in 0..<3 {
        previous = reader.next(tag: DERTag.sequence, in: certificate)
        guard previous != nil else { return nil }
    }
    guard let previous, let subject = reader.next(tag: DERTag.sequence, in: certificate) else {
        return nil
    }
    return previous.content.upperBound..<subject.content.upperBound
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

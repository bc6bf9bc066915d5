import CMbedTLS

/// A chain of certificates while the TLS library goes through it, and the checks that it leaves to us.
///
/// The library builds the chain from the leaf to a pinned root and checks signatures, keys, hashes,
/// path lengths, and that each issuer is an authority. It then gives each certificate here, the root first
/// and the leaf last. A root's own form does not matter (RFC 5280 §6.1.1 (d)): private ones often have
/// few extensions.
@safe
struct CertificateChain {
    // From the root down. The library keeps them while it verifies, and nobody looks at them later.
    private var certificates = unsafe InlineArray<10, UnsafePointer<mbedtls_x509_crt>?>(
        repeating: nil)
    private var count = 0
    private var budget = 0

    /// Whether no certificate was looked at: there is none in a resumed handshake.
    var isEmpty: Bool { count == 0 }

    /// Forgets the chain, for the next handshake.
    mutating func removeAll() {
        count = 0
        budget = TransportLimits.nameComparisonCount
    }

    /// Takes the next certificate and returns what is wrong with it, as the library's flags.
    ///
    /// - Parameters:
    ///   - certificate: One that the one before issued.
    ///   - isLeaf: Whether it is the server's, and must name `peer`.
    mutating func add(
        _ certificate: UnsafePointer<mbedtls_x509_crt>, isLeaf: Bool,
        peer: borrowing PeerIdentity
    ) -> UInt32 {
        let refused = UInt32(MBEDTLS_X509_BADCERT_OTHER)
        // Never happens: the library's own bound is as great.
        guard unsafe count < certificates.count else { return refused }
        // Holds: the library keeps the parsed certificate's bytes through its verification.
        let buffer = unsafe extensionBytes(of: certificate)
        let bytes = unsafe buffer.span
        guard let extensions = CertificateExtensions(bytes) else { return refused }
        var flags: UInt32 = 0
        let isSound =
            unsafe isWellFormed(certificate, extensions, isLeaf: isLeaf, in: bytes)
            && isPermitted(certificate, extensions, isLeaf: isLeaf, in: bytes)
        if !isSound { flags |= refused }
        if !isForServers(extensions, isLeaf: isLeaf, in: bytes) {
            flags |= UInt32(MBEDTLS_X509_BADCERT_EXT_KEY_USAGE)
        }
        if isLeaf && !peer.isNamed(by: extensions.names, in: bytes) {
            flags |= UInt32(MBEDTLS_X509_BADCERT_CN_MISMATCH)
        }
        unsafe certificates[count] = certificate
        count += 1
        return flags
    }
}

// In all of these the pointers hold as in `add`.
extension CertificateChain {
    /// Whether RFC 5280 lets a certificate be so, beyond what the library's parser demands.
    private func isWellFormed(
        _ certificate: UnsafePointer<mbedtls_x509_crt>, _ extensions: CertificateExtensions,
        isLeaf: Bool, in bytes: borrowing Span<UInt8>
    ) -> Bool {
        guard unsafe hasNamedParameters(certificate) else { return false }
        let isRoot = count == 0
        guard !isRoot else { return true }
        // §4.1.2.1: extensions need version 3. §4.1.2.4: somebody issued it.
        // §4.2.1.11: policy constraints, which nobody here can process, must be critical.
        let serialNumber = unsafe content(of: certificate.pointee.serial)
        guard unsafe certificate.pointee.version == 3 && isSerialNumber(serialNumber.span),
            unsafe !isEmptyName(certificate.pointee.issuer_raw), !extensions.hasPolicyConstraints
        else { return false }
        let isNameless = unsafe isEmptyName(certificate.pointee.subject_raw)
        guard isLeaf else {
            // §4.1.2.6 and §4.2.1.9.
            return !isNameless && extensions.areBasicConstraintsCritical
        }
        // §4.2.1.6: then the alternative names are all there is.
        guard !isNameless || extensions.areNamesCritical else { return false }
        // §4.2.1.3, §4.2.1.9 and §4.2.1.10: what only authorities have.
        return extensions.nameConstraints == nil && (extensions.keyUsage ?? 0) & keyCertSign == 0
            && !extensions.isAuthority(in: bytes)
    }

    /// Whether a certificate, if it says what it is for, is for TLS servers that sign (RFC 5280 §4.2.1.3
    /// and §4.2.1.12, RFC 8422 §2.1). An authority may also be for any purpose.
    private func isForServers(
        _ extensions: CertificateExtensions, isLeaf: Bool, in bytes: borrowing Span<UInt8>
    ) -> Bool {
        // id-kp-serverAuth, 1.3.6.1.5.5.7.3.1, and anyExtendedKeyUsage, 2.5.29.37.0.
        let servers: InlineArray<8, UInt8> = [0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01]
        let any: InlineArray<4, UInt8> = [0x55, 0x1D, 0x25, 0x00]
        let isPurpose =
            extensions.purposes == nil || extensions.hasPurpose(servers.span, in: bytes)
            || !isLeaf && extensions.hasPurpose(any.span, in: bytes)
        let signs = (extensions.keyUsage ?? .max) & digitalSignature != 0
        return isPurpose && (signs || !isLeaf)
    }

    /// Whether the authorities above permit all names of a certificate.
    private mutating func isPermitted(
        _ certificate: UnsafePointer<mbedtls_x509_crt>, _ extensions: CertificateExtensions,
        isLeaf: Bool, in own: borrowing Span<UInt8>
    ) -> Bool {
        let buffer = unsafe content(of: certificate.pointee.subject_raw)
        let subject = unsafe buffer.span
        let issuerBuffer = unsafe content(of: certificate.pointee.issuer_raw)
        // RFC 5280 §6.1.3 (b), (c): an authority's new key goes by its old names.
        guard unsafe isLeaf || !isSameText(subject, issuerBuffer.span) else { return true }
        let isNameless = unsafe isEmptyName(certificate.pointee.subject_raw)
        for index in 0..<count {
            guard let authority = unsafe certificates[index] else { return false }
            let authorityBuffer = unsafe extensionBytes(of: authority)
            let above = unsafe authorityBuffer.span
            guard let lists = CertificateExtensions(above)?.nameConstraints else { continue }
            let constraints = NameConstraints(lists: lists)
            let isSubjectPermitted =
                isNameless
                || constraints.permit(
                    subject, tag: DERTag.directoryName, in: above, budget: &budget)
            guard isSubjectPermitted else { return false }
            guard let names = extensions.names else { continue }
            var reader = DERReader(names)
            while !reader.isAtEnd {
                guard let name = reader.next(in: own) else { return false }
                let isPermitted = constraints.permit(
                    own.extracting(name.content), tag: name.tag, in: above, budget: &budget)
                guard isPermitted else { return false }
            }
        }
        return true
    }

    /// Whether the key's parameters are none or a curve's name (RFC 5480 §2.1.1). Parameters that are spelled
    /// out let a forger choose the base point.
    private func hasNamedParameters(_ certificate: UnsafePointer<mbedtls_x509_crt>) -> Bool {
        let buffer = unsafe content(of: certificate.pointee.pk_raw)
        let key = unsafe buffer.span
        var outer = DERReader(0..<key.count)
        guard let information = outer.next(tag: DERTag.sequence, in: key) else { return false }
        var members = DERReader(information.content)
        guard let algorithm = members.next(tag: DERTag.sequence, in: key) else { return false }
        var parts = DERReader(algorithm.content)
        guard parts.next(tag: DERTag.objectIdentifier, in: key) != nil else { return false }
        if parts.isAtEnd { return true }
        guard let parameters = parts.next(in: key) else { return false }
        return parameters.tag != DERTag.sequence
    }
}

/// Whether an INTEGER's bytes are positive and not too long for a serial number (RFC 5280 §4.1.2.2).
func isSerialNumber(_ bytes: borrowing Span<UInt8>) -> Bool {
    guard bytes.count > 0 && bytes[0] < 0x80 else { return false }
    // X.690 §8.3: a zero stands before a first byte that would make it negative. Many authorities draw
    // all 20 bytes, so that it does not count.
    let signCount = bytes[0] == 0 ? 1 : 0
    guard bytes.count <= TransportLimits.serialNumberBytes + signCount else { return false }
    for index in bytes.indices where bytes[index] != 0 { return true }
    return false
}

/// The bits of a key usage's first byte (RFC 5280 §4.2.1.3).
private let digitalSignature: UInt8 = 0x80
private let keyCertSign: UInt8 = 0x04

private func isEmptyName(_ name: mbedtls_x509_buf) -> Bool {
    // A SEQUENCE without a member takes two bytes.
    unsafe name.len <= 2
}

func content(of buffer: mbedtls_x509_buf) -> UnsafeBufferPointer<UInt8> {
    unsafe UnsafeBufferPointer(start: buffer.p, count: buffer.len)
}

/// The content of the extensions field: a SEQUENCE OF Extension in DER, or nothing.
private func extensionBytes(
    of certificate: UnsafePointer<mbedtls_x509_crt>
) -> UnsafeBufferPointer<UInt8> {
    unsafe content(of: certificate.pointee.v3_ext)
}

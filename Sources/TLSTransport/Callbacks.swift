import CMbedTLS

// What the TLS library calls back. Each is given the address of the transport's contexts, which
// stays; while the library runs, nobody else uses them.

/// Verifies a server's chain against the pinned roots, in place of the library, which knows none: its own
/// search for a root ends without one, and what it thinks of that does not count.
func verifyChain(
    _ context: UnsafeMutableRawPointer?, _ certificate: UnsafeMutablePointer<mbedtls_x509_crt>?,
    _ depth: Int32, _ flags: UnsafeMutablePointer<UInt32>?
) -> Int32 {
    guard let context = unsafe context, let certificate = unsafe certificate,
        let flags = unsafe flags
    else { return MBEDTLS_ERR_X509_FATAL_ERROR }
    unsafe flags.pointee = 0
    // The leaf comes last, and the others that the server sent are behind it in the list.
    guard depth == 0 else { return 0 }
    // Holds: the context is what `init` registered.
    let contexts = unsafe context.assumingMemoryBound(to: TLSContexts.self)
    let native = unsafe TLSContexts.native(in: contexts)
    unsafe contexts.pointee.chain.removeAll()
    do throws(TLSSetupFailure) {
        defer { unsafe tls_contexts_remove_roots(native) }
        try unsafe contexts.pointee.roots.addIssuers(of: certificate, to: native)
        return unsafe tls_contexts_verify(native, certificate, verifyCertificate, context, flags)
    } catch {
        return error == .outOfMemory
            ? MBEDTLS_ERR_X509_ALLOC_FAILED : MBEDTLS_ERR_X509_FATAL_ERROR
    }
}

/// Adds the checks of the time, of the form and of the name to the library's check of one certificate. The
/// leaf comes last, at depth 0.
private func verifyCertificate(
    _ context: UnsafeMutableRawPointer?, _ certificate: UnsafeMutablePointer<mbedtls_x509_crt>?,
    _ depth: Int32, _ flags: UnsafeMutablePointer<UInt32>?
) -> Int32 {
    guard let context = unsafe context, let certificate = unsafe certificate,
        let flags = unsafe flags
    else { return MBEDTLS_ERR_X509_FATAL_ERROR }
    // Holds: the context is what `init` registered.
    let contexts = unsafe context.assumingMemoryBound(to: TLSContexts.self)
    // The library asks the process's clock, or none, takes the common name into account, and knows
    // no address: its opinion of the time and of the name does not count.
    let expired = UInt32(MBEDTLS_X509_BADCERT_EXPIRED)
    let dates = expired | UInt32(MBEDTLS_X509_BADCERT_FUTURE)
    unsafe flags.pointee &= ~(dates | UInt32(MBEDTLS_X509_BADCERT_CN_MISMATCH))
    if unsafe isOutOfTime(certificate, at: contexts.pointee.clockReading) {
        unsafe flags.pointee |= expired
    }
    unsafe flags.pointee |= contexts.pointee.chain.add(
        certificate, isLeaf: depth == 0, peer: contexts.pointee.peer)
    return 0
}

/// Sends a piece of a TLS record; the result is as mbedTLS wants it.
func sendRecord(
    _ context: UnsafeMutableRawPointer?, _ bytes: UnsafePointer<UInt8>?, _ count: Int
) -> Int32 {
    guard let context = unsafe context else { return MBEDTLS_ERR_NET_SEND_FAILED }
    let contexts = unsafe context.assumingMemoryBound(to: TLSContexts.self)
    guard unsafe contexts.pointee.takeSocketCall() else { return MBEDTLS_ERR_SSL_WANT_WRITE }
    return unsafe Int32(truncatingIfNeeded: sendBytes(contexts, bytes, count))
}

/// Receives a piece of a TLS record; the result is as mbedTLS wants it, 0 being the end.
func receiveRecord(
    _ context: UnsafeMutableRawPointer?, _ bytes: UnsafeMutablePointer<UInt8>?, _ capacity: Int
) -> Int32 {
    guard let context = unsafe context else { return MBEDTLS_ERR_NET_RECV_FAILED }
    let contexts = unsafe context.assumingMemoryBound(to: TLSContexts.self)
    guard unsafe contexts.pointee.takeSocketCall() else { return MBEDTLS_ERR_SSL_WANT_READ }
    return unsafe Int32(truncatingIfNeeded: receiveBytes(contexts, bytes, capacity))
}

/// Sends bytes and counts them. Returns how many, or an mbedTLS error.
func sendBytes(
    _ contexts: UnsafeMutablePointer<TLSContexts>, _ bytes: UnsafePointer<UInt8>?, _ count: Int
) -> Int {
    let sent = unsafe Int(tls_socket_send(contexts.pointee.descriptor, bytes, count))
    if sent >= 0 {
        unsafe contexts.pointee.statistics.bytesSent.count(sent)
        return sent
    }
    return unsafe Int(
        note(
            -sent, in: contexts, later: MBEDTLS_ERR_SSL_WANT_WRITE,
            failed: MBEDTLS_ERR_NET_SEND_FAILED))
}

/// Receives bytes and counts them. Returns how many, 0 at the end, or an mbedTLS error.
func receiveBytes(
    _ contexts: UnsafeMutablePointer<TLSContexts>, _ bytes: UnsafeMutablePointer<UInt8>?,
    _ capacity: Int
) -> Int {
    let received = unsafe Int(tls_socket_receive(contexts.pointee.descriptor, bytes, capacity))
    if received >= 0 {
        unsafe contexts.pointee.statistics.bytesReceived.count(received)
        return received
    }
    return unsafe Int(
        note(
            -received, in: contexts, later: MBEDTLS_ERR_SSL_WANT_READ,
            failed: MBEDTLS_ERR_NET_RECV_FAILED))
}

private func note(
    _ error: Int, in contexts: UnsafeMutablePointer<TLSContexts>, later: Int32, failed: Int32
) -> Int32 {
    let error = Int32(truncatingIfNeeded: error)
    if error == EAGAIN || error == EWOULDBLOCK { return later }
    unsafe contexts.pointee.socketError = error
    return error == ECONNRESET || error == EPIPE ? MBEDTLS_ERR_NET_CONN_RESET : failed
}

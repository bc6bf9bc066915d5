import CMbedTLS
import DeviceGrant
import DeviceRuntime

extension TLSTransport {
    /// What a call of the library or the kernel came to.
    enum Outcome {
        case progress
        case later
        case ended
        case failed
    }

    /// Sorts a count or an error, and notes what is waited for.
    mutating func classify(_ result: Int) -> Outcome {
        isWaiting = false
        if result > 0 { return .progress }
        switch Int32(truncatingIfNeeded: result) {
        case MBEDTLS_ERR_SSL_WANT_READ:
            isWaiting = true
            waitsForWriting = false
            return .later
        case MBEDTLS_ERR_SSL_WANT_WRITE:
            isWaiting = true
            waitsForWriting = true
            return .later
        case 0, MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY:
            return .ended
        default:
            return .failed
        }
    }

    /// The failure behind a library's error.
    func failure(of result: Int) -> TransportFailure {
        // First of all: refused memory shows as anything, a failed certificate check included.
        if refusedAllocations != refusedAllocationsBefore { return .outOfMemory }
        return unsafe TransportFailure(
            status: Int32(truncatingIfNeeded: result),
            verification: tls_contexts_verification(native),
            socketError: contexts.pointee.socketError)
    }

    /// Closes the connection after a failure, which it returns.
    mutating func fail(_ failure: TransportFailure) -> TransportFailure {
        // RFC 5246 §7.2.2: a session whose connection failed is not resumed. A connection that
        // was merely lost may be.
        if failure == .handshakeFailed { forgetSession() }
        phase = .closed
        close()
        return failure
    }

    /// Prepares the handshake on a connected socket.
    mutating func beginHandshake() throws(TransportFailure) {
        unsafe contexts.pointee.chain.removeAll()
        // RFC 6066 §3: a DNS name is sent, an address is not. Holds: the name is copied, and the
        // contexts that the library gives its callbacks stay.
        let status =
            unsafe contexts.pointee.peer.kind == .dnsName
            ? unsafe contexts.pointee.peer.withTerminatedName {
                unsafe tls_contexts_start(
                    native, $0, contexts, { unsafe sendRecord($0, $1, $2) },
                    { unsafe receiveRecord($0, $1, $2) })
            }
            : unsafe tls_contexts_start(
                native, nil, contexts, { unsafe sendRecord($0, $1, $2) },
                { unsafe receiveRecord($0, $1, $2) })
        guard status == 0 else { throw failure(of: Int(status)) }
        isSessionOffered = false
        unsafe contexts.pointee.clockReading = clock.reading
        if hasSession, let certificate = unsafe tls_contexts_session_certificate(native),
            unsafe !isOutOfTime(certificate, at: contexts.pointee.clockReading)
        {
            isSessionOffered = unsafe tls_contexts_offer_session(native) == 0
        }
        // The handshake has its own copy. Ours would only take room beside a full handshake's
        // certificates; a new one is saved when the handshake is done.
        forgetSession()
        phase = .handshaking
    }

    mutating func continueHandshake() throws(TransportFailure) -> TransportProgress {
        unsafe contexts.pointee.beginCall()
        let status = unsafe tls_contexts_handshake(native)
        guard status == 0 else {
            guard classify(Int(status)) == .later else { throw failure(of: Int(status)) }
            return .later
        }
        let isVerified = unsafe !contexts.pointee.chain.isEmpty
        // Never happens: the library itself demands a certificate or a session that it offered.
        guard isVerified || isSessionOffered, unsafe tls_contexts_verification(native) == 0 else {
            throw .certificateNotTrusted
        }
        if isVerified {
            unsafe contexts.pointee.statistics.fullHandshakes.count()
        } else {
            unsafe contexts.pointee.statistics.resumedHandshakes.count()
        }
        // Without the memory for it the next handshake is a full one; this connection is good.
        hasSession = unsafe tls_contexts_save_session(native) == 0
        if !hasSession { forgetSession() }
        isSessionNew = isSessionNew || isVerified
        phase = .open
        isWaiting = false
        waitsForWriting = false
        return .ready
    }
}

// Both hold: the transport that calls them has promised that its contexts are there.

/// Ends the TLS connection, if there is one, and closes the socket.
func endConnection(
    _ contexts: UnsafeMutablePointer<TLSContexts>, _ native: UnsafeMutablePointer<tls_contexts>,
    politely isPolite: Bool
) {
    guard unsafe contexts.pointee.descriptor >= 0 else { return }
    if isPolite {
        // RFC 5246 §7.2.1. Best effort: a full socket buffer is not waited for.
        unsafe contexts.pointee.beginCall()
        unsafe tls_contexts_close_notify(native)
    }
    unsafe closeSocket(contexts)
    unsafe tls_contexts_stop(native)
}

/// Closes the socket, if there is one.
func closeSocket(_ contexts: UnsafeMutablePointer<TLSContexts>) {
    let descriptor = unsafe contexts.pointee.descriptor
    guard descriptor >= 0 else { return }
    tls_socket_close(descriptor)
    unsafe contexts.pointee.descriptor = -1
}

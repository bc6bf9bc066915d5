import CMbedTLS
import DeviceGrant

// What the TLS library and the kernel report, as the transport's failures.

/// Whether an mbedTLS error says that memory was refused, in its high or its low part.
func isOutOfMemory(_ status: Int32) -> Bool {
    guard status < 0 else { return false }
    // mbedtls/error.h: seven low bits for the low-level module, the rest for the high-level one.
    let code = 0 - status
    switch 0 - (code & 0x7F80) {
    case MBEDTLS_ERR_SSL_ALLOC_FAILED, MBEDTLS_ERR_X509_ALLOC_FAILED, MBEDTLS_ERR_PK_ALLOC_FAILED,
        MBEDTLS_ERR_ECP_ALLOC_FAILED, MBEDTLS_ERR_MD_ALLOC_FAILED,
        MBEDTLS_ERR_CIPHER_ALLOC_FAILED, MBEDTLS_ERR_DHM_ALLOC_FAILED:
        return true
    default:
        break
    }
    switch 0 - (code & 0x7F) {
    case MBEDTLS_ERR_MPI_ALLOC_FAILED, MBEDTLS_ERR_ASN1_ALLOC_FAILED: return true
    default: return false
    }
}

extension TransportFailure {
    /// A failed certificate check, by the library's flags. Mistrust outweighs a wrong date, which
    /// outweighs a wrong name: nothing that an untrusted certificate says is worth a message.
    init(verification flags: UInt32) {
        let date = UInt32(MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE)
        let name = UInt32(MBEDTLS_X509_BADCERT_CN_MISMATCH)
        if flags & ~(date | name) != 0 {
            self = .certificateNotTrusted
        } else if flags & date != 0 {
            self = .certificateExpired
        } else {
            self = .certificateNameMismatch
        }
    }

    /// A failed TLS call.
    ///
    /// - Parameters:
    ///   - status: The library's error.
    ///   - flags: What the certificate check found.
    ///   - socketError: The errno of a send or receive that failed, or 0.
    init(status: Int32, verification flags: UInt32, socketError: Int32) {
        if isOutOfMemory(status) {
            self = .outOfMemory
            return
        }
        switch status {
        case MBEDTLS_ERR_SSL_CONN_EOF, MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY:
            self = .closed
        case MBEDTLS_ERR_NET_CONN_RESET, MBEDTLS_ERR_NET_RECV_FAILED, MBEDTLS_ERR_NET_SEND_FAILED:
            self = TransportFailure(lostConnection: socketError)
        case MBEDTLS_ERR_CTR_DRBG_ENTROPY_SOURCE_FAILED:
            self = .noEntropy
        case MBEDTLS_ERR_X509_CERT_VERIFY_FAILED:
            self = TransportFailure(verification: flags)
        case tls_error_bad_certificate where flags != 0 && flags != .max:
            // A sound chain whose leaf is of the wrong use or key. All bits set: none was checked.
            self = TransportFailure(verification: flags)
        case MBEDTLS_ERR_SSL_CA_CHAIN_REQUIRED:
            self = .certificateNotTrusted
        default:
            // mbedtls/error.h: 0x2080 to 0x3000 are the certificate parser's.
            let code = (0 - status) & 0x7F80
            self =
                code >= 0x2080 && code <= 0x3000 ? .certificateNotTrusted : .handshakeFailed
        }
    }

    /// A connection attempt that failed, by its errno.
    init(connecting error: Int32) {
        switch error {
        case ECONNREFUSED: self = .refused
        case ETIMEDOUT: self = .timedOut
        case ECONNRESET: self = .closed
        case ENOMEM, ENOBUFS: self = .outOfMemory
        default: self = .unreachable
        }
    }

    /// A connection that was lost, by its errno.
    init(lostConnection error: Int32) {
        switch error {
        case ETIMEDOUT: self = .timedOut
        case EHOSTUNREACH, ENETUNREACH, ENETDOWN: self = .unreachable
        case ENOMEM, ENOBUFS: self = .outOfMemory
        default: self = .closed
        }
    }
}

import CMbedTLS
import DeviceGrant
import Foundation

@testable import TLSTransport

/// What a handshake finds wrong with a chain of certificates, nil for nothing: the library is asked
/// with the roots, the profile and the callback that a transport has given it.
///
/// - Parameters:
///   - chain: The certificates that a server sends, the leaf first, in DER.
///   - roots: The pinned roots in PEM.
///   - host: The peer, as an endpoint has it.
func failure(
    judging chain: [[UInt8]], roots: [UInt8], host: String, at clock: TransportClock
) throws -> TransportFailure? {
    try withTransport(roots: roots) { (transport) in
        let hostBytes = [UInt8](host.utf8)
        let contexts = transport.contexts
        contexts.pointee.peer = PeerIdentity(host: hostBytes.span)
        contexts.pointee.clockReading = clock.reading
        contexts.pointee.chain.removeAll()
        let configuration = TLSContexts.native(in: contexts).pointee.configuration
        var certificates = mbedtls_x509_crt()
        mbedtls_x509_crt_init(&certificates)
        defer { mbedtls_x509_crt_free(&certificates) }
        for certificate in chain {
            let status = mbedtls_x509_crt_parse_der(
                &certificates, certificate, certificate.count)
            // As in the library's handshake: a signature of an unknown kind is no reason to stop.
            // mbedtls/error.h: the high part of an error's number.
            let isUnknown = 0 - (0 - status & 0x7F80) == MBEDTLS_ERR_X509_UNKNOWN_SIG_ALG
            guard status == 0 || isUnknown else { return .certificateNotTrusted }
        }
        var flags: UInt32 = 0
        let status = mbedtls_x509_crt_verify_with_profile(
            &certificates, configuration.ca_chain, nil, configuration.cert_profile, nil, &flags,
            configuration.f_vrfy, configuration.p_vrfy)
        guard status != 0 || flags != 0 else { return nil }
        return flags == 0
            ? .certificateNotTrusted
            : TransportFailure(
                status: MBEDTLS_ERR_X509_CERT_VERIFY_FAILED, verification: flags, socketError: 0)
    }
}

/// The certificates in PEM as DER (RFC 7468 §5).
func certificates(inPEM text: String) -> [[UInt8]] {
    text.components(separatedBy: "-----BEGIN CERTIFICATE-----").dropFirst().compactMap { (block) in
        block.components(separatedBy: "-----END").first
            .flatMap { Data(base64Encoded: $0, options: .ignoreUnknownCharacters) }
            .map { [UInt8]($0) }
    }
}

import CMbedTLS
import Foundation

/// Serves TLS 1.2 on a connection, for what `openssl s_server` does not do, such as records that
/// mean nothing. Gives up silently where the client does.
///
/// - Parameter serve: What happens on the connection behind the handshake.
func serveTLS(
    _ connection: Int32, _ credential: Credential,
    _ serve: (UnsafeMutablePointer<mbedtls_ssl_context>) -> Void
) {
    let room = UnsafeMutablePointer<tls_contexts_room>.allocate(capacity: 1)
    let key = UnsafeMutablePointer<mbedtls_pk_context>.allocate(capacity: 1)
    let descriptor = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
    descriptor.initialize(to: connection)
    let native = UnsafeMutableRawPointer(room).assumingMemoryBound(to: tls_contexts.self)
    tls_contexts_init(native, nil)
    mbedtls_pk_init(key)
    defer {
        tls_contexts_free(native)
        mbedtls_pk_free(key)
        room.deallocate()
        key.deallocate()
        descriptor.deallocate()
    }
    // The structures point at each other: they are used where they are.
    guard let ssl = native.pointer(to: \.ssl),
        let configuration = native.pointer(to: \.configuration),
        let certificate = native.pointer(to: \.roots), tls_contexts_seed(native) == 0,
        mbedtls_ssl_config_defaults(
            configuration, MBEDTLS_SSL_IS_SERVER, MBEDTLS_SSL_TRANSPORT_STREAM,
            MBEDTLS_SSL_PRESET_DEFAULT) == 0,
        mbedtls_x509_crt_parse_file(certificate, credential.certificateFile) == 0,
        mbedtls_pk_parse_keyfile(key, credential.keyFile, nil) == 0,
        mbedtls_ssl_conf_own_cert(configuration, certificate, key) == 0
    else { return }
    mbedtls_ssl_conf_rng(configuration, mbedtls_ctr_drbg_random, native.pointer(to: \.random))
    mbedtls_ssl_conf_renegotiation(configuration, MBEDTLS_SSL_RENEGOTIATION_ENABLED)
    guard mbedtls_ssl_setup(ssl, configuration) == 0 else { return }
    mbedtls_ssl_set_bio(
        ssl, descriptor,
        { (context, bytes, count) in
            guard let context else { return MBEDTLS_ERR_NET_SEND_FAILED }
            return Int32(tls_socket_send(context.load(as: Int32.self), bytes, count))
        },
        { (context, bytes, count) in
            guard let context else { return MBEDTLS_ERR_NET_RECV_FAILED }
            return Int32(tls_socket_receive(context.load(as: Int32.self), bytes, count))
        }, nil)
    guard mbedtls_ssl_handshake(ssl) == 0 else { return }
    serve(ssl)
}

// mbedTLS as the adapter uses it. Whatever differs between 2.28 and 3.6, or is a private field
// there, stands in this file.

#ifndef TLS_CONTEXTS_H
#define TLS_CONTEXTS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/random.h>

#include "arena.h"

#include <mbedtls/version.h>

#include <mbedtls/asn1.h>
#include <mbedtls/base64.h>
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/error.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/pk.h>
#include <mbedtls/sha256.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>

#ifndef MBEDTLS_PRIVATE
#define MBEDTLS_PRIVATE(member) member
#endif

// The handshake message with the peer's certificate was refused.
#if MBEDTLS_VERSION_MAJOR >= 3
static const int tls_error_bad_certificate = MBEDTLS_ERR_SSL_BAD_CERTIFICATE;
#else
static const int tls_error_bad_certificate = MBEDTLS_ERR_SSL_BAD_HS_CERTIFICATE;
#endif

// Everything of mbedTLS's that one transport needs. The members point at each other: it must
// stay where it is from tls_contexts_init() to tls_contexts_free().
struct tls_contexts {
    mbedtls_ssl_context ssl;
    mbedtls_ssl_config configuration;
    mbedtls_ctr_drbg_context random;
    mbedtls_x509_crt roots;  // those of this handshake; none between handshakes
    mbedtls_ssl_session session;
    void *arena;  // the heap of the calls for this transport; see arena.h
};

// As much room, without the members: Swift lays out a global that holds them too small, by their
// padding and their bit-fields.
typedef struct {
    uint64_t words[(sizeof(struct tls_contexts) + sizeof(uint64_t) - 1) / sizeof(uint64_t)];
} tls_contexts_room;

// The rest of the function runs on the transport's heap.
#define TLS_ON_ARENA(contexts) \
    __attribute__((cleanup(tls_arena_leave), unused)) void *tls_outer_arena = \
        tls_arena_enter((contexts)->arena)

typedef int tls_verify(void *, mbedtls_x509_crt *, int, uint32_t *);

static inline void tls_contexts_init(struct tls_contexts *contexts, void *arena) {
    contexts->arena = arena;
    mbedtls_ssl_init(&contexts->ssl);
    mbedtls_ssl_config_init(&contexts->configuration);
    mbedtls_ctr_drbg_init(&contexts->random);
    mbedtls_x509_crt_init(&contexts->roots);
    mbedtls_ssl_session_init(&contexts->session);
}

// Frees what the members hold; the session, the keys and the random state are overwritten.
static inline void tls_contexts_free(struct tls_contexts *contexts) {
    TLS_ON_ARENA(contexts);
    mbedtls_ssl_free(&contexts->ssl);
    mbedtls_ssl_session_free(&contexts->session);
    mbedtls_ssl_config_free(&contexts->configuration);
    mbedtls_ctr_drbg_free(&contexts->random);
    mbedtls_x509_crt_free(&contexts->roots);
}

// The kernel's random source. It does not wait: before the kernel's pool is ready, at the very
// start of a board, it fails.
static inline int tls_entropy(void *unused, unsigned char *output, size_t length) {
    (void) unused;
    size_t filled = 0;
    while (filled < length) {
        const ssize_t count = getrandom(output + filled, length - filled, GRND_NONBLOCK);
        if (count <= 0) {
            return MBEDTLS_ERR_CTR_DRBG_ENTROPY_SOURCE_FAILED;
        }
        filled += (size_t) count;
    }
    return 0;
}

static inline int tls_contexts_seed(struct tls_contexts *contexts) {
    TLS_ON_ARENA(contexts);
    return mbedtls_ctr_drbg_seed(&contexts->random, tls_entropy, NULL, NULL, 0);
}

// AEAD with forward secrecy only (BCP 195: RFC 9325 §4.2). ChaCha20 stands first: small
// processors have no AES instructions, and its records carry 8 bytes less.
static const int tls_cipher_suites[] = {
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    0,
};

// X25519 stands first: a handshake takes a tenth less time and 66 bytes less than with P-256. The
// library's own order begins with P-521. The other curves are there for certificates, too.
#if MBEDTLS_VERSION_MAJOR >= 3
static const uint16_t tls_groups[] = {
    MBEDTLS_SSL_IANA_TLS_GROUP_X25519,    MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1,
    MBEDTLS_SSL_IANA_TLS_GROUP_SECP384R1, MBEDTLS_SSL_IANA_TLS_GROUP_SECP521R1,
    MBEDTLS_SSL_IANA_TLS_GROUP_NONE,
};
static const uint16_t tls_signatures[] = {
    MBEDTLS_TLS1_3_SIG_ECDSA_SECP256R1_SHA256, MBEDTLS_TLS1_3_SIG_ECDSA_SECP384R1_SHA384,
    MBEDTLS_TLS1_3_SIG_ECDSA_SECP521R1_SHA512, MBEDTLS_TLS1_3_SIG_RSA_PSS_RSAE_SHA256,
    MBEDTLS_TLS1_3_SIG_RSA_PSS_RSAE_SHA384,    MBEDTLS_TLS1_3_SIG_RSA_PSS_RSAE_SHA512,
    MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA256,       MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA384,
    MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA512,       MBEDTLS_TLS1_3_SIG_NONE,
};
#else
static const mbedtls_ecp_group_id tls_groups[] = {
    MBEDTLS_ECP_DP_CURVE25519, MBEDTLS_ECP_DP_SECP256R1, MBEDTLS_ECP_DP_SECP384R1,
    MBEDTLS_ECP_DP_SECP521R1, MBEDTLS_ECP_DP_NONE,
};
static const int tls_signatures[] = {
    MBEDTLS_MD_SHA256, MBEDTLS_MD_SHA384, MBEDTLS_MD_SHA512, MBEDTLS_MD_NONE,
};
#endif

// Sets up a verifying TLS 1.2 client; `verify` is called with `context` for each certificate of
// a full handshake, the leaf last. Returns 0 or an mbedTLS error.
static inline int tls_contexts_configure(
    struct tls_contexts *contexts, tls_verify *verify, void *context) {
    TLS_ON_ARENA(contexts);
    mbedtls_ssl_config *configuration = &contexts->configuration;
    const int status = mbedtls_ssl_config_defaults(
        configuration, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
        MBEDTLS_SSL_PRESET_DEFAULT);
    if (status != 0) {
        return status;
    }
#if MBEDTLS_VERSION_MAJOR >= 3
    mbedtls_ssl_conf_min_tls_version(configuration, MBEDTLS_SSL_VERSION_TLS1_2);
    // TLS 1.3 needs the library's PSA key store and has other session tickets.
    mbedtls_ssl_conf_max_tls_version(configuration, MBEDTLS_SSL_VERSION_TLS1_2);
    mbedtls_ssl_conf_groups(configuration, tls_groups);
    mbedtls_ssl_conf_sig_algs(configuration, tls_signatures);
#else
    mbedtls_ssl_conf_min_version(
        configuration, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
    mbedtls_ssl_conf_max_version(
        configuration, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
    mbedtls_ssl_conf_curves(configuration, tls_groups);
    mbedtls_ssl_conf_sig_hashes(configuration, tls_signatures);
#endif
    mbedtls_ssl_conf_ciphersuites(configuration, tls_cipher_suites);
    mbedtls_ssl_conf_cert_profile(configuration, &mbedtls_x509_crt_profile_next);
    mbedtls_ssl_conf_authmode(configuration, MBEDTLS_SSL_VERIFY_REQUIRED);
    mbedtls_ssl_conf_ca_chain(configuration, &contexts->roots, NULL);
    mbedtls_ssl_conf_verify(configuration, verify, context);
    mbedtls_ssl_conf_rng(configuration, mbedtls_ctr_drbg_random, &contexts->random);
    mbedtls_ssl_conf_renegotiation(configuration, MBEDTLS_SSL_RENEGOTIATION_DISABLED);
    mbedtls_ssl_conf_session_tickets(configuration, MBEDTLS_SSL_SESSION_TICKETS_ENABLED);
    return 0;
}

// Takes the extension that the library does not know and CertificateChain does: name constraints.
static inline int tls_take_extension(
    void *unused, const mbedtls_x509_crt *certificate, const mbedtls_x509_buf *identifier,
    int is_critical, const unsigned char *start, const unsigned char *end) {
    (void) unused, (void) certificate, (void) is_critical, (void) start, (void) end;
    static const unsigned char name_constraints[] = {0x55, 0x1D, 0x1E};  // 2.5.29.30
    const int is_known = identifier->len == sizeof name_constraints
        && memcmp(identifier->p, name_constraints, sizeof name_constraints) == 0;
    return is_known ? 0 : MBEDTLS_ERR_X509_FEATURE_UNAVAILABLE;
}

// Adds one certificate in DER to the roots; the bytes are copied.
static inline int tls_contexts_add_root(
    struct tls_contexts *contexts, const uint8_t *bytes, size_t count) {
    TLS_ON_ARENA(contexts);
    return mbedtls_x509_crt_parse_der_with_ext_cb(
        &contexts->roots, bytes, count, 1, tls_take_extension, NULL);
}

static inline void tls_contexts_remove_roots(struct tls_contexts *contexts) {
    TLS_ON_ARENA(contexts);
    mbedtls_x509_crt_free(&contexts->roots);
    mbedtls_x509_crt_init(&contexts->roots);
}

// Verifies the chain of the first certificate up to one of the roots; `verify` is called with `context`
// for each certificate of it, the first one last. Returns 0, and what is wrong in `flags`, or an error
// of mbedTLS's.
static inline int tls_contexts_verify(
    struct tls_contexts *contexts, mbedtls_x509_crt *first, tls_verify *verify, void *context,
    uint32_t *flags) {
    const int status = mbedtls_x509_crt_verify_with_profile(
        first, &contexts->roots, NULL, &mbedtls_x509_crt_profile_next, NULL, flags, verify, context);
    return status == MBEDTLS_ERR_X509_CERT_VERIFY_FAILED ? 0 : status;
}

// Prepares a connection. `name` is the DNS name for SNI, or NULL for an address (RFC 6066 §3).
static inline int tls_contexts_start(
    struct tls_contexts *contexts, const char *name, void *context,
    mbedtls_ssl_send_t *send, mbedtls_ssl_recv_t *receive) {
    TLS_ON_ARENA(contexts);
    int status = mbedtls_ssl_setup(&contexts->ssl, &contexts->configuration);
    if (status == 0) {
        status = mbedtls_ssl_set_hostname(&contexts->ssl, name);
    }
    if (status == 0) {
        mbedtls_ssl_set_bio(&contexts->ssl, context, send, receive, NULL);
    }
    return status;
}

// Ends a connection and gives its memory back; the next one starts from tls_contexts_start().
static inline void tls_contexts_stop(struct tls_contexts *contexts) {
    TLS_ON_ARENA(contexts);
    mbedtls_ssl_free(&contexts->ssl);
    mbedtls_ssl_init(&contexts->ssl);
}

// Copies the session of the open connection, for the next one. Returns 0 or an mbedTLS error.
static inline int tls_contexts_save_session(struct tls_contexts *contexts) {
    TLS_ON_ARENA(contexts);
    mbedtls_ssl_session_free(&contexts->session);
    mbedtls_ssl_session_init(&contexts->session);
    return mbedtls_ssl_get_session(&contexts->ssl, &contexts->session);
}

// Frees and overwrites the saved session.
static inline void tls_contexts_forget_session(struct tls_contexts *contexts) {
    TLS_ON_ARENA(contexts);
    mbedtls_ssl_session_free(&contexts->session);
    mbedtls_ssl_session_init(&contexts->session);
}

// Writes the saved session, secrets included. Returns 0 or an mbedTLS error: there is not enough room.
static inline int tls_contexts_write_session(
    struct tls_contexts *contexts, uint8_t *bytes, size_t capacity, size_t *count) {
    TLS_ON_ARENA(contexts);
    return mbedtls_ssl_session_save(&contexts->session, bytes, capacity, count);
}

// Reads a session that was written. Returns 0 or an mbedTLS error.
static inline int tls_contexts_read_session(
    struct tls_contexts *contexts, const uint8_t *bytes, size_t count) {
    TLS_ON_ARENA(contexts);
    return mbedtls_ssl_session_load(&contexts->session, bytes, count);
}

// SHA-256.
static inline void tls_digest(const uint8_t *bytes, size_t count, uint8_t digest[32]) {
#if MBEDTLS_VERSION_MAJOR >= 3
    (void) mbedtls_sha256(bytes, count, digest, 0);
#else
    (void) mbedtls_sha256_ret(bytes, count, digest, 0);
#endif
}

// The peer's certificate in the saved session, or NULL. A resumed handshake does not verify it again.
static inline const mbedtls_x509_crt *tls_contexts_session_certificate(
    const struct tls_contexts *contexts) {
    return contexts->session.MBEDTLS_PRIVATE(peer_cert);
}

static inline int tls_contexts_offer_session(struct tls_contexts *contexts) {
    TLS_ON_ARENA(contexts);
    return mbedtls_ssl_set_session(&contexts->ssl, &contexts->session);
}

static inline int tls_contexts_handshake(struct tls_contexts *contexts) {
    TLS_ON_ARENA(contexts);
    return mbedtls_ssl_handshake(&contexts->ssl);
}

// The MBEDTLS_X509_BADCERT_ flags, 0 for a certificate that passed.
static inline uint32_t tls_contexts_verification(const struct tls_contexts *contexts) {
    return mbedtls_ssl_get_verify_result(&contexts->ssl);
}

static inline int tls_contexts_write(
    struct tls_contexts *contexts, const uint8_t *bytes, size_t count) {
    TLS_ON_ARENA(contexts);
    return mbedtls_ssl_write(&contexts->ssl, bytes, count);
}

static inline int tls_contexts_read(
    struct tls_contexts *contexts, uint8_t *bytes, size_t capacity) {
    TLS_ON_ARENA(contexts);
    return mbedtls_ssl_read(&contexts->ssl, bytes, capacity);
}

static inline int tls_contexts_has_buffered_input(const struct tls_contexts *contexts) {
    return mbedtls_ssl_get_bytes_avail(&contexts->ssl) > 0
        || mbedtls_ssl_check_pending(&contexts->ssl) != 0;
}

static inline void tls_contexts_close_notify(struct tls_contexts *contexts) {
    TLS_ON_ARENA(contexts);
    (void) mbedtls_ssl_close_notify(&contexts->ssl);
}

#endif

// What the archives of the TLS library find in place of parts that a client has no use for.
//
// The library's symbols are renamed to these before linking. The linker takes an object of an archive
// as a whole or not at all, and leaves out those that nothing refers to any more.

#ifndef TLS_ABSENT_H
#define TLS_ABSENT_H

#include <stddef.h>
#include <time.h>

#include <mbedtls/ssl.h>

// Stands for gmtime_r(): no time is known. The library then takes no certificate for valid, and the
// transport, which has its own clock, does not listen to that; libc's own function would load the time
// zone into the process's heap.
struct tm *tls_no_time_of_day(const time_t *seconds, struct tm *broken_down);

// Stands for the server's side of a handshake, 17 KB of code, which only a configuration with
// MBEDTLS_SSL_IS_SERVER comes to: it fails.
int tls_no_server(mbedtls_ssl_context *ssl);

// Stands for the certificates, and for their lengths, that mbedtls_x509_self_test() parses: none, of
// length 0, with which that function fails. Nothing calls it, but it shares an object with functions
// that are called, and the certificates are 53 KB.
extern const size_t tls_no_test_certificate;

#endif

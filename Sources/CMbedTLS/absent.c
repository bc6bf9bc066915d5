#include "absent.h"

struct tm *tls_no_time_of_day(const time_t *seconds, struct tm *broken_down) {
    (void) seconds;
    (void) broken_down;
    return NULL;
}

int tls_no_server(mbedtls_ssl_context *ssl) {
    (void) ssl;
    return MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE;
}

const size_t tls_no_test_certificate = 0;

// Sockets as Swift can call them on every triple: no variadic function, no function-like macro,
// no enumeration of glibc's, and errno as a value that is returned.
//
// Every function returns at once.

#ifndef TLS_SOCKETS_H
#define TLS_SOCKETS_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

// An IP address: 4 or 16 bytes in network order, by `length`; 0 means none. The members leave no
// padding: Swift 6.3 lays a global that holds an imported struct out too small by its padding.
struct tls_address {
    uint8_t bytes[16];
    uint32_t length;
    uint32_t scope;  // the interface of a link-local IPv6 address, or 0
};

_Static_assert(sizeof(struct tls_address) == 24, "no padding");

static inline const uint8_t *tls_address_bytes(const struct tls_address *address) {
    return address->bytes;
}

// Reads an address literal: dotted decimal or RFC 4291 §2.2 text. Returns 0 if `text` is neither.
static inline int tls_address_parse(const char *text, struct tls_address *address) {
    memset(address, 0, sizeof *address);
    if (inet_pton(AF_INET, text, address->bytes) == 1) {
        address->length = 4;
    } else if (inet_pton(AF_INET6, text, address->bytes) == 1) {
        address->length = 16;
    }
    return address->length != 0;
}

// Whether the address is of 127.0.0.0/8 or ::1.
static inline int tls_address_is_loopback(const struct tls_address *address) {
    static const uint8_t loopback6[16] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    return address->length == 4 ? address->bytes[0] == 127
                                : address->length == 16
            && memcmp(address->bytes, loopback6, sizeof loopback6) == 0;
}

// Sets an address of 4 or 16 bytes.
static inline void tls_address_set(
    struct tls_address *address, const uint8_t *bytes, uint32_t length) {
    memset(address, 0, sizeof *address);
    memcpy(address->bytes, bytes, length);
    address->length = length;
}

// The number of the interface that a zone names or numbers (RFC 4007 §11.2), 0 if there is none.
static inline uint32_t tls_interface(const uint8_t *zone, size_t count) {
    struct ifreq request;
    memset(&request, 0, sizeof request);
    if (count == 0 || count >= sizeof request.ifr_name) {
        return 0;
    }
    memcpy(request.ifr_name, zone, count);
    // What if_nametoindex() does, which brings 9 KB of code when it is linked statically.
    const int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor >= 0) {
        const int status = ioctl(descriptor, SIOCGIFINDEX, &request);
        (void) close(descriptor);
        if (status == 0) {
            return (uint32_t) request.ifr_ifindex;
        }
    }
    uint64_t number = 0;
    for (size_t i = 0; i < count; i++) {
        if (zone[i] < '0' || zone[i] > '9') {
            return 0;
        }
        number = number * 10 + (zone[i] - '0');
    }
    return number <= UINT32_MAX ? (uint32_t) number : 0;
}

// Opens a file for reading. Returns the descriptor or -errno.
static inline int tls_file_open(const char *path) {
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    return descriptor < 0 ? -errno : descriptor;
}

// Reads. Returns the count of bytes, 0 at the end, or -errno.
static inline long tls_file_read(int descriptor, uint8_t *bytes, size_t count) {
    ssize_t got;
    do {
        got = read(descriptor, bytes, count);
    } while (got < 0 && errno == EINTR);
    return got < 0 ? -(long) errno : (long) got;
}

// Milliseconds since some moment, modulo 2^32; sleep counts.
static inline uint32_t tls_ticks(void) {
    struct timespec now = {0, 0};
    (void) clock_gettime(CLOCK_BOOTTIME, &now);
    return (uint32_t) now.tv_sec * 1000u + (uint32_t) (now.tv_nsec / 1000000);
}

// The wall clock: seconds since 1970 in UTC, 0 if it shows an earlier time.
static inline uint32_t tls_seconds(void) {
    struct timespec now = {0, 0};
    (void) clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec < 0 ? 0 : (uint32_t) now.tv_sec;
}

// Fills with random bytes. Returns 0, or -1 if the kernel has none yet.
static inline int tls_random(void *bytes, size_t count) {
    return getrandom(bytes, count, GRND_NONBLOCK) == (ssize_t) count ? 0 : -1;
}

// connect(2) to an address.
static inline int tls_socket_connect_to(
    int descriptor, const struct tls_address *address, uint16_t port) {
    if (address->length == 4) {
        struct sockaddr_in to;
        memset(&to, 0, sizeof to);
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        memcpy(&to.sin_addr, address->bytes, 4);
        return connect(descriptor, (const struct sockaddr *) &to, sizeof to);
    }
    struct sockaddr_in6 to;
    memset(&to, 0, sizeof to);
    to.sin6_family = AF_INET6;
    to.sin6_port = htons(port);
    memcpy(&to.sin6_addr, address->bytes, 16);
    to.sin6_scope_id = address->scope;
    return connect(descriptor, (const struct sockaddr *) &to, sizeof to);
}

// Opens a non-blocking UDP socket that sends to an address and hears from it alone. Returns the
// descriptor or -errno.
static inline int tls_datagram_connect(const struct tls_address *address, uint16_t port) {
    const int family = address->length == 4 ? AF_INET : AF_INET6;
    const int descriptor = socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
        return -errno;
    }
    if (tls_socket_connect_to(descriptor, address, port) != 0) {
        const int error = errno;
        (void) close(descriptor);
        return -error;
    }
    return descriptor;
}

// Opens a non-blocking TCP socket and starts to connect it. Returns the descriptor or -errno;
// whether the connection came about, tls_socket_is_writable() and tls_socket_error() tell.
// `retransmissions` above 0 bounds how often the first segment is sent again (1: 3 s in all).
static inline int tls_socket_connect(
    const struct tls_address *address, uint16_t port, int retransmissions) {
    const int family = address->length == 4 ? AF_INET : AF_INET6;
    const int descriptor = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
        return -errno;
    }
    // A request is one record: nothing is gained by holding it back for more (RFC 896).
    const int on = 1;
    (void) setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (retransmissions > 0) {
        (void) setsockopt(
            descriptor, IPPROTO_TCP, TCP_SYNCNT, &retransmissions, sizeof retransmissions);
    }
    const int status = tls_socket_connect_to(descriptor, address, port);
    if (status != 0 && errno != EINPROGRESS && errno != EINTR) {
        const int error = errno;
        (void) close(descriptor);
        return -error;
    }
    return descriptor;
}

static inline int tls_socket_poll(int descriptor, short events) {
    struct pollfd entry = {descriptor, events, 0};
    return poll(&entry, 1, 0) > 0;
}

// Whether a write would not block, or the connection has failed.
static inline int tls_socket_is_writable(int descriptor) {
    return tls_socket_poll(descriptor, POLLOUT);
}

// Whether a read would not block: bytes, the end, or an error.
static inline int tls_socket_is_readable(int descriptor) {
    return tls_socket_poll(descriptor, POLLIN);
}

// The errno of a connection attempt, 0 if it came about.
static inline int tls_socket_error(int descriptor) {
    int error = 0;
    socklen_t length = sizeof error;
    if (getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) != 0) {
        return errno;
    }
    return error;
}

// Sends, never raises SIGPIPE. Returns the count of bytes or -errno.
static inline long tls_socket_send(int descriptor, const uint8_t *bytes, size_t count) {
    ssize_t sent;
    do {
        sent = send(descriptor, bytes, count, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    return sent < 0 ? -(long) errno : (long) sent;
}

// Receives. Returns the count of bytes, 0 at the end of the stream, or -errno.
static inline long tls_socket_receive(int descriptor, uint8_t *bytes, size_t count) {
    ssize_t received;
    do {
        received = recv(descriptor, bytes, count, 0);
    } while (received < 0 && errno == EINTR);
    return received < 0 ? -(long) errno : (long) received;
}

// Closes the descriptor. Linux releases it even when close() is interrupted: no second try.
static inline void tls_socket_close(int descriptor) {
    (void) close(descriptor);
}

#endif

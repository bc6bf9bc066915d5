// A load generator for token endpoints: keeps TLS connections to 127.0.0.1 busy, each with one
// request at a time, and asks for each device code no sooner than its interval.
//
//   polls ask  PORT PATH FORM COUNT CONNECTIONS          prints the device codes of COUNT answers
//   polls poll PORT PATH FORM FILE INTERVAL ROUNDS CONNECTIONS
//       polls every code of FILE in turn, ROUNDS times; the code is put behind FORM. Prints
//       polls, those that were authorization_pending, seconds in which a request was under way,
//       and the 50th and 99th percentile in milliseconds.
//
// The peer's certificate is not checked: this measures, it protects nothing.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { answer_bytes = 16 * 1024, request_bytes = 4 * 1024, code_bytes = 256 };

struct connection {
    SSL *tls;
    int socket;
    long code; // -1 while nothing is asked
    double sent;
    size_t length;
    char answer[answer_bytes];
};

static const char *path, *form;
static char **codes;
static double *due; // when each code may be polled next
static long code_count, total, asked, answered, pending;
static double interval, busy, busy_since;
static float *latencies;
static int asks_for_codes;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void fail(const char *what) {
    fprintf(stderr, "polls: %s\n", what);
    exit(1);
}

// Each connection comes from an address of its own, as those of a fleet do.
static void open_connection(struct connection *connection, SSL_CTX *context, int port, int number) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct sockaddr_in own = {.sin_family = AF_INET};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    own.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + (uint32_t)number);
    connection->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bind(connection->socket, (struct sockaddr *)&own, sizeof own);
    if (connect(connection->socket, (struct sockaddr *)&address, sizeof address) != 0)
        fail("nobody listens on the port");
    int on = 1;
    setsockopt(connection->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    connection->tls = SSL_new(context);
    SSL_set_fd(connection->tls, connection->socket);
    if (SSL_connect(connection->tls) != 1) fail("the TLS handshake failed");
    fcntl(connection->socket, F_SETFL, O_NONBLOCK);
    connection->code = -1;
}

static void ask(struct connection *connection, long code) {
    char body[request_bytes / 2], request[request_bytes];
    int size = snprintf(body, sizeof body, "%s%s", form, asks_for_codes ? "" : codes[code]);
    int length = snprintf(
        request, sizeof request,
        "POST %s HTTP/1.1\r\nHost: localhost\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
        path, size, body);
    if (length >= (int)sizeof request) fail("the request is too long");
    connection->code = code;
    connection->length = 0;
    connection->sent = now();
    if (asked == answered) busy_since = connection->sent;
    asked++;
    if (SSL_write(connection->tls, request, length) != length) fail("a request was not taken");
}

// Whether the answer is whole.
static int is_whole(struct connection *connection) {
    connection->answer[connection->length] = 0;
    char *body = strstr(connection->answer, "\r\n\r\n");
    if (!body) return 0;
    char *field = strcasestr(connection->answer, "\r\ncontent-length:");
    if (!field || field > body) fail("an answer has no length");
    size_t length = strtoul(field + 17, NULL, 10);
    return (size_t)(body + 4 - connection->answer) + length <= connection->length;
}

static void take(struct connection *connection) {
    double at = now();
    if (asks_for_codes) {
        char *member = strstr(connection->answer, "\"device_code\"");
        char *code = member ? strchr(member + 13, '"') : NULL;
        if (!code) fail(connection->answer);
        printf("%.*s\n", (int)strcspn(code + 1, "\""), code + 1);
    } else {
        latencies[answered] = (float)(at - connection->sent);
        due[connection->code] = at + interval;
        if (strstr(connection->answer, "authorization_pending")) pending++;
    }
    answered++;
    connection->code = -1;
    if (asked == answered) busy += at - busy_since;
}

// Reads what is there; whether an answer was completed.
static int receive(struct connection *connection) {
    for (;;) {
        size_t room = answer_bytes - 1 - connection->length;
        int count = SSL_read(connection->tls, connection->answer + connection->length, (int)room);
        if (count <= 0) {
            if (SSL_get_error(connection->tls, count) == SSL_ERROR_WANT_READ) return 0;
            fail("the server closed a connection");
        }
        connection->length += (size_t)count;
        if (connection->length >= answer_bytes - 1) fail("an answer is too long");
        if (is_whole(connection)) {
            take(connection);
            return 1;
        }
    }
}

static void read_codes(const char *file) {
    FILE *input = fopen(file, "r");
    if (!input) fail("the codes cannot be read");
    long room = 0;
    char line[code_bytes];
    while (fgets(line, sizeof line, input)) {
        line[strcspn(line, "\n")] = 0;
        if (code_count == room) {
            room = room ? 2 * room : 1024;
            codes = realloc(codes, (size_t)room * sizeof *codes);
        }
        codes[code_count++] = strdup(line);
    }
    fclose(input);
    due = calloc((size_t)code_count, sizeof *due);
}

static int ascending(const void *left, const void *right) {
    float a = *(const float *)left, b = *(const float *)right;
    return (a > b) - (a < b);
}

int main(int count, char **arguments) {
    if (count < 7) fail("wrong usage: see the head of polls.c");
    asks_for_codes = strcmp(arguments[1], "ask") == 0;
    path = arguments[3];
    form = arguments[4];
    int connection_count = atoi(arguments[count - 1]);
    if (asks_for_codes) {
        total = atol(arguments[5]);
    } else {
        read_codes(arguments[5]);
        // Measured from the answer, so the server sees a little more.
        interval = atof(arguments[6]);
        total = code_count * atol(arguments[7]);
        latencies = malloc((size_t)total * sizeof *latencies);
    }

    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    int events = epoll_create1(EPOLL_CLOEXEC);
    struct connection *connections = calloc((size_t)connection_count, sizeof *connections);
    for (int i = 0; i < connection_count; i++) {
        open_connection(&connections[i], context, atoi(arguments[2]), i);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &connections[i]};
        epoll_ctl(events, EPOLL_CTL_ADD, connections[i].socket, &event);
    }

    struct epoll_event ready[64];
    int idle = connection_count;
    while (answered < total) {
        // Nothing is asked before the next code is due; connections are idle then.
        double wait = -1;
        for (int i = 0; i < connection_count && idle > 0 && asked < total; i++) {
            if (connections[i].code >= 0) continue;
            long code = asks_for_codes ? 0 : asked % code_count;
            if (!asks_for_codes && (wait = due[code] - now()) > 0) break;
            ask(&connections[i], code);
            idle--;
        }
        int timeout = wait > 0 ? (int)(wait * 1000) + 1 : 1000;
        int n = epoll_wait(events, ready, 64, timeout);
        for (int i = 0; i < n; i++) {
            struct connection *connection = ready[i].data.ptr;
            if (!receive(connection)) continue;
            long code = asks_for_codes ? 0 : asked % code_count;
            if (asked < total && (asks_for_codes || due[code] <= now()))
                ask(connection, code);
            else
                idle++;
        }
    }
    if (asks_for_codes) return 0;
    qsort(latencies, (size_t)total, sizeof *latencies, ascending);
    printf("%ld %ld %.3f %.3f %.3f\n", total, pending, busy, 1e3 * latencies[total / 2],
           1e3 * latencies[(long)((double)total * 0.99)]);
    return 0;
}

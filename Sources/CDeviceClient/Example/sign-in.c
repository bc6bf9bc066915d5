/*
 * Signs in over plain sockets, to a server on this machine: sign-in http://127.0.0.1:PORT CLIENT-ID
 *
 * A firmware has TLS in connect_to(), and for its socket whatever it speaks to the network by. The rest
 * is the same. It stores nothing; see device_client_write_record().
 */

#define _POSIX_C_SOURCE 200809L

#include "device_client.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static struct device_client client;
static uint8_t buffer[DEVICE_CLIENT_REQUEST_BYTES];
static int connection = -1;

static uint32_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint32_t)((uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000);
}

static void sleep_until(uint32_t due_ms) {
    /* The difference of two ticks is right also when the clock has wrapped between them. */
    int32_t left = (int32_t)(due_ms - now());
    struct timespec time = {left / 1000, left % 1000 * 1000000L};
    if (left > 0) nanosleep(&time, NULL);
}

static void hang_up(void) {
    if (connection >= 0) close(connection);
    connection = -1;
}

static void connect_to(const struct device_client_action *action) {
    char host[256], port[6];
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found;

    if (connection >= 0) { /* The server kept it open, and there is but one server. */
        device_client_did_connect(&client, now());
        return;
    }
    snprintf(host, sizeof host, "%.*s", (int)action->host.count, action->host.bytes);
    snprintf(port, sizeof port, "%u", (unsigned)action->port);
    if (getaddrinfo(host, port, &hints, &found) != 0) {
        device_client_did_fail(&client, DEVICE_CLIENT_NAME_NOT_RESOLVED, now());
        return;
    }
    connection = socket(found->ai_family, found->ai_socktype, found->ai_protocol);
    if (connect(connection, found->ai_addr, found->ai_addrlen) == 0) {
        device_client_did_connect(&client, now());
    } else {
        hang_up();
        device_client_did_fail(&client, DEVICE_CLIENT_REFUSED, now());
    }
    freeaddrinfo(found);
}

static void send_request(void) {
    size_t count = device_client_write_request(&client, buffer, sizeof buffer);
    if (count == 0) return; /* The grant has ended with the reason. */
    if (send(connection, buffer, count, MSG_NOSIGNAL) == (ssize_t)count) {
        device_client_did_send(&client, now());
    } else {
        hang_up();
        device_client_did_fail(&client, DEVICE_CLIENT_CLOSED, now());
    }
}

static void receive_answer(uint32_t until_ms) {
    int32_t left = (int32_t)(until_ms - now());
    struct timeval limit = {left > 0 ? left / 1000 : 0, 1};
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ssize_t count = recv(connection, buffer, sizeof buffer, 0);
    if (count > 0) {
        device_client_receive(&client, buffer, (size_t)count, now());
    } else if (count == 0) {
        hang_up();
        device_client_did_close(&client, now());
    } else if (errno != EAGAIN) { /* If nothing came in time, the next poll sees to it. */
        hang_up();
        device_client_did_fail(&client, DEVICE_CLIENT_CLOSED, now());
    }
}

static void draw(void) {
    struct device_client_text code = device_client_user_code(&client);
    struct device_client_text uri = device_client_verification_uri(&client);
    char reason[DEVICE_CLIENT_REASON_BYTES];

    switch (device_client_screen(&client)) {
    case DEVICE_CLIENT_SCREEN_CONNECTING: puts("Asking for a code..."); break;
    case DEVICE_CLIENT_SCREEN_NETWORK_TROUBLE: puts("No network; trying again."); break;
    case DEVICE_CLIENT_SCREEN_CODE:
        printf("Open %.*s and enter %.*s: %u s left.\n", (int)uri.count, uri.bytes,
               (int)code.count, code.bytes,
               (unsigned)device_client_remaining_seconds(&client, now()));
        break;
    case DEVICE_CLIENT_SCREEN_FINISHED:
        device_client_reason(&client, reason, sizeof reason);
        puts(reason);
        break;
    }
}

int main(int count, char **words) {
    char device_authorization[300], token[300];
    struct device_client_action action;
    struct device_client_configuration configuration = {
        .device_authorization_endpoint = device_authorization,
        .token_endpoint = token,
        .plaintext_to_loopback = true,
    };

    if (count != 3) return 2;
    configuration.client_id = words[2];
    snprintf(device_authorization, sizeof device_authorization, "%s/device_authorization", words[1]);
    snprintf(token, sizeof token, "%s/token", words[1]);
    if (device_client_init(&client, sizeof client, &configuration) != DEVICE_CLIENT_READY) return 2;
    device_client_start(&client, now(), (uint32_t)getpid());
    for (;;) {
        switch (device_client_poll(&client, now(), &action)) {
        case DEVICE_CLIENT_WAIT: sleep_until(action.until_ms); break;
        case DEVICE_CLIENT_CONNECT: connect_to(&action); break;
        case DEVICE_CLIENT_SEND: send_request(); break;
        case DEVICE_CLIENT_RECEIVE: receive_answer(action.until_ms); break;
        case DEVICE_CLIENT_CLOSE: hang_up(); device_client_did_close(&client, now()); break;
        case DEVICE_CLIENT_DISPLAY: draw(); break;
        case DEVICE_CLIENT_STORE:
        case DEVICE_CLIENT_ERASE: device_client_did_not_store(&client, now()); break;
        case DEVICE_CLIENT_FINISH: /* Here the application takes device_client_access_token(). */
            device_client_wipe_tokens(&client);
            return device_client_outcome(&client) == DEVICE_CLIENT_GRANTED ? 0 : 1;
        case DEVICE_CLIENT_IDLE: return 1;
        }
    }
}

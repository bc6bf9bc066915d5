/*
 * device_client.h: sign a device in by the OAuth 2.0 Device Authorization Grant (RFC 8628).
 *
 * The client asks the server for a user code, says what to draw, polls the token endpoint until the
 * user has decided on another device, and hands out the tokens. It is a state machine without I/O:
 * the firmware owns the clock, the connection, the screen and the flash. It asks what to do, does
 * it, and tells what happened:
 *
 *     static struct device_client client;
 *     struct device_client_action action;
 *
 *     if (device_client_init(&client, sizeof client, &configuration) != DEVICE_CLIENT_READY)
 *         return;
 *     device_client_start(&client, now(), entropy());
 *     for (;;) {
 *         switch (device_client_poll(&client, now(), &action)) {
 *         case DEVICE_CLIENT_WAIT:    sleep until action.until_ms;                          break;
 *         case DEVICE_CLIENT_CONNECT: connect to action.host and action.port, by TLS if action.tls;
 *                                     device_client_did_connect(&client, now());            break;
 *         case DEVICE_CLIENT_SEND:    count = device_client_write_request(&client, buffer, size);
 *                                     send all of it;
 *                                     device_client_did_send(&client, now());               break;
 *         case DEVICE_CLIENT_RECEIVE: receive some bytes;
 *                                     device_client_receive(&client, bytes, count, now());  break;
 *         case DEVICE_CLIENT_CLOSE:   close the connection;
 *                                     device_client_did_close(&client, now());              break;
 *         case DEVICE_CLIENT_DISPLAY: draw device_client_screen(&client);                   break;
 *         case DEVICE_CLIENT_STORE:   write the record to the flash;
 *                                     device_client_did_store(&client, now());              break;
 *         case DEVICE_CLIENT_ERASE:   erase the record;
 *                                     device_client_did_store(&client, now());              break;
 *         case DEVICE_CLIENT_FINISH:  return device_client_outcome(&client);
 *         case DEVICE_CLIENT_IDLE:    return;
 *         }
 *     }
 *
 * Example/sign-in.c is that loop over sockets.
 *
 * Memory   All state is in `struct device_client`, which the caller provides. Nothing is allocated,
 *          and there are no global variables: several clients may run in one program. A client is
 *          used in place: do not copy or move it.
 * Threads  A client is used by one thread, or in one context of interrupts, at a time.
 * Time     `now_ms` is a count of milliseconds that never stops or jumps while the device runs, also
 *          not in sleep. It may start anywhere and wraps at 2^32; two calls are less than 24 days
 *          apart.
 * Calls    None blocks, and none fails but those that say so. An event that does not fit the state
 *          changes nothing. Polling early or often is harmless: the client keeps the schedule.
 * Texts    are ASCII, `count` bytes from `bytes`, with no NUL behind them. They point into the client
 *          and hold until its next call that takes a client which is not const.
 * Needs    memcpy, memmove and memset, and on ARM the compiler's own support (libgcc).
 *
 * The connection is the firmware's, and so is TLS: the client trusts that the peer has been verified
 * by its name. Refreshing and revoking the tokens are not in this library.
 */

#ifndef DEVICE_CLIENT_H
#define DEVICE_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* No pointer is NULL unless its description says so. */
#ifdef __clang__
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-extension"
#pragma clang assume_nonnull begin
#define DEVICE_CLIENT_NULLABLE _Nullable
#else
#define DEVICE_CLIENT_NULLABLE
#endif

/* ---- Sizes ---------------------------------------------------------------------------------- */

/* The size of a client, in bytes, on every machine. */
#define DEVICE_CLIENT_BYTES 9600

/*
 * A buffer that takes every request, in bytes. A smaller one does for short URLs and identifiers; a
 * request that does not fit ends the grant with DEVICE_CLIENT_OUT_OF_MEMORY.
 */
#define DEVICE_CLIENT_REQUEST_BYTES 2560

/* The largest record to store, in bytes. */
#define DEVICE_CLIENT_RECORD_BYTES 5784

/* A buffer that takes every reason, the NUL included, in bytes. */
#define DEVICE_CLIENT_REASON_BYTES 161

/* A client. Its content is its own; the element type gives it the alignment that it needs. */
struct device_client {
    uint64_t opaque[DEVICE_CLIENT_BYTES / 8];
};

/* Text that belongs to a client. Without text, `count` is 0, and `bytes` may be NULL. */
struct device_client_text {
    const char *DEVICE_CLIENT_NULLABLE bytes;
    size_t count;
};

/* ---- Setting up ----------------------------------------------------------------------------- */

/*
 * Which client signs in, and where. Texts end with NUL and are copied. Members that are left out (0)
 * have the meaning that most servers want.
 */
struct device_client_configuration {
    /* The URL of the device authorization endpoint (RFC 8628, section 3.1): at most 256 bytes. */
    const char *device_authorization_endpoint;

    /* The URL of the token endpoint (RFC 6749, section 3.2): at most 256 bytes. */
    const char *token_endpoint;

    /* The name under which the server knows the client: 1 to 256 bytes. */
    const char *client_id;

    /* Scope values parted by blanks, at most 256 bytes. NULL asks for the server's default. */
    const char *DEVICE_CLIENT_NULLABLE scope;

    /* At most 256 bytes. NULL for a public client, which a device in a user's hands should be. */
    const char *DEVICE_CLIENT_NULLABLE client_secret;

    /* Whether the secret goes into the body (client_secret_post) and not into the head
     * (client_secret_basic); see RFC 6749, section 2.3.1. */
    bool client_secret_post;

    /* Whether the server is the AWS sample for Amazon Cognito with Lambda, which wants its parameters
     * in the query. */
    bool cognito_lambda;

    /* Whether endpoints may be http:// on this very machine (localhost, 127.0.0.0/8, [::1]): for
     * tests. No other host is ever spoken to without TLS. */
    bool plaintext_to_loopback;
};

/* What device_client_init() returns. */
enum device_client_setup {
    /* The client can be used. */
    DEVICE_CLIENT_READY,
    /* The memory is smaller than DEVICE_CLIENT_BYTES, or not aligned to 8 bytes. */
    DEVICE_CLIENT_MEMORY_UNFIT,
    /* An endpoint is longer than 256 bytes. */
    DEVICE_CLIENT_ENDPOINT_TOO_LONG,
    /* An endpoint is not an absolute https URL without user information and fragment. */
    DEVICE_CLIENT_ENDPOINT_MALFORMED,
    /* An endpoint is http://, and not on this machine or not allowed there. */
    DEVICE_CLIENT_ENDPOINT_PLAINTEXT,
    /* The client identifier is empty. */
    DEVICE_CLIENT_CLIENT_ID_MISSING,
    /* client_secret_post without a secret, or with cognito_lambda, whose URLs must hold none. */
    DEVICE_CLIENT_SECRET_MISMATCH,
    /* The client identifier, the scope or the secret is longer than 256 bytes. */
    DEVICE_CLIENT_TEXT_TOO_LONG
};

/*
 * Makes a client in `client`, which may hold anything before. `bytes` is sizeof(struct device_client).
 * Unless it returns DEVICE_CLIENT_READY, there is no client and nothing else may be called with it.
 */
enum device_client_setup device_client_init(
    struct device_client *client, size_t bytes,
    const struct device_client_configuration *configuration);

/*
 * The user wants to sign in. Call it only then, never at boot or after a failure (RFC 8628, section
 * 3.1). Ignored while a grant is under way; after its end, begins a new one.
 *
 * `entropy` is any number that differs between devices and boots; it spreads the retries of devices
 * that lost their server together.
 */
void device_client_start(struct device_client *client, uint32_t now_ms, uint32_t entropy);

/* The user or the device gives up: the grant ends with DEVICE_CLIENT_CANCELLED, and codes and tokens
 * are overwritten. */
void device_client_cancel(struct device_client *client, uint32_t now_ms);

/* ---- What to do next ------------------------------------------------------------------------ */

/* What device_client_poll() asks for. */
enum device_client_step {
    /* Nothing runs: wait for the user, then device_client_start(). */
    DEVICE_CLIENT_IDLE,

    /* Nothing to do before `until_ms`; poll again then. */
    DEVICE_CLIENT_WAIT,

    /* Open a connection to `host` and `port`, or reuse the open one if it is to the same; then
     * device_client_did_connect() or device_client_did_fail(). Poll again at `until_ms` if neither
     * has happened by then. */
    DEVICE_CLIENT_CONNECT,

    /* Write the request by device_client_write_request(), send all of it, then
     * device_client_did_send(). Poll again at `until_ms` at the latest. */
    DEVICE_CLIENT_SEND,

    /* Hand what arrives to device_client_receive(), and the connection's end to
     * device_client_did_close(). Poll again at `until_ms` at the latest. */
    DEVICE_CLIENT_RECEIVE,

    /* Close the connection, then device_client_did_close(). */
    DEVICE_CLIENT_CLOSE,

    /* Draw device_client_screen(). Said once for each change. */
    DEVICE_CLIENT_DISPLAY,

    /* Put the record of device_client_write_record() in place of the stored one, and make it survive
     * a power cut; then device_client_did_store() or device_client_did_not_store(). */
    DEVICE_CLIENT_STORE,

    /* Erase the stored record, which is used up; then as above. */
    DEVICE_CLIENT_ERASE,

    /* The grant has ended; see device_client_outcome(). */
    DEVICE_CLIENT_FINISH
};

/* What a step needs. */
struct device_client_action {
    /* For WAIT, CONNECT, SEND and RECEIVE: the moment of the next poll, on the clock of `now_ms`. */
    uint32_t until_ms;

    /* For CONNECT: a name or an address, that of IPv6 without brackets. */
    struct device_client_text host;

    /* For CONNECT: 1 to 65,535. */
    uint16_t port;

    /* For CONNECT: whether the connection is TLS, verified by the name. If not, the host is this
     * machine. */
    bool tls;
};

/*
 * What to do next. Each step but DEVICE_CLIENT_DISPLAY is repeated until it is done, so the firmware
 * may do a part of it and poll again. Members of `action` that the step does not need are 0.
 */
enum device_client_step device_client_poll(
    struct device_client *client, uint32_t now_ms, struct device_client_action *action);

/*
 * Writes the whole request that DEVICE_CLIENT_SEND asks for, and returns its length in bytes. If it
 * does not fit into `capacity` bytes, nothing is written, 0 is returned, and the grant ends with
 * DEVICE_CLIENT_OUT_OF_MEMORY; also returns 0 when nothing is to be sent.
 *
 * Each call writes the same bytes, so a firmware that sends in parts may write them again. The
 * request holds secrets: overwrite the buffer once it has left.
 */
size_t device_client_write_request(
    struct device_client *client, uint8_t *buffer, size_t capacity);

/* ---- What happened on the connection -------------------------------------------------------- */

/* Why a connection could not be made or did not last. */
enum device_client_failure {
    /* The host name has no address, or is no name. */
    DEVICE_CLIENT_NAME_NOT_RESOLVED,
    /* No name server answered. */
    DEVICE_CLIENT_NAME_SERVICE_FAILED,
    /* No route to the host, or the network is down. */
    DEVICE_CLIENT_UNREACHABLE,
    /* The host answers, but nothing listens on the port. */
    DEVICE_CLIENT_REFUSED,
    /* The peer did not answer in time. */
    DEVICE_CLIENT_TIMED_OUT,
    /* The connection broke. */
    DEVICE_CLIENT_CLOSED,
    /* The certificate chain does not lead to a trusted root. */
    DEVICE_CLIENT_CERTIFICATE_NOT_TRUSTED,
    /* The certificate is past its end, or not valid yet, by the device's clock. */
    DEVICE_CLIENT_CERTIFICATE_EXPIRED,
    /* The certificate is for another name. */
    DEVICE_CLIENT_CERTIFICATE_NAME_MISMATCH,
    /* No common version or cipher suite, or the peer broke the protocol. */
    DEVICE_CLIENT_HANDSHAKE_FAILED,
    /* The TLS library was refused memory. */
    DEVICE_CLIENT_TLS_OUT_OF_MEMORY,
    /* The device's random source failed. */
    DEVICE_CLIENT_NO_ENTROPY
};

/* The connection is open and, with TLS, verified. */
void device_client_did_connect(struct device_client *client, uint32_t now_ms);

/* The whole request has left. */
void device_client_did_send(struct device_client *client, uint32_t now_ms);

/* Bytes have arrived. They may be cut anywhere. Tokens may be among them: overwrite the buffer
 * afterwards. */
void device_client_receive(
    struct device_client *client, const uint8_t *bytes, size_t count, uint32_t now_ms);

/* The connection is closed: by the peer, or because DEVICE_CLIENT_CLOSE asked for it. */
void device_client_did_close(struct device_client *client, uint32_t now_ms);

/* The connection could not be made, or broke; it is closed. While a code is on the screen, the client
 * tries again later; before that, the grant ends with DEVICE_CLIENT_NETWORK_FAILURE. */
void device_client_did_fail(
    struct device_client *client, enum device_client_failure failure, uint32_t now_ms);

/* ---- What to draw --------------------------------------------------------------------------- */

/* What a screen shows. */
enum device_client_screen {
    /* The codes are being asked for. */
    DEVICE_CLIENT_SCREEN_CONNECTING,
    /* The user code and the verification URI, while the user decides (RFC 8628, section 3.3). */
    DEVICE_CLIENT_SCREEN_CODE,
    /* The same, while the server cannot be reached; the client goes on trying. */
    DEVICE_CLIENT_SCREEN_NETWORK_TROUBLE,
    /* The grant has ended: device_client_outcome() and device_client_reason(). */
    DEVICE_CLIENT_SCREEN_FINISHED
};

/* The screen that DEVICE_CLIENT_DISPLAY asked for last. */
enum device_client_screen device_client_screen(const struct device_client *client);

/* The user code, to be shown as it is: at most 32 bytes; empty when there is none to show. */
struct device_client_text device_client_user_code(const struct device_client *client);

/* Where the user types the code: https, at most 256 bytes; empty when there is none to show. */
struct device_client_text device_client_verification_uri(const struct device_client *client);

/* The same with the user code in it, for a QR code or NFC (RFC 8628, section 3.3.1); empty if the
 * server gave none that is safe to use. Show the user code beside it all the same. */
struct device_client_text device_client_verification_uri_complete(
    const struct device_client *client);

/* What is left of the codes' lifetime, in seconds, rounded up; 0 when none are on the screen. */
uint32_t device_client_remaining_seconds(const struct device_client *client, uint32_t now_ms);

/* ---- What survives a power cut -------------------------------------------------------------- */

/*
 * Takes a part of a record, `count` bytes, which holds secrets and lasts for the call. Returns whether
 * it took it; if not, no more parts come.
 */
typedef bool device_client_record_sink(
    void *DEVICE_CLIENT_NULLABLE context, const uint8_t *bytes, size_t count);

/*
 * Hands the record that DEVICE_CLIENT_STORE asks for to `sink`, part by part; `context` is passed on.
 * Together they have at most DEVICE_CLIENT_RECORD_BYTES. Returns whether all of it was taken.
 *
 * `wall_clock_seconds` are the seconds since 1970 in UTC, 0 if the device does not know the time.
 *
 * While the user decides, the record holds the codes; once granted, the tokens.
 */
bool device_client_write_record(
    const struct device_client *client, uint32_t now_ms, uint32_t wall_clock_seconds,
    device_client_record_sink *sink, void *DEVICE_CLIENT_NULLABLE context);

/* The record will survive a power cut, or has been erased. */
void device_client_did_store(struct device_client *client, uint32_t now_ms);

/* It could not be stored or erased. The grant goes on without it; a power cut loses it. */
void device_client_did_not_store(struct device_client *client, uint32_t now_ms);

/* At boot: takes the next bytes of the stored record, cut anywhere; then device_client_resume().
 * Ignored while a grant is under way. */
void device_client_restore(struct device_client *client, const uint8_t *bytes, size_t count);

/*
 * Goes on with the restored codes, and returns true, if they are whole; if they have expired
 * meanwhile, the grant ends so at the next poll. Otherwise returns false and forgets what was
 * restored. A record of tokens is not gone on with: the device is signed in.
 *
 * The parameters are those of device_client_start() and device_client_write_record().
 */
bool device_client_resume(
    struct device_client *client, uint32_t now_ms, uint32_t wall_clock_seconds, uint32_t entropy);

/* ---- How it ended --------------------------------------------------------------------------- */

/* How a grant ended. */
enum device_client_outcome {
    /* It has not. */
    DEVICE_CLIENT_UNFINISHED,
    /* The user approved: the tokens are there. */
    DEVICE_CLIENT_GRANTED,
    /* The user declined. */
    DEVICE_CLIENT_DENIED,
    /* The codes ended before the user decided. */
    DEVICE_CLIENT_EXPIRED,
    /* The server could not be reached, before there was a code to keep. */
    DEVICE_CLIENT_NETWORK_FAILURE,
    /* The server answered, and the answer is of no use. */
    DEVICE_CLIENT_REFUSED_ANSWER,
    /* Something did not fit: the request into its buffer, or TLS into its memory. */
    DEVICE_CLIENT_OUT_OF_MEMORY,
    /* device_client_cancel(). */
    DEVICE_CLIENT_CANCELLED
};

/* How the grant ended; known from the last DEVICE_CLIENT_DISPLAY on. */
enum device_client_outcome device_client_outcome(const struct device_client *client);

/*
 * Writes what happened and what to do about it, one or two sentences in ASCII for the user, and a NUL.
 * Returns their length in bytes without the NUL: 0, and an empty text, while the grant has not ended
 * or when it does not fit into `capacity` bytes, of which there is at least 1.
 */
size_t device_client_reason(const struct device_client *client, char *text, size_t capacity);

/* ---- The tokens ----------------------------------------------------------------------------- */

/* The access token (RFC 6749, section 5.1), at most 1,920 bytes; empty unless granted. */
struct device_client_text device_client_access_token(const struct device_client *client);

/* The refresh token, at most 1,920 bytes; empty if the server gave none. */
struct device_client_text device_client_refresh_token(const struct device_client *client);

/* The ID token (OpenID Connect Core, section 2), at most 1,920 bytes, unverified; empty if the server
 * gave none. */
struct device_client_text device_client_id_token(const struct device_client *client);

/* The lifetime of the access token from its arrival on, in seconds; 0 if the server did not say. */
uint32_t device_client_access_token_seconds(const struct device_client *client);

/* Overwrites the tokens. Call it when the application has taken over what it needs. */
void device_client_wipe_tokens(struct device_client *client);

#undef DEVICE_CLIENT_NULLABLE
#ifdef __clang__
#pragma clang assume_nonnull end
#pragma clang diagnostic pop
#endif

#ifdef __cplusplus
}
#endif

#endif

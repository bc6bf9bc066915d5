// What a Linux board offers, as Swift can call it on every triple: no variadic function, no
// function-like macro, and errno as a value that is returned.

#ifndef LINUX_BOARD_H
#define LINUX_BOARD_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>

// The heap that the TLS library gets, in bytes: enough for a server with one certificate authority of
// elliptic curves. A chain with RSA keys takes 55,296.
#ifndef TLS_ARENA_BYTES
#define TLS_ARENA_BYTES 49152
#endif

// The memory of that heap, TLS_ARENA_BYTES from an address that is a multiple of 16.
uint8_t *board_tls_arena(void);

static const size_t board_tls_arena_bytes = TLS_ARENA_BYTES;

// MARK: Files

// Opens the file that holds credentials, or makes it: readable and writable by its owner alone. Returns
// the descriptor or -errno: -ELOOP for a symbolic link, -EPERM for a file that others may open or that is
// no regular file of the caller's own.
int board_credentials_open(const char *path);

// Reads from an offset on. Returns the count of bytes, 0 behind the end, or -errno.
long board_file_load(int descriptor, uint8_t *bytes, size_t count, size_t offset);

// Writes all bytes at an offset. Returns 0 or -errno.
int board_file_save(int descriptor, const uint8_t *bytes, size_t count, size_t offset);

// Returns when everything written survives a power cut: 0 or -errno.
int board_file_synchronize(int descriptor);

// Opens a console for writing, by no means as the controlling terminal. Returns the descriptor or -errno.
int board_console_open(const char *path);

// Writes all bytes, as far as the descriptor takes them. Returns 0 or -errno.
int board_write(int descriptor, const uint8_t *bytes, size_t count);

// A file's bytes, for the life of the process.
struct board_bytes {
    const uint8_t *bytes;
    size_t count;
};

// Maps a file for reading: it takes no memory but the kernel's cache. Returns 0 or -errno.
int board_file_map(const char *path, struct board_bytes *file);

// MARK: The screen

// A framebuffer of fbdev's. A color's offset is that of its lowest bit.
struct board_screen {
    uint8_t *bytes;
    size_t length;
    uint32_t width;
    uint32_t height;
    uint32_t stride;  // bytes from one row to the next
    uint32_t bits;    // of a pixel
    uint32_t red_offset;
    uint32_t green_offset;
    uint32_t blue_offset;
    uint32_t green_bits;
};

// Opens a framebuffer and maps it for the life of the process. Returns 0 or -errno.
int board_screen_open(const char *path, struct board_screen *screen);

// Memory of zeros for the life of the process, or NULL.
void *board_pages(size_t count);

// MARK: Signals and waiting

// Turns SIGINT and SIGTERM into something to read from the returned descriptor, or returns -errno.
int board_stop_open(void);

// Waits until `stop` can be read, until `descriptor` (-1 for none) can be read or written, or for the
// milliseconds (-1 for ever). Returns whether `stop` can be read.
int board_wait(int stop, int descriptor, int for_writing, int milliseconds);

// MARK: The stack

// Paints the stack below the caller's frame, so that its use shows afterwards.
void board_stack_paint(void);

// The most bytes of the stack that were in use since the process began; at most the 32 KiB that were
// painted and what lay above them.
size_t board_stack_peak(void);

// Ends the process at once, and the machine whose first program it is. Nothing is buffered.
_Noreturn void board_exit(int status);

#endif

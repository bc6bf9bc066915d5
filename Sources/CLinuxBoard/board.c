#include "board.h"
#include "machine.h"

#include <fcntl.h>
#include <linux/fb.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

static _Alignas(16) uint8_t arena[TLS_ARENA_BYTES];

uint8_t *board_tls_arena(void) {
    return arena;
}

// The folder of a path: a file's name survives a power cut only once its folder was written, too.
static int synchronize_folder(const char *path) {
    char folder[256] = ".";
    const char *const slash = strrchr(path, '/');
    if (slash != NULL) {
        // With the slash itself, so that the root stays what it is.
        const size_t count = (size_t) (slash - path) + 1;
        if (count >= sizeof folder) {
            return -ENAMETOOLONG;
        }
        memcpy(folder, path, count);
        folder[count] = 0;
    }
    const int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
        return -errno;
    }
    const int status = board_file_synchronize(descriptor);
    (void) close(descriptor);
    return status;
}

int board_credentials_open(const char *path) {
    const int descriptor =
        open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, S_IRUSR | S_IWUSR);
    if (descriptor < 0) {
        return -errno;
    }
    struct stat status;
    int error = fstat(descriptor, &status) == 0 ? 0 : -errno;
    if (error == 0
        && (!S_ISREG(status.st_mode) || status.st_uid != geteuid()
            || (status.st_mode & (S_IRWXG | S_IRWXO)) != 0)) {
        error = -EPERM;
    }
    if (error == 0) {
        error = synchronize_folder(path);
    }
    if (error != 0) {
        (void) close(descriptor);
        return error;
    }
    return descriptor;
}

int board_file_map(const char *path, struct board_bytes *file) {
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return -errno;
    }
    struct stat status;
    int error = fstat(descriptor, &status) == 0 ? 0 : -errno;
    if (error == 0 && !S_ISREG(status.st_mode)) {
        error = S_ISDIR(status.st_mode) ? -EISDIR : -EINVAL;
    }
    file->bytes = NULL;
    file->count = 0;
    if (error == 0 && status.st_size > 0) {
        const size_t count = (size_t) status.st_size;
        void *const bytes = mmap(NULL, count, PROT_READ, MAP_PRIVATE, descriptor, 0);
        if (bytes == MAP_FAILED) {
            error = -errno;
        } else {
            file->bytes = bytes;
            file->count = count;
        }
    }
    (void) close(descriptor);
    return error;
}

long board_file_load(int descriptor, uint8_t *bytes, size_t count, size_t offset) {
    ssize_t got;
    do {
        got = pread(descriptor, bytes, count, (off_t) offset);
    } while (got < 0 && errno == EINTR);
    return got < 0 ? -(long) errno : (long) got;
}

int board_file_save(int descriptor, const uint8_t *bytes, size_t count, size_t offset) {
    while (count > 0) {
        const ssize_t written = pwrite(descriptor, bytes, count, (off_t) offset);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return written < 0 ? -errno : -EIO;
        }
        bytes += written;
        offset += (size_t) written;
        count -= (size_t) written;
    }
    return 0;
}

int board_file_synchronize(int descriptor) {
    return fsync(descriptor) == 0 ? 0 : -errno;
}

int board_console_open(const char *path) {
    const int descriptor = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
    return descriptor < 0 ? -errno : descriptor;
}

int board_write(int descriptor, const uint8_t *bytes, size_t count) {
    while (count > 0) {
        const ssize_t written = write(descriptor, bytes, count);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return written < 0 ? -errno : -EIO;
        }
        bytes += written;
        count -= (size_t) written;
    }
    return 0;
}

int board_screen_open(const char *path, struct board_screen *screen) {
    const int descriptor = open(path, O_RDWR | O_CLOEXEC);
    if (descriptor < 0) {
        return -errno;
    }
    struct fb_var_screeninfo variable;
    struct fb_fix_screeninfo fixed;
    int error = 0;
    if (ioctl(descriptor, FBIOGET_VSCREENINFO, &variable) != 0
        || ioctl(descriptor, FBIOGET_FSCREENINFO, &fixed) != 0) {
        error = -errno;
    }
    void *memory = MAP_FAILED;
    if (error == 0) {
        memory = mmap(NULL, fixed.smem_len, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
        error = memory == MAP_FAILED ? -errno : 0;
    }
    (void) close(descriptor);
    if (error != 0) {
        return error;
    }
    screen->bytes = memory;
    screen->length = fixed.smem_len;
    screen->width = variable.xres;
    screen->height = variable.yres;
    screen->stride = fixed.line_length;
    screen->bits = variable.bits_per_pixel;
    screen->red_offset = variable.red.offset;
    screen->green_offset = variable.green.offset;
    screen->blue_offset = variable.blue.offset;
    screen->green_bits = variable.green.length;
    return 0;
}

void *board_pages(size_t count) {
    void *const memory =
        mmap(NULL, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

int board_stop_open(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) != 0) {
        return -errno;
    }
    const int descriptor = signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
    return descriptor < 0 ? -errno : descriptor;
}

int board_wait(int stop, int descriptor, int for_writing, int milliseconds) {
    // poll(2) passes over a negative descriptor.
    struct pollfd entries[2] = {
        {stop, POLLIN, 0},
        {descriptor, for_writing ? POLLOUT : POLLIN, 0},
    };
    // Interrupted or not, returning early does no harm.
    (void) poll(entries, 2, milliseconds);
    return entries[0].revents != 0;
}

// Where the stack began, from the program's loader.
extern void *__libc_stack_end;

enum { painted_bytes = 32 * 1024, paint = 0xA5 };

static const volatile uint8_t *painted;

__attribute__((noinline)) static const volatile uint8_t *paint_below(volatile uint8_t *area) {
    for (size_t index = 0; index < painted_bytes; index += 1) {
        area[index] = paint;
    }
    return area;
}

__attribute__((noinline)) void board_stack_paint(void) {
    volatile uint8_t area[painted_bytes];
    // Read again when the frame is gone and others have written over it: that is the purpose.
    painted = paint_below(area);
}

__attribute__((noinline)) size_t board_stack_peak(void) {
    size_t untouched = 0;
    while (untouched < painted_bytes && painted[untouched] == paint) {
        untouched += 1;
    }
    return (size_t) ((uintptr_t) __libc_stack_end - (uintptr_t) (painted + untouched));
}

void board_exit(int status) {
    board_machine_end(status);
    _exit(status);
}

#include "machine.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <net/route.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

static int is_first;

// Mounts a file system of the kernel's own on a folder, which is made if need be.
static int mount_kernel(const char *kind, const char *folder) {
    if (mkdir(folder, S_IRWXU | S_IRGRP | S_IXGRP | S_IROTH | S_IXOTH) != 0 && errno != EEXIST) {
        return -errno;
    }
    return mount(kind, folder, kind, MS_NOSUID | MS_NOEXEC, NULL) == 0 ? 0 : -errno;
}

int board_machine_begin(void) {
    if (getpid() != 1 || access("/proc/self", F_OK) == 0) {
        return 0;
    }
    is_first = 1;
    const int status = mount_kernel("proc", "/proc");
    return status == 0 ? 1 : status;
}

int board_devices_mount(void) {
    const int status = mount_kernel("devtmpfs", "/dev");
    // EBUSY: the kernel has done so itself.
    return status == -EBUSY ? 0 : status;
}

int board_module_load(const uint8_t *path, size_t count) {
    char file[128];
    if (count >= sizeof file) {
        return -ENAMETOOLONG;
    }
    memcpy(file, path, count);
    file[count] = 0;
    const int descriptor = open(file, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return -errno;
    }
    // By its number: libc has no function for it.
    const long status = syscall(SYS_finit_module, descriptor, "", 0);
    const int error = status == 0 || errno == EEXIST ? 0 : -errno;
    (void) close(descriptor);
    return error;
}

static struct sockaddr address(uint32_t number) {
    const struct sockaddr_in internet = {
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(number)};
    struct sockaddr any;
    memcpy(&any, &internet, sizeof any);
    return any;
}

static int bring_up(int descriptor, struct ifreq *interface) {
    if (ioctl(descriptor, SIOCGIFFLAGS, interface) != 0) {
        return -errno;
    }
    interface->ifr_flags |= IFF_UP;
    return ioctl(descriptor, SIOCSIFFLAGS, interface) == 0 ? 0 : -errno;
}

static int begin_ethernet(int descriptor) {
    struct ifreq interface = {.ifr_name = "eth0"};
    if (ioctl(descriptor, SIOCGIFADDR, &interface) == 0) {
        return bring_up(descriptor, &interface);
    }
    if (errno == ENODEV) {
        return -ENODEV;
    }
    interface.ifr_addr = address(0x0A00020F);  // 10.0.2.15
    if (ioctl(descriptor, SIOCSIFADDR, &interface) != 0) {
        return -errno;
    }
    interface.ifr_netmask = address(0xFFFFFF00);
    if (ioctl(descriptor, SIOCSIFNETMASK, &interface) != 0) {
        return -errno;
    }
    const int status = bring_up(descriptor, &interface);
    if (status != 0) {
        return status;
    }
    struct rtentry route = {
        .rt_dst = address(INADDR_ANY),
        .rt_genmask = address(INADDR_ANY),
        .rt_gateway = address(0x0A000202),  // 10.0.2.2
        .rt_flags = RTF_UP | RTF_GATEWAY,
    };
    return ioctl(descriptor, SIOCADDRT, &route) == 0 ? 0 : -errno;
}

int board_network_begin(void) {
    const int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
        return -errno;
    }
    struct ifreq loopback = {.ifr_name = "lo"};
    int status = bring_up(descriptor, &loopback);
    if (status == 0) {
        status = begin_ethernet(descriptor);
    }
    (void) close(descriptor);
    return status;
}

void board_machine_end(int status) {
    if (!is_first) {
        return;
    }
    char line[] = "device-client: powering off with exit status 000.\n";
    const size_t digits = sizeof line - sizeof "000.\n";
    for (size_t index = 3; index > 0; index -= 1, status /= 10) {
        line[digits + index - 1] = (char) ('0' + status % 10);
    }
    // Whether or not anybody hears it, and not before the line is out on a slow console.
    if (write(STDERR_FILENO, line, sizeof line - 1) > 0) {
        (void) tcdrain(STDERR_FILENO);
    }
    (void) reboot(RB_POWER_OFF);
}

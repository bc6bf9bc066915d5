// What the first program of a machine (PID 1) does, which any other finds done: file systems, kernel
// modules, the network, and the power switched off at the end.

#ifndef LINUX_MACHINE_H
#define LINUX_MACHINE_H

#include <stddef.h>
#include <stdint.h>

// Says whether this is the first program of a machine; then it mounts /proc, and board_exit switches the
// power off. PID 1 of a container, where somebody else has mounted /proc, is not. Returns 1, 0 or -errno.
int board_machine_begin(void);

// Mounts /dev, where the kernel keeps a node for each device. Returns 0 or -errno.
int board_devices_mount(void);

// Loads a kernel module from a file whose path has so many bytes. Returns 0, also for a module that is
// there already, or -errno.
int board_module_load(const uint8_t *path, size_t count);

// Brings up lo and eth0. Unless the kernel has given it an address (its word ip=), eth0 gets the one that
// QEMU's user network expects: 10.0.2.15/24, with 10.0.2.2 as its gateway. Returns 0 or -errno: -ENODEV
// without an eth0.
int board_network_begin(void);

// Says the exit status on standard error and switches the power off, if board_machine_begin returned 1.
void board_machine_end(int status);

#endif

import Glibc

/// Tells a device, asleep or not, to stop; once and for good.
///
/// A pipe, so that poll(2) wakes up on it together with the device's socket.
public final class StopSignal: Sendable {
    private let readEnd: Int32
    private let writeEnd: Int32

    public init() throws(EnvironmentError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw EnvironmentError("cannot make a pipe: \(String(cString: strerror(errno)))")
        }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        readEnd = ends[0]
        writeEnd = ends[1]
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    /// Becomes readable when the device is to stop, and stays so.
    public var descriptor: Int32 { readEnd }

    /// Tells the device to stop. Safe to call at any time, from any thread, more than once.
    public func trigger() {
        var byte: UInt8 = 1
        // A full pipe is as readable as one with a single byte.
        _ = write(writeEnd, &byte, 1)
    }
}

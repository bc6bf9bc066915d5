import CLinuxBoard

/// What the kernel answered.
public struct SystemError: Error, Equatable, Sendable {
    /// The errno.
    public let number: Int32

    /// What it means, in a few words that go behind a colon.
    public var explanation: StaticString {
        switch number {
        case ENOENT: "there is no such file or folder"
        case EACCES: "permission denied"
        case EPERM: "it is not this user's own, or others may open it"
        case EROFS: "the file system is read-only"
        case ENOSPC: "no room is left"
        case EISDIR: "it is a folder"
        case ENOTDIR: "a part of the path is no folder"
        case ELOOP: "it is a symbolic link"
        case ENAMETOOLONG: "the path is too long"
        case ENOTTY, ENODEV, ENXIO: "it is no such device"
        case EFBIG: "it is too long"
        case ENOTSUP: "its pixels are not of 16 or 32 bits"
        default: "input or output failed"
        }
    }

    init(_ status: Int) {
        number = Int32(truncatingIfNeeded: 0 - status)
    }
}

/// The result of a call that gives a descriptor or a count, or minus errno.
public func checked(_ status: Int) throws(SystemError) -> Int {
    guard status >= 0 else { throw SystemError(status) }
    return status
}

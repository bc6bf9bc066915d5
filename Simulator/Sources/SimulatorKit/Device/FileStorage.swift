import CredentialSlots
import Glibc

/// The flash of a simulated device: a file of fixed size that only its owner may read.
public struct FileStorage: ~Copyable, Storage {
    public let storageBytes: Int

    private let descriptor: Int32

    /// Opens the file, or makes it.
    ///
    /// - Parameter bytes: The size that the device sees; what was never written reads as zeros.
    public init(path: String, bytes: Int) throws(EnvironmentError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        storageBytes = bytes
        guard descriptor >= 0 else {
            throw EnvironmentError(
                "cannot open \(path): \(String(cString: strerror(errno))). "
                    + "Choose another folder with --state, or make this one writable.")
        }
    }

    /// No file: there is no room for any record.
    public init() {
        descriptor = -1
        storageBytes = 0
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    public mutating func load(
        from offset: Int, into output: inout OutputSpan<UInt8>
    ) throws(StorageFailure) {
        var bytes = [UInt8](repeating: 0, count: min(output.freeCapacity, storageBytes - offset))
        guard pread(descriptor, &bytes, bytes.count, off_t(offset)) >= 0 else { throw .failed }
        for byte in bytes { output.append(byte) }
    }

    public mutating func save(
        _ bytes: borrowing Span<UInt8>, at offset: Int
    ) throws(StorageFailure) {
        guard offset + bytes.count <= storageBytes else { throw .full }
        let written = unsafe bytes.withUnsafeBytes {
            unsafe pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset))
        }
        guard written == bytes.count else {
            switch errno {
            case ENOSPC, EDQUOT: throw .full
            case EROFS: throw .readOnly
            default: throw .failed
            }
        }
    }

    public mutating func synchronize() throws(StorageFailure) {
        guard fsync(descriptor) == 0 else { throw .failed }
    }
}

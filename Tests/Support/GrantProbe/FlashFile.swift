import CredentialSlots
import Glibc

/// Storage in a file, read and written past every buffer of the C library.
struct FlashFile: ~Copyable, Storage {
    let storageBytes = 16_384
    private let descriptor: Int32

    init(path: String) throws(StorageFailure) {
        descriptor = open(path, O_RDWR | O_CREAT, 0o600)
        guard descriptor >= 0, ftruncate(descriptor, off_t(storageBytes)) == 0 else {
            throw .failed
        }
    }

    deinit {
        close(descriptor)
    }

    func load(
        from offset: Int, into output: inout OutputSpan<UInt8>
    ) throws(StorageFailure) {
        let hasRead = output.withUnsafeMutableBufferPointer { buffer, count in
            count = max(0, pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset)))
            return count > 0
        }
        if !hasRead { throw .failed }
    }

    func save(_ bytes: borrowing Span<UInt8>, at offset: Int) throws(StorageFailure) {
        let written = bytes.withUnsafeBufferPointer {
            pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset))
        }
        if written != bytes.count { throw .failed }
    }

    func synchronize() throws(StorageFailure) {
        if fsync(descriptor) != 0 { throw .failed }
    }
}

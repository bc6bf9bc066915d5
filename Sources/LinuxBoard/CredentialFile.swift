import CLinuxBoard
import CMbedTLS
import CredentialSlots

/// The device's flash on a Linux board: a file that only its owner may open.
///
/// ``/CredentialSlots`` writes it so that a power cut leaves the record before or the record after.
public struct CredentialFile: ~Copyable, Storage {
    public let storageBytes: Int

    private let descriptor: Int32

    /// Opens the file, or makes it with mode 0600. A symbolic link, another user's file and one that
    /// others may open are refused.
    ///
    /// - Parameters:
    ///   - path: Ends in a NUL.
    ///   - bytes: The size of the storage; what was never written reads as zeros.
    public init(path: UnsafePointer<CChar>, bytes: Int) throws(SystemError) {
        descriptor = Int32(try checked(Int(unsafe board_credentials_open(path))))
        storageBytes = bytes
    }

    /// No file: there is no room for any record.
    public init() {
        descriptor = -1
        storageBytes = 0
    }

    deinit {
        if descriptor >= 0 { tls_socket_close(descriptor) }
    }

    public mutating func load(
        from offset: Int, into output: inout OutputSpan<UInt8>
    ) throws(StorageFailure) {
        let count = min(output.freeCapacity, storageBytes - offset)
        let descriptor = descriptor
        let status = unsafe output.withUnsafeMutableBufferPointer { (buffer, initializedCount) in
            // Holds: at most `count` bytes are written behind the initialized ones, where there is
            // room for them.
            let start = unsafe buffer.baseAddress.map { unsafe $0 + initializedCount }
            let status = unsafe board_file_load(descriptor, start, count, offset)
            initializedCount += max(status, 0)
            return status
        }
        guard status >= 0 else { throw .failed }
        for _ in status..<count { output.append(0) }
    }

    public mutating func save(
        _ bytes: borrowing Span<UInt8>, at offset: Int
    ) throws(StorageFailure) {
        guard offset + bytes.count <= storageBytes else { throw .full }
        let status = unsafe bytes.withUnsafeBufferPointer {
            // Holds: the buffer lives through the call.
            unsafe board_file_save(descriptor, $0.baseAddress, $0.count, offset)
        }
        switch 0 - status {
        case 0: break
        case ENOSPC, EDQUOT, EFBIG: throw .full
        case EROFS: throw .readOnly
        default: throw .failed
        }
    }

    public mutating func synchronize() throws(StorageFailure) {
        guard board_file_synchronize(descriptor) == 0 else { throw .failed }
    }
}

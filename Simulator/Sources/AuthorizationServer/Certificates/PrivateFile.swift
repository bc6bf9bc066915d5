import Foundation
import Glibc

/// Files that only their owner may read, and that are never half-written: a temporary name, then
/// a rename.
enum PrivateFile {
    /// Writes the file with mode 0600 (or `mode`), whatever stood there before.
    static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o600) throws {
        let temporary = "\(path).\(getpid())-\(UInt32.random(in: .min ... .max)).new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw failure("written", path) }
        let isWritten = bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Glibc.write(
                    descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return false }
                rest = rest.dropFirst(count)
            }
            // Without the flush a power cut could leave the new name with no content.
            return fsync(descriptor) == 0
        }
        guard isWritten, fchmod(descriptor, mode) == 0 else {
            let error = failure("written", path)
            close(descriptor)
            unlink(temporary)
            throw error
        }
        close(descriptor)
        guard rename(temporary, path) == 0 else {
            let error = failure("written", path)
            unlink(temporary)
            throw error
        }
    }

    /// Makes an empty file with mode 0600 if there is none: SQLite gives its log the same mode.
    static func createIfAbsent(_ path: String) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("opened for writing", path) }
        close(descriptor)
    }

    /// The whole file; nil when there is none.
    static func read(_ path: String) throws -> [UInt8]? {
        var information = stat()
        guard stat(path, &information) == 0 else {
            if errno == ENOENT { return nil }
            throw failure("read", path)
        }
        guard access(path, R_OK) == 0 else { throw failure("read", path) }
        do {
            return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw ServerStartError("\(path) cannot be read (\(error)). Check what it is.")
        }
    }

    private static func failure(_ verb: String, _ path: String) -> ServerStartError {
        let reason = String(cString: strerror(errno))
        return ServerStartError(
            "\(path) cannot be \(verb) (\(reason)). Check its owner and mode, or name another "
                + "folder by --state DIR.")
    }
}

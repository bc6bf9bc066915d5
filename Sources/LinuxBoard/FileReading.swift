import BoundedBytes
import CMbedTLS
import CLinuxBoard

/// Appends a whole file to `bytes`.
///
/// - Parameters:
///   - path: Ends in a NUL.
///   - bytes: Where the file's bytes go, behind what is there.
/// - Throws: `EFBIG` if it does not fit; `bytes` then holds a part of it.
public func appendFile<let capacity: Int>(
    _ path: UnsafePointer<CChar>, to bytes: inout FixedBytes<capacity>
) throws(SystemError) {
    let descriptor = Int32(try checked(Int(unsafe tls_file_open(path))))
    defer { tls_socket_close(descriptor) }
    while true {
        let count = bytes.withOutput { output in
            unsafe output.withUnsafeMutableBufferPointer { (buffer, initializedCount) in
                // Holds: at most the buffer's count of bytes is written.
                let count = unsafe tls_file_read(descriptor, buffer.baseAddress, buffer.count)
                initializedCount = max(count, 0)
                return count
            }
        }
        guard try checked(count) > 0 else { break }
    }
    // A full buffer says nothing about what comes behind.
    guard bytes.count < capacity else { throw SystemError(-Int(EFBIG)) }
}

/// Maps a file for the life of the process: reading it takes no memory of the program's own. Whoever
/// cuts the file short meanwhile ends the program; to replace it is safe.
///
/// - Parameter path: Ends in a NUL.
public func mapFile(
    _ path: UnsafePointer<CChar>
) throws(SystemError) -> UnsafeBufferPointer<UInt8> {
    var file = unsafe board_bytes()
    _ = try checked(Int(unsafe board_file_map(path, &file)))
    return unsafe UnsafeBufferPointer(start: file.bytes, count: file.count)
}

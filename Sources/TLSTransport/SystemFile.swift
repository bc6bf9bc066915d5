import BoundedBytes
import CMbedTLS

/// Calls `body` with each line of a file, without its end; not at all if there is no such file. Lines
/// of more than 255 bytes are passed over.
func forEachLine(of path: StaticString, _ body: (borrowing Span<UInt8>) -> Void) {
    // Holds: a static string ends in a NUL.
    let descriptor = unsafe tls_file_open(
        UnsafeRawPointer(path.utf8Start).assumingMemoryBound(to: CChar.self))
    guard descriptor >= 0 else { return }
    defer { tls_socket_close(descriptor) }
    var line = FixedBytes<255>()
    var isTooLong = false
    var piece = FixedBytes<128>()
    while true {
        piece.removeAll()
        piece.withOutput { output in
            unsafe output.withUnsafeMutableBufferPointer { (buffer, initializedCount) in
                // Holds: at most the buffer's count of bytes is written.
                let count = unsafe tls_file_read(descriptor, buffer.baseAddress, buffer.count)
                initializedCount = max(count, 0)
            }
        }
        let isEnd = piece.isEmpty
        piece.withBytes { bytes in
            for index in bytes.indices {
                if bytes[index] != UInt8(ascii: "\n") {
                    isTooLong = isTooLong || (try? line.append(bytes[index])) == nil
                    continue
                }
                if !isTooLong { line.withBytes(body) }
                line.removeAll()
                isTooLong = false
            }
        }
        guard !isEnd else { break }
    }
    if !isTooLong, !line.isEmpty { line.withBytes(body) }
}

/// The next word of a line from `position` on, which moves behind it; nil at the line's end, or where a
/// comment begins.
func nextWord(of line: borrowing Span<UInt8>, at position: inout Int) -> Range<Int>? {
    while position < line.count, isBlank(line[position]) { position += 1 }
    let start = position
    while position < line.count, !isBlank(line[position]), line[position] != UInt8(ascii: "#") {
        position += 1
    }
    return position > start ? start..<position : nil
}

private func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
}

import BoundedBytes
import Foundation

extension [UInt8] {
    /// The bytes of a span, on the heap, for comparing.
    public init(copying span: borrowing Span<UInt8>) {
        self.init()
        reserveCapacity(span.count)
        for index in span.indices { append(span[index]) }
    }

    /// The first place at which `needle` stands in these bytes.
    public func firstIndex(of needle: [UInt8]) -> Int? {
        guard !needle.isEmpty, needle.count <= count else { return nil }
        return (0...count - needle.count).first { start in
            self[start] == needle[0] && self[start..<start + needle.count].elementsEqual(needle)
        }
    }
}

extension String {
    /// The text of a span's UTF-8.
    public init(copying span: borrowing Span<UInt8>) {
        self.init(decoding: [UInt8](copying: span), as: UTF8.self)
    }
}

/// How often the text stands in so many bytes of memory.
public func occurrences(
    of text: String, at memory: UnsafeRawPointer, bytes size: Int
) -> Int {
    offsets(of: Array(text.utf8), in: UnsafeRawBufferPointer(start: memory, count: size)).count
}

/// The offsets at which the bytes stand in the memory.
public func offsets(of bytes: [UInt8], in memory: UnsafeRawBufferPointer) -> [Int] {
    guard let base = memory.baseAddress, memory.count >= bytes.count else { return [] }
    var offsets: [Int] = []
    var start = base
    let end = base + memory.count - bytes.count
    while start <= end, let found = memchr(start, Int32(bytes[0]), end - start + 1) {
        if memcmp(found, bytes, bytes.count) == 0 { offsets.append(UnsafeRawPointer(found) - base) }
        start = UnsafeRawPointer(found) + 1
    }
    return offsets
}

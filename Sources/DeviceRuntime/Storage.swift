/// Raw bytes that survive a power cut.
public protocol Storage: ~Copyable {
    /// The size of the storage in bytes.
    var storageCapacity: Int { get }

    /// Appends the bytes at `offset` to `output` until it is full or the storage ends.
    mutating func load(from offset: Int, into output: inout OutputSpan<UInt8>) throws(StorageFailure)

    /// Writes `bytes` at `offset`. When this returns, they survive a power cut; when power is cut
    /// before that, any part of them may have been written.
    mutating func save(_ bytes: borrowing Span<UInt8>, at offset: Int) throws(StorageFailure)
}

/// The storage could not be read or written.
public enum StorageFailure: Error, Equatable, Sendable {
    /// No room is left, or the bytes lie beyond the capacity.
    case full
    /// The device refuses writes.
    case readOnly
    /// Anything else: the medium failed.
    case failed
}

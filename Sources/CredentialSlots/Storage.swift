/// Raw bytes that survive a power cut.
public protocol Storage: ~Copyable {
    /// The size of the storage in bytes.
    var storageBytes: Int { get }

    /// Fills `output` with the bytes from `offset` on; bytes never written read as anything.
    mutating func load(
        from offset: Int, into output: inout OutputSpan<UInt8>
    ) throws(StorageFailure)

    /// Writes `bytes` at `offset`. When power is cut before ``synchronize()`` has returned, any part
    /// of them may have been written.
    mutating func save(_ bytes: borrowing Span<UInt8>, at offset: Int) throws(StorageFailure)

    /// Returns when everything saved so far survives a power cut.
    mutating func synchronize() throws(StorageFailure)
}

/// The storage could not be read or written.
public enum StorageFailure: Error, Equatable, Sendable {
    /// No room is left, or the record is larger than a slot.
    case full
    /// The medium refuses writes.
    case readOnly
    /// Anything else: the medium failed.
    case failed
}

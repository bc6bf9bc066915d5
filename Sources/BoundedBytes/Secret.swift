/// Bytes that must not outlive their use: a device code, a token, a client secret.
///
/// The owner calls ``wipe()`` when the use ends. There is no wipe at the end of its life: moving
/// a value copies its bytes, so only an explicit wipe at a known place is a promise that holds.
/// A secret has no description and is read only inside ``withExposedBytes(_:)``.
public struct Secret<let capacity: Int>: ~Copyable {
    private var bytes: FixedBytes<capacity>

    /// No bytes, in memory that is all zeros.
    public init() {
        bytes = FixedBytes()
    }

    /// The number of bytes held, 0 to `capacity`.
    public var count: Int { bytes.count }

    /// Whether there is no byte.
    public var isEmpty: Bool { bytes.isEmpty }

    /// Calls `body` with the secret's bytes. Whoever copies them out wipes the copy.
    public borrowing func withExposedBytes<Result: ~Copyable, Failure: Error>(
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try bytes.withBytes(body)
    }

    /// Adds all of `addition`, or nothing.
    public mutating func append(_ addition: borrowing Span<UInt8>) throws(CapacityExceeded) {
        try bytes.append(addition)
    }

    /// Lets `body` write behind the bytes held; see ``FixedBytes/withOutput(limit:_:)``.
    public mutating func withOutput<Result: ~Copyable, Failure: Error>(
        limit: Int = capacity, _ body: (inout OutputSpan<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try bytes.withOutput(limit: limit, body)
    }

    /// Removes every byte and overwrites the whole capacity with zeros.
    public mutating func wipe() {
        bytes.wipe()
    }
}

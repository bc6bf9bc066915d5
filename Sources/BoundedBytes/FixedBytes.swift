/// A byte string of at most `capacity` bytes, stored in place.
///
/// It never grows and never truncates: an append that does not fit throws and leaves the value
/// as it was.
public struct FixedBytes<let capacity: Int>: ~Copyable {
    private var storage: InlineArray<capacity, UInt8>
    private let inPlace = InPlace()

    /// The number of bytes held, 0 to `capacity`.
    public private(set) var count: Int

    /// No bytes, in memory that is all zeros.
    public init() {
        storage = InlineArray(repeating: 0)
        count = 0
    }

    /// Whether there is no byte.
    public var isEmpty: Bool { count == 0 }

    /// Calls `body` with the bytes held. The span must not leave the closure.
    public borrowing func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        // Safe: the count is written here alone, and never exceeds the capacity.
        try body(unsafe storage.span.extracting(unchecked: 0..<count))
    }

    /// Adds one byte.
    public mutating func append(_ byte: UInt8) throws(CapacityExceeded) {
        guard count < capacity else { throw CapacityExceeded(capacity: capacity) }
        storage[count] = byte
        count += 1
    }

    /// Adds all of `bytes`, or nothing.
    public mutating func append(_ bytes: borrowing Span<UInt8>) throws(CapacityExceeded) {
        var target = storage.mutableSpan
        count = try copy(bytes, to: &target, at: count)
    }

    /// Adds all of `text`, or nothing.
    public mutating func append(_ text: StaticString) throws(CapacityExceeded) {
        guard text.utf8CodeUnitCount <= capacity - count else {
            throw CapacityExceeded(capacity: capacity)
        }
        try withOutput { (output) throws(CapacityExceeded) in try output.write(text) }
    }

    /// Lets `body` write behind the bytes held. What it wrote counts only if it does not throw.
    ///
    /// - Parameters:
    ///   - limit: The room it gets, in bytes; at most what is left of the capacity.
    ///   - body: Called once. The output span must not leave it.
    public mutating func withOutput<Result: ~Copyable, Failure: Error>(
        limit: Int = capacity, _ body: (inout OutputSpan<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let held = count
        let end = held + min(limit, capacity - held)
        var target = storage.mutableSpan
        var written = 0
        let result = try unsafe target.withUnsafeMutableBufferPointer {
            (buffer) throws(Failure) -> Result in
            // Safe: the output span lives only inside this call, over bytes that are already
            // initialized and that nobody else can reach while `self` is being mutated.
            let room = unsafe UnsafeMutableBufferPointer(rebasing: buffer[held..<end])
            var output = unsafe OutputSpan(buffer: room, initializedCount: 0)
            let result = try body(&output)
            written = unsafe output.finalize(for: room)
            return result
        }
        count = held + written
        return result
    }

    /// Removes every byte and overwrites the whole capacity with zeros, in a way that the
    /// optimizer keeps.
    public mutating func wipe() {
        count = 0
        var target = storage.mutableSpan
        overwriteWithZeros(&target, 0..<capacity)
    }

    /// Removes every byte and leaves the memory as it is; ``wipe()`` is for secrets.
    public mutating func removeAll() {
        count = 0
    }

    /// Removes the bytes from `start` on, likewise; there are that many.
    public mutating func removeAll(from start: Int) {
        precondition(start >= 0 && start <= count)
        count = start
    }
}

/// Copies all of `bytes` to `target` from `start` on, or nothing; returns where they end. Apart from
/// the type, so that it is there once and not once for each capacity.
@inline(never)
private func copy(
    _ bytes: borrowing Span<UInt8>, to target: inout MutableSpan<UInt8>, at start: Int
) throws(CapacityExceeded) -> Int {
    guard bytes.count <= target.count - start else {
        throw CapacityExceeded(capacity: target.count)
    }
    for index in bytes.indices { target[start + index] = bytes[index] }
    return start + bytes.count
}

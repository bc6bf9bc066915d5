import BoundedBytes

/// What stands before a record: 16 bytes, four numbers, most significant byte first.
struct SlotHeader: Equatable {
    static let byteCount = 16

    /// "DGS1": the first format of device grant slots.
    private static let mark: UInt32 = 0x4447_5331

    /// One more than the record before it had, modulo 2^32.
    var counter: UInt32
    /// The length of the record in bytes.
    var length: UInt32
    /// Over counter, length and record.
    var checksum: UInt32

    init(counter: UInt32, length: UInt32, checksum: UInt32) {
        self.counter = counter
        self.length = length
        self.checksum = checksum
    }

    /// Reads a header; nil where there is none.
    init?(_ bytes: borrowing Span<UInt8>) {
        guard bytes.count == Self.byteCount, Self.number(bytes, at: 0) == Self.mark else {
            return nil
        }
        counter = Self.number(bytes, at: 4)
        length = Self.number(bytes, at: 8)
        checksum = Self.number(bytes, at: 12)
    }

    func write(to output: inout OutputSpan<UInt8>) throws(CapacityExceeded) {
        try Self.write(Self.mark, to: &output)
        try Self.write(counter, to: &output)
        try Self.write(length, to: &output)
        try Self.write(checksum, to: &output)
    }

    private static func number(_ bytes: borrowing Span<UInt8>, at offset: Int) -> UInt32 {
        UInt32(bytes[offset]) << 24 | UInt32(bytes[offset + 1]) << 16
            | UInt32(bytes[offset + 2]) << 8 | UInt32(bytes[offset + 3])
    }

    private static func write(
        _ number: UInt32, to output: inout OutputSpan<UInt8>
    ) throws(CapacityExceeded) {
        try output.write(UInt8(truncatingIfNeeded: number >> 24))
        try output.write(UInt8(truncatingIfNeeded: number >> 16))
        try output.write(UInt8(truncatingIfNeeded: number >> 8))
        try output.write(UInt8(truncatingIfNeeded: number))
    }
}

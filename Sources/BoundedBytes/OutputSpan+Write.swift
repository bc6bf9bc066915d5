extension OutputSpan<UInt8> {
    /// Adds one byte, or throws and adds nothing.
    public mutating func write(_ byte: UInt8) throws(CapacityExceeded) {
        guard freeCapacity >= 1 else { throw CapacityExceeded(capacity: capacity) }
        append(byte)
    }

    /// Adds all of `bytes`, or throws and adds nothing.
    public mutating func write(_ bytes: borrowing Span<UInt8>) throws(CapacityExceeded) {
        guard bytes.count <= freeCapacity else { throw CapacityExceeded(capacity: capacity) }
        for index in bytes.indices {
            append(bytes[index])
        }
    }

    /// Adds the UTF-8 of `text`, or throws and adds nothing.
    public mutating func write(_ text: StaticString) throws(CapacityExceeded) {
        let count = text.utf8CodeUnitCount
        guard count <= freeCapacity else { throw CapacityExceeded(capacity: capacity) }
        // Safe: a static string's bytes are there for the life of the program.
        let bytes = unsafe UnsafeBufferPointer(start: text.utf8Start, count: count)
        for index in 0..<count {
            append(unsafe bytes[index])
        }
    }

    /// Adds `number` in decimal digits, or throws and adds nothing.
    public mutating func write(decimal number: UInt32) throws(CapacityExceeded) {
        var digits = 1
        var scale: UInt32 = 1
        while number / scale >= 10 {
            scale *= 10
            digits += 1
        }
        guard digits <= freeCapacity else { throw CapacityExceeded(capacity: capacity) }
        while scale > 0 {
            append(UInt8(truncatingIfNeeded: 0x30 + number / scale % 10))
            scale /= 10
        }
    }
}

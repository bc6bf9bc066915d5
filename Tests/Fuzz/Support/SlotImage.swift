/// The format of the slots once more, by its description: a second pair of eyes.
enum SlotImage {
    static let headerBytes = 16

    /// Where the latest whole record lies; nil if there is none.
    static func latest(in storage: Bytes) -> Range<Int>? {
        let half = storage.count / 2
        let first = record(in: storage, 0..<half)
        let second = record(in: storage, half..<2 * half)
        guard let first else { return second?.range }
        guard let second else { return first.range }
        return Int32(bitPattern: second.counter &- first.counter) > 0 ? second.range : first.range
    }

    /// Writes a header before the bytes of the slot, which makes them a record.
    static func seal(_ slot: UnsafeMutableBufferPointer<UInt8>, counter: UInt32) {
        let count = UInt32(slot.count - headerBytes)
        let record = Bytes(slot).part(headerBytes..<slot.count)
        write(0x4447_5331, slot, 0)
        write(counter, slot, 4)
        write(count, slot, 8)
        write(checksum(record, counter, count), slot, 12)
    }

    private static func record(
        in storage: Bytes, _ slot: Range<Int>
    ) -> (range: Range<Int>, counter: UInt32)? {
        guard slot.count >= headerBytes, read(storage, slot.lowerBound) == 0x4447_5331 else {
            return nil
        }
        let counter = read(storage, slot.lowerBound + 4)
        let count = read(storage, slot.lowerBound + 8)
        guard count <= UInt32(slot.count - headerBytes) else { return nil }
        let start = slot.lowerBound + headerBytes
        let range = start..<start + Int(count)
        let sum = checksum(storage.part(range), counter, count)
        return sum == read(storage, slot.lowerBound + 12) ? (range, counter) : nil
    }

    private static func read(_ bytes: Bytes, _ offset: Int) -> UInt32 {
        bytes.part(offset..<offset + 4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static func write(
        _ number: UInt32, _ slot: UnsafeMutableBufferPointer<UInt8>, _ offset: Int
    ) {
        for index in 0..<4 {
            slot[offset + index] = UInt8(truncatingIfNeeded: number >> UInt32(24 - 8 * index))
        }
    }

    /// CRC-32 of IEEE 802.3, by the table.
    private static func checksum(_ record: Bytes, _ counter: UInt32, _ count: UInt32) -> UInt32 {
        var register = UInt32.max
        func add(_ byte: UInt8) {
            register = register >> 8 ^ table[Int(UInt8(truncatingIfNeeded: register) ^ byte)]
        }
        for byte in record { add(byte) }
        for number in [counter, count] {
            for shift: UInt32 in [24, 16, 8, 0] { add(UInt8(truncatingIfNeeded: number >> shift)) }
        }
        return ~register
    }

    private static let table: [UInt32] = (0..<256).map { start in
        (0..<8).reduce(UInt32(start)) { value, _ in
            value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1
        }
    }
}

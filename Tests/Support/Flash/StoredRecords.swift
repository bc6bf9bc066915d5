/// Reads and writes the slots by the description of their format alone: a second pair of eyes.
public enum StoredRecords {
    public static let headerBytes = 16

    public struct Slot: Equatable {
        public var counter: UInt32
        public var record: [UInt8]

        public init(counter: UInt32, record: [UInt8]) {
            self.counter = counter
            self.record = record
        }
    }

    /// The latest whole record on the medium.
    public static func latest(in bytes: [UInt8]) -> Slot? {
        let slots = slots(in: bytes).compactMap { $0 }
        guard slots.count == 2 else { return slots.first }
        let isSecondLater = Int32(bitPattern: slots[1].counter &- slots[0].counter) > 0
        return slots[isSecondLater ? 1 : 0]
    }

    /// What the two slots hold; nil where a slot holds nothing whole.
    public static func slots(in bytes: [UInt8]) -> [Slot?] {
        let half = bytes.count / 2
        return [slot(bytes[..<half]), slot(bytes[half..<2 * half])]
    }

    /// A slot's bytes: mark, counter, length and checksum, most significant byte first, then the
    /// record.
    public static func image(_ slot: Slot) -> [UInt8] {
        let length = UInt32(slot.record.count)
        let checksum = crc32(slot.record + bigEndian(slot.counter) + bigEndian(length))
        return Array("DGS1".utf8) + bigEndian(slot.counter) + bigEndian(length)
            + bigEndian(checksum) + slot.record
    }

    private static func slot(_ bytes: ArraySlice<UInt8>) -> Slot? {
        let bytes = Array(bytes)
        guard bytes.count >= headerBytes, bytes.starts(with: "DGS1".utf8) else { return nil }
        let length = Int(number(bytes[8..<12]))
        guard length <= bytes.count - headerBytes else { return nil }
        let slot = Slot(
            counter: number(bytes[4..<8]),
            record: Array(bytes[headerBytes..<headerBytes + length]))
        return bytes.starts(with: image(slot)) ? slot : nil
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static func bigEndian(_ number: UInt32) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }

    /// CRC-32 of IEEE 802.3, by the table.
    static func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { crc, byte in
            table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ crc >> 8
        }
    }

    private static let table: [UInt32] = (0..<256).map { start in
        (0..<8).reduce(UInt32(start)) { value, _ in
            value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1
        }
    }
}

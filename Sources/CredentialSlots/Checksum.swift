/// CRC-32 as in IEEE 802.3: finds torn writes and worn cells, not forgery.
struct Checksum {
    private var register: UInt32 = .max

    var value: UInt32 { ~register }

    mutating func add(_ byte: UInt8) {
        register ^= UInt32(byte)
        // Bit by bit: a table would cost more flash than a record costs time.
        for _ in 0..<8 {
            let lowest = register & 1
            register = register >> 1 ^ (lowest == 1 ? 0xEDB8_8320 : 0)
        }
    }

    mutating func add(_ bytes: borrowing Span<UInt8>) {
        for index in bytes.indices { add(bytes[index]) }
    }

    mutating func add(_ number: UInt32) {
        add(UInt8(truncatingIfNeeded: number >> 24))
        add(UInt8(truncatingIfNeeded: number >> 16))
        add(UInt8(truncatingIfNeeded: number >> 8))
        add(UInt8(truncatingIfNeeded: number))
    }
}

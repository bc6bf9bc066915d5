/// Ends the run with a message, so that the fuzzer keeps the input.
@inline(__always)
func require(_ condition: Bool, _ message: @autoclosure () -> String) {
    if !condition { fatalError(message()) }
}

/// A short form of everything that happened, for comparing two runs (FNV-1a).
struct Digest: Equatable {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x100_0000_01B3
    }

    mutating func add(_ bytes: borrowing Span<UInt8>) {
        for index in bytes.indices { add(bytes[index]) }
    }

    mutating func add(_ number: UInt32) {
        value = (value ^ UInt64(number)) &* 0x100_0000_01B3
    }
}

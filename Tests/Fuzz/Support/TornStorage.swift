import CredentialSlots

/// Storage that the input fills, and that loses its power in the middle of a write.
struct TornStorage: Storage, ~Copyable {
    /// The memory itself; its size is exactly that of the storage, so that AddressSanitizer sees
    /// every byte beside it.
    let memory: UnsafeMutableBufferPointer<UInt8>

    /// The saves until one is torn; nil: never.
    var savesLeft: UInt8?
    /// How much of the torn save is written.
    var tornBytes = 0

    private(set) var hasPower = true

    init(bytes count: Int, fill: UInt8) {
        memory = .allocate(capacity: count)
        memory.initialize(repeating: fill)
    }

    deinit { memory.deallocate() }

    var bytes: Bytes { Bytes(memory) }
    var storageBytes: Int { memory.count }

    mutating func restart() {
        hasPower = true
        savesLeft = nil
    }

    func load(from offset: Int, into output: inout OutputSpan<UInt8>) throws(StorageFailure) {
        guard hasPower else { throw .failed }
        let count = output.freeCapacity
        require(0...memory.count ~= offset && count <= memory.count - offset, "a load outside")
        for index in offset..<offset + count { output.append(memory[index]) }
    }

    mutating func save(_ bytes: borrowing Span<UInt8>, at offset: Int) throws(StorageFailure) {
        guard hasPower else { throw .failed }
        require(
            0...memory.count ~= offset && bytes.count <= memory.count - offset, "a save outside")
        hasPower = savesLeft != 0
        for index in 0..<(hasPower ? bytes.count : min(tornBytes, bytes.count)) {
            memory[offset + index] = bytes[index]
        }
        guard hasPower else { throw .failed }
        savesLeft = savesLeft.map { $0 - 1 }
    }

    func synchronize() throws(StorageFailure) {
        guard hasPower else { throw .failed }
    }
}

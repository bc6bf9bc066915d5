import CredentialSlots
import SeededRandom

/// Storage whose power can be cut at any operation, with any part of what was not yet synchronized
/// written.
public final class FlashStorage: Storage {
    /// What survives a power cut.
    public private(set) var bytes: [UInt8]

    /// The operation (counted from 0: each save and each synchronize is one) at which power is cut.
    public var cut: Cut?

    /// Operations that fail, without a power cut, by their number.
    public var failures: [Int: StorageFailure] = [:]

    /// Bytes that a load gives at most.
    public var loadBytesMaximum = Int.max

    public private(set) var operations = 0
    public private(set) var loads = 0

    private var unsynchronized: [Write] = []
    private var hasPower = true

    public struct Cut: Equatable, Sendable {
        public var operation: Int
        public var tear: Tear

        public init(operation: Int, tear: Tear) {
            self.operation = operation
            self.tear = tear
        }
    }

    /// Which bytes that were saved and not synchronized reach the medium.
    public enum Tear: Equatable, Sendable {
        /// The first so many, in the order in which they were saved.
        case first(Int)
        /// Those of the last save alone: the medium reorders writes.
        case lastWrite
        /// Each by the toss of a coin.
        case scattered(seed: UInt64)
        /// The bits of each byte by the toss of a coin: the cells are between two values.
        case scatteredBits(seed: UInt64)
    }

    private struct Write {
        var offset: Int
        var bytes: [UInt8]
    }

    /// - Parameter fill: What the medium holds before anything was written.
    public init(bytes count: Int, fill: UInt8 = 0xFF) {
        bytes = [UInt8](repeating: fill, count: count)
    }

    /// A medium that holds these bytes.
    public init(contents: [UInt8]) {
        bytes = contents
    }

    /// What is read now: the medium under the writes not yet synchronized.
    public var contents: [UInt8] {
        var contents = bytes
        for write in unsynchronized {
            contents.replaceSubrange(
                write.offset..<write.offset + write.bytes.count, with: write.bytes)
        }
        return contents
    }

    /// Bytes that a power cut now could tear.
    public var unsynchronizedBytes: Int { unsynchronized.reduce(0) { $0 + $1.bytes.count } }

    /// Power comes back.
    public func restart() {
        hasPower = true
        unsynchronized = []
        operations = 0
        cut = nil
    }

    /// Writes to the medium itself.
    public func overwrite(at offset: Int, with replacement: [UInt8]) {
        bytes.replaceSubrange(offset..<offset + replacement.count, with: replacement)
    }

    // MARK: Storage

    public var storageBytes: Int { bytes.count }

    public func load(
        from offset: Int, into output: inout OutputSpan<UInt8>
    ) throws(StorageFailure) {
        loads += 1
        guard hasPower else { throw .failed }
        for byte in contents[offset...].prefix(min(output.freeCapacity, loadBytesMaximum)) {
            output.append(byte)
        }
    }

    public func save(_ bytes: borrowing Span<UInt8>, at offset: Int) throws(StorageFailure) {
        guard hasPower else { throw .failed }
        guard offset >= 0, bytes.count <= storageBytes - offset else { throw .full }
        defer { operations += 1 }
        if let failure = failures[operations] { throw failure }
        var copy: [UInt8] = []
        for index in bytes.indices { copy.append(bytes[index]) }
        unsynchronized.append(Write(offset: offset, bytes: copy))
        try cutIfDue()
    }

    public func synchronize() throws(StorageFailure) {
        guard hasPower else { throw .failed }
        defer { operations += 1 }
        if let failure = failures[operations] { throw failure }
        try cutIfDue()
        bytes = contents
        unsynchronized = []
    }

    private func cutIfDue() throws(StorageFailure) {
        guard let cut, cut.operation == operations else { return }
        hasPower = false
        tear(cut.tear)
        unsynchronized = []
        throw .failed
    }

    private func tear(_ tear: Tear) {
        switch tear {
        case .first(var count):
            for write in unsynchronized {
                for (index, byte) in write.bytes.enumerated() where count > 0 {
                    bytes[write.offset + index] = byte
                    count -= 1
                }
            }
        case .lastWrite:
            guard let write = unsynchronized.last else { return }
            overwrite(at: write.offset, with: write.bytes)
        case .scattered(let seed):
            var coin = SplitMix64(seed: seed)
            for write in unsynchronized {
                for (index, byte) in write.bytes.enumerated() where Bool.random(using: &coin) {
                    bytes[write.offset + index] = byte
                }
            }
        case .scatteredBits(let seed):
            var coins = SplitMix64(seed: seed)
            for write in unsynchronized {
                for (index, byte) in write.bytes.enumerated() {
                    let mask = UInt8.random(in: 0...255, using: &coins)
                    let old = bytes[write.offset + index]
                    bytes[write.offset + index] = old & ~mask | byte & mask
                }
            }
        }
    }
}

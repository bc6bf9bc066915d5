import BoundedBytes

/// A heap of a fixed size, in memory of its owner's, for the TLS library's allocations.
///
/// A block is a header of 4 bytes, its length and two flags, and the bytes behind it; a free one also
/// holds the places of two other free ones, and its length once more at its end, so that neighbours
/// that are both free become one at once. The smallest free block that is large enough is taken: over
/// thousands of handshakes the free room stays in one piece.
///
/// The owner keeps it at one address, since the library's calls come by way of a pointer to it. It
/// belongs to one thread at a time.
@safe
public struct TLSArena: ~Copyable {
    /// The bytes in use, headers included.
    public private(set) var usedBytes = 0

    /// The most bytes that were in use at once.
    public private(set) var peakBytes = 0

    /// The allocations so far, refused ones included.
    public private(set) var allocationCount: UInt32 = 0

    /// The allocations that were refused so far.
    public private(set) var failureCount: UInt32 = 0

    /// The latest refusal; nil if there was none.
    public private(set) var latestFailure: TLSArenaFailure?

    /// The allocation that is refused whatever room there is, counted from 1; 0 for none. For those
    /// who want to see what a refusal leads to.
    public var allocationToRefuse: UInt32 = 0

    private let memory: UnsafeMutableRawPointer
    /// The place of the first free block's header; 0 if no block is free.
    private var firstFree: UInt32 = 0

    /// The bytes that blocks may take.
    public let capacity: Int

    /// The bytes of the least memory that an arena can be made in.
    public static let memoryBytesMinimum = 64

    /// - Parameter memory: Used by nobody else for as long as the arena lives; 64 bytes or more, and
    ///   less than 2 GiB. Up to 8 bytes of it are lost to alignment.
    public init(memory: UnsafeMutableRawBufferPointer) {
        guard let start = memory.baseAddress, memory.count >= Self.memoryBytesMinimum,
            memory.count <= Int(Int32.max)
        else {
            preconditionFailure("an arena has 64 bytes or more, and less than 2 GiB")
        }
        // A header lies 4 bytes before the 8-aligned bytes that it is for.
        let shift = (8 - Int(bitPattern: start) & 7) & 7
        // Holds: the room from here on is the memory's less the shift, and it is the caller's promise
        // that nobody else uses it.
        unsafe self.memory = start + shift
        let end = (memory.count - shift - Header.byteCount) & ~7
        capacity = end - 8
        let length = UInt32(truncatingIfNeeded: capacity)
        // The last header stands for the end: in use, so that nothing joins it.
        store(Header(length: 0, isUsed: true, isPreviousUsed: false), at: 4 + length)
        insert(4, Header(length: length, isUsed: false, isPreviousUsed: true))
    }

    /// The bytes that are free, in however many pieces, their headers included.
    public var freeBytes: Int { capacity - usedBytes }

    /// The largest piece that is free, its header included.
    public var largestFreeBytes: Int {
        var largest: UInt32 = 0
        var block = firstFree
        while block != 0 {
            largest = max(largest, header(at: block).length)
            block = next(of: block)
        }
        return Int(largest)
    }

    /// Gives `count` times `size` bytes of zeros, 8-aligned; nil if there is no room in one piece.
    public mutating func allocate(_ count: Int, size: Int) -> UnsafeMutableRawPointer? {
        allocationCount &+= 1
        let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
        guard !overflow, bytes >= 0, bytes <= capacity, allocationCount != allocationToRefuse else {
            return unsafe refuse(overflow ? .max : bytes)
        }
        let length = max(
            UInt32(truncatingIfNeeded: bytes + Header.byteCount + 7) & ~7, Header.lengthMinimum)
        let block = bestFit(length)
        guard block != 0 else { return unsafe refuse(bytes) }
        let place = take(length, of: block)
        let address = unsafe memory + Int(place) + Header.byteCount
        // Holds: the block's bytes lie in the arena, behind its header.
        unsafe address.initializeMemory(as: UInt8.self, repeating: 0, count: Int(length) - 4)
        return unsafe address
    }

    /// Takes back what ``allocate(_:size:)`` gave. Anything else ends the program: whoever gives back
    /// what is not theirs is not to be trusted with the rest.
    public mutating func release(_ address: UnsafeMutableRawPointer) {
        let offset = unsafe memory.distance(to: address) - Header.byteCount
        precondition(offset >= 4 && offset < capacity + 4 && offset & 7 == 4, "not of this arena")
        var place = UInt32(truncatingIfNeeded: offset)
        var block = header(at: place)
        precondition(block.isUsed && block.length > 0, "released already")
        usedBytes -= Int(block.length)
        // Even where it becomes the inside of a larger block, so that a second release is noticed.
        block.isUsed = false
        store(block, at: place)
        let behind = place + block.length
        let following = header(at: behind)
        if !following.isUsed {
            unlink(behind)
            block.length += following.length
        }
        if !block.isPreviousUsed {
            let length = word(at: place - 4)
            place -= length
            unlink(place)
            block = Header(
                length: block.length + length, isUsed: false,
                isPreviousUsed: header(at: place).isPreviousUsed)
        }
        insert(place, block)
    }

    // MARK: Blocks

    private mutating func refuse(_ bytes: Int) -> UnsafeMutableRawPointer? {
        failureCount &+= 1
        latestFailure = TLSArenaFailure(
            wantedBytes: bytes, freeBytes: freeBytes, largestFreeBytes: largestFreeBytes)
        return nil
    }

    /// The place of the smallest free block of that length or more; 0 if there is none.
    private func bestFit(_ length: UInt32) -> UInt32 {
        var best: UInt32 = 0
        var bestLength = UInt32.max
        var block = firstFree
        while block != 0, bestLength != length {
            let found = header(at: block).length
            if found >= length, found < bestLength {
                best = block
                bestLength = found
            }
            block = next(of: block)
        }
        return best
    }

    /// Marks `length` bytes of a free block as used and frees the rest; returns their place.
    private mutating func take(_ length: UInt32, of block: UInt32) -> UInt32 {
        let whole = header(at: block)
        unlink(block)
        let rest = whole.length - length
        var taken = Header(
            length: length, isUsed: true, isPreviousUsed: whole.isPreviousUsed)
        if rest < Header.lengthMinimum {
            taken.length = whole.length
        } else {
            insert(
                block + length, Header(length: rest, isUsed: false, isPreviousUsed: true))
        }
        store(taken, at: block)
        var following = header(at: block + taken.length)
        following.isPreviousUsed = true
        store(following, at: block + taken.length)
        usedBytes += Int(taken.length)
        peakBytes = max(peakBytes, usedBytes)
        return block
    }

    /// Writes a free block, and makes it the first of the free ones.
    private mutating func insert(_ block: UInt32, _ header: Header) {
        store(
            Header(length: header.length, isUsed: false, isPreviousUsed: header.isPreviousUsed),
            at: block)
        store(word: header.length, at: block + header.length - 4)
        store(word: firstFree, at: block + 4)
        store(word: 0, at: block + 8)
        if firstFree != 0 { store(word: block, at: firstFree + 8) }
        firstFree = block
        var following = self.header(at: block + header.length)
        following.isPreviousUsed = false
        store(following, at: block + header.length)
    }

    /// Takes a block out of the free ones.
    private mutating func unlink(_ block: UInt32) {
        let next = next(of: block)
        let previous = word(at: block + 8)
        if previous == 0 {
            firstFree = next
        } else {
            store(word: next, at: previous + 4)
        }
        if next != 0 { store(word: previous, at: next + 8) }
    }

    private func next(of block: UInt32) -> UInt32 { word(at: block + 4) }

    // MARK: Words

    /// A block's length, header included, a multiple of 8; its two lowest bits are flags.
    private struct Header {
        static let byteCount = 4
        /// The header and what a free block holds.
        static let lengthMinimum: UInt32 = 16

        var length: UInt32
        var isUsed: Bool
        var isPreviousUsed: Bool
    }

    private func header(at place: UInt32) -> Header {
        let word = word(at: place)
        return Header(length: word & ~7, isUsed: word & 1 != 0, isPreviousUsed: word & 2 != 0)
    }

    private func store(_ header: Header, at place: UInt32) {
        store(
            word: header.length | (header.isUsed ? 1 : 0) | (header.isPreviousUsed ? 2 : 0),
            at: place)
    }

    private func word(at place: UInt32) -> UInt32 {
        // Holds, here and below: every place comes from a header or from the first free block, and
        // lies in the arena on a multiple of 4, as long as the users of blocks stay in theirs.
        unsafe memory.load(fromByteOffset: Int(place), as: UInt32.self)
    }

    private func store(word: UInt32, at place: UInt32) {
        unsafe memory.storeBytes(of: word, toByteOffset: Int(place), as: UInt32.self)
    }
}

/// Why an allocation was refused.
public struct TLSArenaFailure: Equatable, Sendable {
    /// The bytes that were asked for.
    public var wantedBytes: Int
    /// The bytes that were free, in however many pieces.
    public var freeBytes: Int
    /// The largest of those pieces.
    public var largestFreeBytes: Int

    /// The longest text of it, in bytes.
    public static var textBytesMaximum: Int { 96 }

    /// Writes how much was wanted and how much was left.
    ///
    /// - Parameters:
    ///   - output: Where the text goes.
    ///   - arenaBytes: What the arena has in all.
    public func write(
        to output: inout OutputSpan<UInt8>, arenaBytes: Int
    ) throws(CapacityExceeded) {
        try output.write(decimal: UInt32(clamping: wantedBytes))
        try output.write(" bytes wanted, ")
        try output.write(decimal: UInt32(clamping: freeBytes))
        try output.write(" of ")
        try output.write(decimal: UInt32(clamping: arenaBytes))
        try output.write(" left, ")
        try output.write(decimal: UInt32(clamping: largestFreeBytes))
        try output.write(" in one piece")
    }
}

import SeededRandom
import Testing

@testable import TLSTransport

/// The heap of the TLS library, without the library.
@Suite struct ArenaTests {
    @Test("What is given lies inside, on multiples of 8, is zero, and is nobody else's")
    func model() {
        let seed: UInt64 = 0xA2E4A
        print("seed \(seed)")
        var random = SplitMix64(seed: seed)
        for _ in 0..<40 {
            let size = Int.random(in: 64...6_000, using: &random)
            let shift = Int.random(in: 0..<16, using: &random)
            withArena(of: size, shift: shift) { (arena, memory) in
                check(&arena, memory, &random)
            }
        }
    }

    private func check(
        _ arena: inout TLSArena, _ memory: UnsafeMutableRawBufferPointer,
        _ random: inout SplitMix64
    ) {
        var given: [(start: UnsafeMutableRawPointer, count: Int, fill: UInt8)] = []
        for step in 0..<1_500 {
            if Bool.random(using: &random) || given.isEmpty {
                let count = Int.random(in: 0...300, using: &random)
                let free = arena.largestFreeBytes
                guard let start = arena.allocate(count, size: 1) else {
                    // Refused only where no piece holds it with its header.
                    #expect(count + 4 > free || free < 16)
                    continue
                }
                let bytes = UnsafeMutableRawBufferPointer(start: start, count: count)
                let offset = Int(bitPattern: start) - Int(bitPattern: memory.baseAddress)
                #expect(Int(bitPattern: start) & 7 == 0)
                #expect(offset >= 0 && offset + count <= memory.count)
                #expect(bytes.allSatisfy { $0 == 0 })
                let fill = UInt8(truncatingIfNeeded: step) | 1
                bytes.initializeMemory(as: UInt8.self, repeating: fill)
                given.append((start, count, fill))
            } else {
                let index = Int.random(in: 0..<given.count, using: &random)
                let (start, count, fill) = given.remove(at: index)
                let bytes = UnsafeRawBufferPointer(start: start, count: count)
                #expect(bytes.allSatisfy { $0 == fill })
                arena.release(start)
            }
            #expect(arena.usedBytes <= arena.peakBytes && arena.peakBytes <= arena.capacity)
        }
        for (start, count, fill) in given {
            let bytes = UnsafeRawBufferPointer(start: start, count: count)
            #expect(bytes.allSatisfy { $0 == fill })
            arena.release(start)
        }
        // All neighbours have become one.
        #expect(arena.usedBytes == 0)
        #expect(arena.largestFreeBytes == arena.capacity)
    }

    @Test("The whole room can be given in one piece, and a byte more cannot")
    func wholeRoom() {
        withArena(of: 1_024) { (arena, _) in
            #expect(arena.allocate(arena.capacity - 3, size: 1) == nil)
            #expect(
                arena.latestFailure
                    == TLSArenaFailure(
                        wantedBytes: arena.capacity - 3, freeBytes: arena.capacity,
                        largestFreeBytes: arena.capacity))
            let whole = arena.allocate(arena.capacity - 4, size: 1)
            #expect(whole != nil)
            #expect(arena.freeBytes == 0)
            #expect(arena.allocate(1, size: 1) == nil)
            #expect(arena.failureCount == 2 && arena.allocationCount == 3)
        }
    }

    @Test(
        "A count and a size whose product is too large for a number are refused",
        arguments: [(Int.max, 2), (1 << 32, 1 << 32), (-1, 1), (.max, .max)])
    func overflow(_ count: Int, _ size: Int) {
        withArena(of: 1_024) { (arena, _) in
            #expect(arena.allocate(count, size: size) == nil)
            #expect(arena.failureCount == 1 && arena.usedBytes == 0)
        }
    }

    @Test("An allocation can be refused by its number")
    func refusal() {
        withArena(of: 1_024) { (arena, _) in
            arena.allocationToRefuse = 2
            #expect(arena.allocate(1, size: 8) != nil)
            #expect(arena.allocate(1, size: 8) == nil)
            #expect(arena.allocate(1, size: 8) != nil)
            #expect(arena.failureCount == 1)
        }
    }

    @Test("What was released already, or never given, ends the program")
    func misuse() async {
        await #expect(processExitsWith: .failure) {
            withArena(of: 1_024) { (arena, _) in
                let bytes = arena.allocate(1, size: 8)!
                arena.release(bytes)
                arena.release(bytes)
            }
        }
        // Here the block that is released twice has become part of the one before it.
        await #expect(processExitsWith: .failure) {
            withArena(of: 1_024) { (arena, _) in
                let blocks = (0..<3).map { _ in arena.allocate(1, size: 8)! }
                arena.release(blocks[0])
                arena.release(blocks[1])
                arena.release(blocks[1])
            }
        }
        await #expect(processExitsWith: .failure) {
            withArena(of: 1_024) { (arena, memory) in arena.release(memory.baseAddress! + 2_048) }
        }
    }

    /// The sizes are those of a handshake: two record buffers, certificates, numbers that come and go,
    /// and a session that stays when the rest has gone.
    @Test("10,000 connections leave the room in as few pieces as one")
    func creep() {
        let seed: UInt64 = 0xC4EE9
        print("seed \(seed)")
        var random = SplitMix64(seed: seed)
        withArena(of: 49_152) { (arena, _) in
            var session: [UnsafeMutableRawPointer] = []
            for connection in 0..<10_000 {
                let buffers = [16_717, 16_717, 600, 1_200].map { arena.allocate($0, size: 1) }
                #expect(!buffers.contains(nil), "connection \(connection)")
                var numbers: [UnsafeMutableRawPointer] = []
                for _ in 0..<60 {
                    let count = Int.random(in: 1...72, using: &random)
                    if let number = arena.allocate(count, size: 8) { numbers.append(number) }
                    if numbers.count > 12 {
                        arena.release(
                            numbers.remove(at: .random(in: 0..<numbers.count, using: &random)))
                    }
                }
                for block in session { arena.release(block) }
                session = [180, 48, 700].compactMap { arena.allocate($0, size: 1) }
                for number in numbers { arena.release(number) }
                for case .some(let buffer) in buffers { arena.release(buffer) }
            }
            #expect(arena.failureCount == 0)
            #expect(arena.largestFreeBytes > 2 * 16_724)
        }
    }
}

/// Calls `body` with an arena in memory of this size, which begins `shift` bytes off its alignment.
func withArena<Result>(
    of size: Int, shift: Int = 0,
    _ body: (inout TLSArena, UnsafeMutableRawBufferPointer) throws -> Result
) rethrows -> Result {
    let whole = UnsafeMutableRawBufferPointer.allocate(byteCount: size + shift, alignment: 16)
    defer { whole.deallocate() }
    whole.initializeMemory(as: UInt8.self, repeating: 0xEE)
    let memory = UnsafeMutableRawBufferPointer(rebasing: whole[shift...])
    var arena = TLSArena(memory: memory)
    return try body(&arena, memory)
}

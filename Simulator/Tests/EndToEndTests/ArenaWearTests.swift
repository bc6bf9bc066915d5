import DeviceGrant
import DeviceRuntime
import Foundation
import TLSTransport
import Testing

/// What thousands of handshakes leave of an arena.
@Suite("Arenas: wear")
struct ArenaWearTests {
    /// As many connections; `HANDSHAKES=10000`, which `Tests/handshakes` sets, is the whole.
    private static let connectionCount =
        ProcessInfo.processInfo.environment["HANDSHAKES"].flatMap { Int($0) } ?? 300

    @Test("X54 after thousands of handshakes the arena's free room is in one piece, as it was")
    func wear() async throws {
        let state = try await SimulatorRun.usedState()
        let roots = [UInt8](try Data(contentsOf: URL(filePath: state.file("server/ca.pem"))))
        try await CannedServer.with(state, answers: [.tokens]) { first in
            try await CannedServer.with(state, answers: [.tokens]) { second in
                try await onThread {
                    try Self.handshakes(at: [first.port, second.port], roots)
                }
            }
        }
    }

    /// Makes two connections to one server, two to the other, and so on: a full handshake, and a
    /// resumed one.
    private static func handshakes(at ports: [Int], _ roots: [UInt8]) throws {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 49_152, alignment: 16)
        let arena = UnsafeMutablePointer<TLSArena>.allocate(capacity: 1)
        arena.initialize(to: TLSArena(memory: memory))
        let contexts = UnsafeMutablePointer<TLSContexts>.allocate(capacity: 1)
        contexts.initialize(to: TLSContexts())
        defer {
            contexts.deinitialize(count: 1)
            contexts.deallocate()
            arena.deinitialize(count: 1)
            arena.deallocate()
            memory.deallocate()
        }
        try roots.withUnsafeBufferPointer { roots in
            var board = ArenaBoard(
                transport: try TLSTransport(contexts: contexts, arena: arena, roots: roots))
            let host = Array("localhost".utf8)
            var firstRest: Rest?
            for number in 0..<connectionCount {
                let port = UInt16(ports[number / 2 % 2])
                while try board.connect(to: host.span, port: port, security: .tls) == .later {
                    _ = board.wait(until: board.now().advanced(byMilliseconds: 5_000))
                }
                board.close()
                // Every second session is resumed: what is at rest has one of each kind.
                guard number % 2 == 1 else { continue }
                let rest = Rest(arena.pointee)
                let expected = firstRest ?? rest
                firstRest = expected
                // A ticket and a certificate are as long each time, but for a few bytes of a signature.
                #expect(abs(rest.used - expected.used) <= 64, "connection \(number)")
                #expect(rest.pieces <= expected.pieces, "connection \(number)")
                #expect(arena.pointee.failureCount == 0)
            }
            let statistics = board.transport.statistics
            print(
                "\(statistics.fullHandshakes) full and \(statistics.resumedHandshakes) resumed "
                    + "handshakes in 48 KiB: peak \(arena.pointee.peakBytes) bytes, "
                    + "\(arena.pointee.allocationCount) allocations, at rest "
                    + "\(arena.pointee.usedBytes) bytes in use, "
                    + "\(arena.pointee.largestFreeBytes) free in one piece")
            #expect(Int(statistics.fullHandshakes) == connectionCount / 2)
            #expect(Int(statistics.resumedHandshakes) == connectionCount / 2)
        }
    }

    /// An arena between two connections.
    private struct Rest {
        let used: Int
        /// The free room outside the largest piece.
        let pieces: Int

        init(_ arena: borrowing TLSArena) {
            used = arena.usedBytes
            pieces = arena.freeBytes - arena.largestFreeBytes
        }
    }
}

import Foundation
import SimulatorKit
import Testing

/// The stack that a simulated device runs on.
struct PaintedStackTests {
    @Test("A stack that goes away at once after its run was left by its thread before")
    func goesAwayAfterItsThread() async throws {
        for round in 0..<2_000 {
            let stack = try PaintedStack(bytes: 64 * 1_024)
            #expect(try await stack.run { round } == round)
        }
    }

    @Test("A run's peak is what it used of the stack")
    func peakIsWhatWasUsed() async throws {
        // The first run finds the types that the others use, on its own stack.
        try await PaintedStack(bytes: 65_536).run { useKibibytes(1) }
        for depth in [1, 8, 14] {
            let stack = try PaintedStack(bytes: 16_384)
            _ = try await stack.run { useKibibytes(depth) }
            #expect(stack.peakBytes >= depth * 1_024)
            #expect(stack.peakBytes <= depth * (1_024 + 128) + 512)
        }
    }

    @Test("X54 a run that needs more than its stack ends the process at once")
    func overflow() async {
        await #expect(processExitsWith: .signal(SIGSEGV)) {
            _ = try await PaintedStack(bytes: 16_384).run { useKibibytes(16) }
        }
    }
}

/// Takes so many KiB of the stack, and a little for each of them.
@inline(never)
@_optimize(none)
private func useKibibytes(_ count: Int) {
    var room = InlineArray<1024, UInt8>(repeating: UInt8(count))
    if count > 1 { useKibibytes(count - 1) }
    room[0] = 0
}

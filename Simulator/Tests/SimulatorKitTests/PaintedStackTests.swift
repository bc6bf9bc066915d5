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

    @Test("A run that uses more of its stack has the higher peak")
    func peakGrowsWithUse() async throws {
        func peak(_ run: @escaping @Sendable () -> Int) async throws -> Int {
            let stack = try PaintedStack(bytes: 512 * 1_024)
            _ = try await stack.run(run)
            return stack.peakBytes
        }
        let little = try await peak { 0 }
        let much = try await peak { deep(200) }
        #expect(little > 0)
        #expect(much >= little + 200 * 16)
        #expect(much <= 512 * 1_024)
    }
}

/// Takes a frame of the stack for each step.
@inline(never)
private func deep(_ steps: Int) -> Int {
    steps == 0 ? 0 : deep(steps - 1) + steps
}

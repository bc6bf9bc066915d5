/// The part of the codes' lifetime that is left.
struct Progress {
    let remainingSeconds: UInt32
    let lifetimeSeconds: UInt32

    /// The part of `whole` that is left, rounded to the nearest. `whole` is at most 65,535.
    func part(of whole: Int) -> Int {
        guard lifetimeSeconds > 0 else { return 0 }
        // Thirty-two bits hold the product once both times are below 2^16.
        var remaining = min(remainingSeconds, lifetimeSeconds)
        var lifetime = lifetimeSeconds
        while lifetime > 0xFFFF {
            remaining >>= 1
            lifetime >>= 1
        }
        return Int((UInt32(whole) * remaining + lifetime / 2) / lifetime)
    }
}

extension Canvas {
    /// Draws a bar of which the part that is left stands in the accent colour.
    func draw(
        _ progress: Progress, in frame: Frame, _ pixels: inout MutableSpan<UInt16>
    ) {
        let part = progress.part(of: frame.width)
        fill(frame, .track, &pixels)
        fill(Frame(x: frame.x, y: frame.y, width: part, height: frame.height), .accent, &pixels)
    }

    /// Draws a ring along the edge of a round panel, clockwise from the top.
    func drawRing(_ progress: Progress, _ pixels: inout MutableSpan<UInt16>) {
        let thickness = 4
        let end = RingEnd(step: progress.part(of: RingEnd.steps))
        for y in 0..<grid.height {
            let outer = grid.visible(grid.frame, top: y, bottom: y + 1, inset: 1)
            let inner = grid.visible(grid.frame, top: y, bottom: y + 1, inset: 1 + thickness)
            for x in outer.x..<outer.right where inner.width == 0 || x < inner.x || x >= inner.right
            {
                let isLeft = end.isReached(
                    right: 2 * x + 1 - grid.width, up: grid.height - 2 * y - 1)
                fill(x: x, y: y, isLeft ? .accent : .track, &pixels)
            }
        }
    }
}

/// Where the lit part of the ring ends.
private struct RingEnd {
    /// Steps of the whole ring, each of 6 degrees.
    static var steps: Int { 60 }

    let step: Int
    /// The direction from the middle, in 1024ths.
    private let right: Int
    private let up: Int

    init(step: Int) {
        self.step = step
        right = RingEnd.sine(step)
        up = RingEnd.sine(step + 15)
    }

    /// Whether a point, seen from the middle, lies clockwise between the top and the end.
    func isReached(right x: Int, up y: Int) -> Bool {
        guard step < RingEnd.steps else { return true }
        guard step > 0 else { return false }
        // The cross product's sign says on which side of the end's direction the point lies;
        // it holds within a half turn, so the two halves are told apart first.
        let isBeforeEnd = right * y - up * x >= 0
        return step <= RingEnd.steps / 2 ? x >= 0 && isBeforeEnd : x >= 0 || isBeforeEnd
    }

    /// The sine of `step` times 6 degrees, in 1024ths.
    private static func sine(_ step: Int) -> Int {
        let quarter: InlineArray<16, Int> = [
            0, 107, 213, 316, 416, 512, 602, 685, 761, 828, 887, 935, 974, 1002, 1018, 1024,
        ]
        let phase = step % 60
        return switch phase {
        case 0...15: quarter[phase]
        case 16...30: quarter[30 - phase]
        case 31...45: -quarter[phase - 30]
        default: -quarter[60 - phase]
        }
    }
}

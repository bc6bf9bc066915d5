extension Canvas {
    /// Draws a disc that fills `frame`, a square, with the icon's mark cut out of it.
    func draw(
        _ icon: Icon, in frame: Frame, _ ink: Ink, _ pixels: inout MutableSpan<UInt16>
    ) {
        for y in 0..<frame.height {
            for x in 0..<frame.width where icon.covers(x: x, y: y, side: frame.width) {
                fill(x: frame.x + x, y: frame.y + y, ink, &pixels)
            }
        }
    }
}

extension Icon {
    /// Whether the pixel is inside the disc of diameter `side` and outside the mark.
    fileprivate func covers(x: Int, y: Int, side: Int) -> Bool {
        // In half pixels, so that the middle of a pixel and of the disc are whole numbers.
        let point = Point(x: 2 * x + 1, y: 2 * y + 1)
        let middle = Point(x: side, y: side)
        guard point.squaredDistance(to: middle) <= side * side else { return false }

        /// A point of the mark, in percent of the disc's diameter.
        func at(_ x: Int, _ y: Int) -> Point {
            Point(x: (2 * side * x + 50) / 100, y: (2 * side * y + 50) / 100)
        }
        func isOnStroke(_ start: Point, _ end: Point) -> Bool {
            point.squaredDistance(toSegmentFrom: start, to: end) <= side * side / 64
        }
        switch self {
        case .dots:
            return !isOnStroke(at(26, 50), at(26, 50)) && !isOnStroke(at(50, 50), at(50, 50))
                && !isOnStroke(at(74, 50), at(74, 50))
        case .check:
            return !isOnStroke(at(29, 53), at(44, 68)) && !isOnStroke(at(44, 68), at(72, 37))
        case .cross:
            return !isOnStroke(at(35, 35), at(65, 65)) && !isOnStroke(at(65, 35), at(35, 65))
        case .exclamation:
            return !isOnStroke(at(50, 27), at(50, 54)) && !isOnStroke(at(50, 74), at(50, 74))
        }
    }
}

/// A point in half pixels. Up to 100 pixels a side its squares stay within 32 bits.
private struct Point {
    var x: Int
    var y: Int

    func squaredDistance(to other: Point) -> Int {
        (x - other.x) * (x - other.x) + (y - other.y) * (y - other.y)
    }

    func squaredDistance(toSegmentFrom start: Point, to end: Point) -> Int {
        let along = Point(x: end.x - start.x, y: end.y - start.y)
        let length = along.x * along.x + along.y * along.y
        let projection = (x - start.x) * along.x + (y - start.y) * along.y
        if projection <= 0 { return squaredDistance(to: start) }
        if projection >= length { return squaredDistance(to: end) }
        let offset = (x - start.x) * along.y - (y - start.y) * along.x
        return offset * offset / length
    }
}

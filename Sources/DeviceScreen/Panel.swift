/// The geometry of a board's display.
public struct Panel: Equatable, Sendable {
    /// Visible pixels a row.
    public var width: Int
    /// Visible rows.
    public var height: Int
    /// What of the pixels a person can see.
    public var shape: Shape

    /// A panel of `width * height` pixels; ``ScreenPainter/init(panel:)`` says which sizes it takes.
    public init(width: Int, height: Int, shape: Shape) {
        self.width = width
        self.height = height
        self.shape = shape
    }

    /// What of the rectangle a person can see.
    public enum Shape: Equatable, Sendable {
        /// All of it.
        case rectangle
        /// The circle that touches the rectangle's nearer edges.
        case round
    }
}

extension Panel {
    /// Panel pixels a side of one logical pixel: every screen is drawn in blocks of this size, on
    /// a grid of about 160 x 90.
    public var logicalPixel: Int {
        max(1, min(width / 160, height / 90))
    }
}

/// What one call of ``ScreenPainter`` drew, for whoever shows the framebuffer elsewhere.
public struct Painting: Equatable, Sendable {
    /// Panel pixels a side of one logical pixel: everything was drawn in blocks of this size.
    public var unit: Int
    /// Whole logical pixels in a row of the panel.
    public var width: Int
    /// Whole rows of logical pixels on the panel.
    public var height: Int
    /// Where the QR code stands; nil where none was drawn.
    public var qrCode: QRCodePlacement?
    /// Whether the texts are on the panel.
    public var completeness: Completeness

    /// Whether the panel could hold the screen's texts.
    public enum Completeness: Equatable, Sendable {
        /// All of them, to the last character.
        case whole
        /// Not even in the smallest lettering: nothing was drawn, because half of an address or
        /// of a code would mislead.
        case panelTooSmall
    }
}

/// The square of a QR code with its quiet zone, in logical pixels from the panel's top left.
public struct QRCodePlacement: Equatable, Sendable {
    /// The logical pixels to the left of the square.
    public var x: Int
    /// The logical pixels above the square.
    public var y: Int
    /// The square's side.
    public var side: Int
    /// The side of one module.
    public var moduleSize: Int

    /// A square of these measures, all in logical pixels.
    public init(x: Int, y: Int, side: Int, moduleSize: Int) {
        self.x = x
        self.y = y
        self.side = side
        self.moduleSize = moduleSize
    }
}

extension QRCodePlacement {
    /// A light module's colour in the framebuffer, in RGB565: nothing else is drawn in it.
    public static var lightPixel: UInt16 { Ink.light.rgb565 }
    /// A dark module's colour in the framebuffer, in RGB565: nothing else is drawn in it.
    public static var darkPixel: UInt16 { Ink.dark.rgb565 }
}

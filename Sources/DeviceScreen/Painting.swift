/// What one call of ``ScreenPainter`` drew, for whoever shows the framebuffer elsewhere.
public struct Painting: Equatable, Sendable {
    /// Panel pixels a side of one logical pixel: everything was drawn in blocks of this size.
    public var unit: Int
    /// Whole logical pixels a row of the panel, and rows.
    public var width: Int
    public var height: Int
    /// Where the QR code stands; nil where none was drawn.
    public var qrCode: QRCodePlacement?
    public var completeness: Completeness

    /// Whether the panel could hold the screen's texts.
    public enum Completeness: Equatable, Sendable {
        case whole
        /// Not even in the smallest lettering: nothing was drawn, because half of an address or
        /// of a code would mislead.
        case panelTooSmall
    }
}

/// The square of a QR code with its quiet zone, in logical pixels from the panel's top left.
public struct QRCodePlacement: Equatable, Sendable {
    public var x: Int
    public var y: Int
    /// The square's side.
    public var side: Int
    /// The side of one module.
    public var moduleSize: Int

    public init(x: Int, y: Int, side: Int, moduleSize: Int) {
        self.x = x
        self.y = y
        self.side = side
        self.moduleSize = moduleSize
    }
}

extension QRCodePlacement {
    /// The colours of a QR code's modules in the framebuffer: nothing else is drawn in either.
    public static var lightPixel: UInt16 { Ink.light.rgb565 }
    public static var darkPixel: UInt16 { Ink.dark.rgb565 }
}

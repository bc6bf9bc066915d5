/// The sizes of lettering, each a bitmap font of fixed cell size.
enum Typeface: UInt8 {
    /// 4 x 6, used only where nothing larger fits.
    case tiny
    /// 5 x 8.
    case small
    /// 6 x 12.
    case medium
    /// 8 x 16, with strokes of two pixels.
    case large

    /// Pixels from one glyph to the next.
    var width: Int {
        switch self {
        case .tiny: 4
        case .small: 5
        case .medium: 6
        case .large: 8
        }
    }

    /// Pixels from one row of text to the next.
    var height: Int {
        switch self {
        case .tiny: 6
        case .small: 8
        case .medium: 12
        case .large: 16
        }
    }

    /// One row of a glyph, the leftmost pixel in bit 7.
    ///
    /// A byte outside printable ASCII has the replacement glyph: what the server sent is never
    /// hidden, and never drawn as something it is not.
    func row(_ row: Int, of byte: UInt8) -> UInt8 {
        let glyph = (0x20...0x7E).contains(byte) ? Int(byte) - 0x20 : 0x5F
        let index = glyph * height + row
        return switch self {
        case .tiny: Typeface.tinyRows[index]
        case .small: Typeface.smallRows[index]
        case .medium: Typeface.mediumRows[index]
        case .large: Typeface.largeRows[index]
        }
    }
}

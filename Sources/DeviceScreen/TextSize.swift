/// A typeface and how many logical pixels one of its pixels takes.
struct TextSize: Equatable {
    var typeface: Typeface
    var scale: UInt8

    init(_ typeface: Typeface, scale: UInt8 = 1) {
        self.typeface = typeface
        self.scale = scale
    }

    /// Logical pixels from one glyph to the next.
    var width: Int { typeface.width * Int(scale) }

    /// Logical pixels from one row to the next.
    var height: Int { typeface.height * Int(scale) }
}

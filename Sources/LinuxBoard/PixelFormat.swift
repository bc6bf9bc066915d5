/// Where a pixel of 16 or 32 bits has its colors: 5, 6 and 5 bits, or 8 each, by the offset of their
/// lowest bit. A pixel's lowest byte comes first.
public struct PixelFormat: Equatable, Sendable {
    /// 16 or 32.
    public let bits: Int
    private let redOffset: UInt32
    private let greenOffset: UInt32
    private let blueOffset: UInt32

    /// Nil for a pixel of another size, or colors that lie outside it.
    public init?(bits: Int, redOffset: UInt32, greenOffset: UInt32, blueOffset: UInt32) {
        let last: UInt32 = bits == 16 ? 11 : 24
        guard bits == 16 || bits == 32, redOffset <= last, greenOffset <= last, blueOffset <= last
        else { return nil }
        self.bits = bits
        self.redOffset = redOffset
        self.greenOffset = greenOffset
        self.blueOffset = blueOffset
    }

    /// The pixel that stands for one of RGB565.
    func pixel(_ color: UInt16) -> UInt32 {
        let red = UInt32(color >> 11)
        let green = UInt32(color >> 5) & 0x3F
        let blue = UInt32(color) & 0x1F
        if bits == 16 { return red << redOffset | green << greenOffset | blue << blueOffset }
        // The highest bits once more below, so that the brightest stays the brightest.
        return (red << 3 | red >> 2) << redOffset | (green << 2 | green >> 4) << greenOffset
            | (blue << 3 | blue >> 2) << blueOffset
    }
}

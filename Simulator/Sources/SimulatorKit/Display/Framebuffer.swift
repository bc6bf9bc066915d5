import DeviceScreen

/// The pixels of a simulated panel: RGB565, row by row from the top left, without padding.
public struct Framebuffer: Equatable, Sendable {
    public let panel: Panel
    public private(set) var pixels: [UInt16]

    /// A black framebuffer.
    public init(panel: Panel) {
        self.panel = panel
        pixels = Array(repeating: 0, count: panel.width * panel.height)
    }

    /// Lets `body` draw over the pixels.
    public mutating func draw<Result>(_ body: (inout MutableSpan<UInt16>) -> Result) -> Result {
        var span = pixels.mutableSpan
        return body(&span)
    }

    /// The colour of one panel pixel.
    public subscript(x: Int, y: Int) -> Colour {
        Colour(rgb565: pixels[y * panel.width + x])
    }
}

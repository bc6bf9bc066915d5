/// Draws shapes of the logical grid into a framebuffer, in blocks of `grid.unit` panel pixels.
struct Canvas {
    let panel: Panel
    let grid: Grid

    init(panel: Panel) {
        self.panel = panel
        grid = Grid(panel: panel)
    }

    /// Fills the whole panel, the strip beyond the last whole block included.
    func clear(_ pixels: inout MutableSpan<UInt16>) {
        pixels.update(repeating: Ink.background.rgb565)
    }

    /// Fills `frame`.
    func fill(_ frame: Frame, _ ink: Ink, _ pixels: inout MutableSpan<UInt16>) {
        let colour = ink.rgb565
        for y in frame.y * grid.unit..<frame.bottom * grid.unit {
            let start = y * panel.width + frame.x * grid.unit
            for index in start..<start + frame.width * grid.unit {
                pixels[index] = colour
            }
        }
    }

    /// Fills one block.
    func fill(x: Int, y: Int, _ ink: Ink, _ pixels: inout MutableSpan<UInt16>) {
        fill(Frame(x: x, y: y, width: 1, height: 1), ink, &pixels)
    }

    /// Draws one glyph for every byte, the first at the top left of `frame`.
    func draw(
        _ text: Span<UInt8>, size: TextSize, in frame: Frame, _ ink: Ink,
        _ pixels: inout MutableSpan<UInt16>
    ) {
        let scale = Int(size.scale)
        for index in text.indices {
            let left = frame.x + index * size.width
            for row in 0..<size.typeface.height {
                let bits = size.typeface.row(row, of: text[index])
                for column in 0..<size.typeface.width where bits << UInt8(column) & 0x80 != 0 {
                    let block = Frame(
                        x: left + column * scale, y: frame.y + row * scale, width: scale,
                        height: scale)
                    fill(block, ink, &pixels)
                }
            }
        }
    }

    /// Draws `code` with its quiet zone.
    func draw(
        _ code: borrowing QRCode, moduleSize: Int, in frame: Frame,
        _ pixels: inout MutableSpan<UInt16>
    ) {
        fill(frame, .light, &pixels)
        let quietZone = ScreenLimits.quietZoneModules * moduleSize
        for row in 0..<code.side {
            for column in 0..<code.side where code.isDark(column: column, row: row) {
                let module = Frame(
                    x: frame.x + quietZone + column * moduleSize,
                    y: frame.y + quietZone + row * moduleSize, width: moduleSize,
                    height: moduleSize)
                fill(module, .dark, &pixels)
            }
        }
    }
}

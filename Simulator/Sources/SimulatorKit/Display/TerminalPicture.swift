import DeviceScreen

/// A framebuffer as lines of half blocks: the upper half of each character cell is one pixel, the
/// lower half the next one below.
public struct TerminalPicture: Equatable, Sendable {
    /// What of the framebuffer the terminal has room for.
    public enum Form: Equatable, Sendable {
        /// Every logical pixel, and a line of characters below.
        case whole
        /// The QR code, and characters at its right or below.
        case qrCode
        /// Characters alone.
        case text
    }

    public let form: Form
    /// The lines from the top, without line ends. Each ends in the terminal's own colours.
    public let lines: [String]

    /// Draws the picture for a terminal of `size`. The caption must be that of the picture.
    public init(
        of framebuffer: Framebuffer, caption: ScreenCaption, size: TerminalSize,
        colours: TerminalColours
    ) {
        let unit = framebuffer.panel.logicalPixel
        let whole = Raster(
            width: framebuffer.panel.width / unit, height: framebuffer.panel.height / unit
        ) { x, y in
            framebuffer[x * unit, y * unit]
        }
        let captionLines =
            TerminalPicture.wrap(caption.line, columns: size.columns)
            + TerminalPicture.notes(caption, columns: size.columns)
        if whole.width <= size.columns, whole.lines + captionLines.count <= size.rows {
            form = .whole
            lines = whole.drawn(colours) + captionLines
            return
        }
        if let code = framebuffer.qrCode,
            let lines = TerminalPicture.compact(
                code, of: framebuffer, caption: caption, size: size, colours: colours)
        {
            form = .qrCode
            self.lines = lines
            return
        }
        form = .text
        lines =
            TerminalPicture.text(caption, columns: size.columns)
            + TerminalPicture.notes(caption, columns: size.columns)
    }

    /// The QR code at one pixel a module with the caption at its right, or below where that has
    /// no room; nil where neither has.
    private static func compact(
        _ code: QRCodePlacement, of framebuffer: Framebuffer, caption: ScreenCaption,
        size: TerminalSize, colours: TerminalColours
    ) -> [String]? {
        let unit = framebuffer.panel.logicalPixel
        let modules = code.side / code.moduleSize
        let raster = Raster(width: modules, height: modules) { column, row in
            framebuffer[
                (code.x + column * code.moduleSize) * unit,
                (code.y + row * code.moduleSize) * unit]
        }
        let notes = notes(caption, columns: size.columns)
        let rows = size.rows - notes.count
        guard raster.width <= size.columns, raster.lines <= rows else { return nil }
        let picture = raster.drawn(colours)

        let gap = 2
        let besideColumns = size.columns - raster.width - gap
        if besideColumns >= 20 {
            let text = text(caption, columns: besideColumns)
            if text.count <= raster.lines {
                let above = (raster.lines - text.count) / 2
                return picture.enumerated().map { index, line in
                    let row = index - above
                    guard text.indices.contains(row), !text[row].isEmpty else { return line }
                    return line + String(repeating: " ", count: gap) + text[row]
                } + notes
            }
        }
        let text = text(caption, columns: size.columns)
        return raster.lines + text.count <= rows ? picture + text + notes : nil
    }

    /// The caption in lines of its own, nothing cut.
    private static func text(_ caption: ScreenCaption, columns: Int) -> [String] {
        guard let codes = caption.codes else { return wrap(caption.title, columns: columns) }
        return wrap(caption.title, columns: columns)
            + [""] + wrap(codes.verificationURI, columns: columns)
            + [""] + wrap(codes.userCode, columns: columns)
            + [""] + wrap(codes.countdown, columns: columns)
    }

    /// The caption's notes, nothing cut, below an empty line.
    private static func notes(_ caption: ScreenCaption, columns: Int) -> [String] {
        caption.notes.isEmpty ? [] : [""] + caption.notes.flatMap { wrap($0, columns: columns) }
    }

    /// Cuts a text into lines of at most `columns` characters.
    private static func wrap(_ text: String, columns: Int) -> [String] {
        var lines: [String] = []
        var rest = Substring(text)
        while !rest.isEmpty {
            lines.append(String(rest.prefix(max(1, columns))))
            rest = rest.dropFirst(max(1, columns))
        }
        return lines
    }
}

/// Pixels to be drawn two to a character cell.
private struct Raster {
    let width: Int
    let height: Int
    let colour: (_ x: Int, _ y: Int) -> Colour

    /// Lines of character cells.
    var lines: Int { (height + 1) / 2 }

    func drawn(_ colours: TerminalColours) -> [String] {
        (0..<lines).map { line in
            var text = ""
            var last: (upper: Colour, lower: Colour?)?
            for x in 0..<width {
                let upper = colour(x, 2 * line)
                // Below a picture of odd height is the terminal's own background.
                let lower = 2 * line + 1 < height ? colour(x, 2 * line + 1) : nil
                if last == nil || last?.upper != upper || last?.lower != lower {
                    let background = lower.map { colours.parameters($0, layer: 48) } ?? "49"
                    text += "\u{1B}[\(colours.parameters(upper, layer: 38));\(background)m"
                    last = (upper, lower)
                }
                text += "▀"
            }
            return text + "\u{1B}[0m"
        }
    }
}

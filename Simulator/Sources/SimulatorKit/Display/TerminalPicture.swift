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

    /// The QR code at one pixel a module, with the caption at its right and the notes below or at
    /// the right too, or with both below; nil where none of these fits.
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
        guard raster.width <= size.columns, raster.lines <= size.rows else { return nil }
        let picture = raster.drawn(colours)
        let notesBelow = notes(caption, columns: size.columns)

        let columns = size.columns - raster.width - 2
        if columns >= 20 {
            let text = text(caption, columns: columns)
            let lines = beside(picture, raster.width, text) + notesBelow
            if lines.count <= size.rows { return lines }
            let narrow = beside(
                picture, raster.width, text + notes(caption, columns: columns))
            if narrow.count <= size.rows { return narrow }
        }
        let lines = picture + text(caption, columns: size.columns) + notesBelow
        return lines.count <= size.rows ? lines : nil
    }

    /// A picture with lines of text at its right, both in the middle of the taller one.
    private static func beside(_ picture: [String], _ width: Int, _ text: [String]) -> [String] {
        let count = max(picture.count, text.count)
        let picturesTop = (count - picture.count) / 2
        let textsTop = (count - text.count) / 2
        return (0..<count).map { row in
            let left = row - picturesTop
            let line =
                picture.indices.contains(left)
                ? picture[left] : String(repeating: " ", count: width)
            let right = row - textsTop
            return text.indices.contains(right) ? line + "  " + text[right] : line
        }
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

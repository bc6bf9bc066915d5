/// Lays rows and blocks under each other inside an area, each as wide as the panel is there.
///
/// Once something does not fit, ``fits`` is false for good and the layout is to be discarded.
struct Stack: ~Copyable {
    /// How a row stands in its width.
    enum Alignment {
        case leading
        case center
    }

    let grid: Grid
    let area: Frame
    let alignment: Alignment
    /// The least distance to the edge of a round panel.
    let inset: Int

    /// The first row that is still free.
    private(set) var top: Int
    private(set) var fits = true

    init(grid: Grid, area: Frame, alignment: Alignment, inset: Int, top: Int) {
        self.grid = grid
        self.area = area
        self.alignment = alignment
        self.inset = inset
        self.top = top
    }

    /// Leaves `height` rows free.
    mutating func space(_ height: Int) {
        top += height
    }

    /// Adds all of `text`, in as many rows as it needs and at most `rows`.
    mutating func add(
        _ text: Span<UInt8>, as name: Layout.Text, size: TextSize, ink: Ink,
        breaking: LineBreaking, rows: Int, to layout: inout Layout
    ) {
        var start = 0
        var row = 0
        while fits, start < text.count {
            let room = visible(height: size.height)
            let capacity = min(room.width / size.width, 255)
            guard capacity >= 1, row < rows else {
                fits = false
                return
            }
            let end = breaking.endOfRow(in: text, from: start, capacity: capacity)
            guard end > start else {
                fits = false
                return
            }
            let content = Layout.Content.row(
                name, start: UInt16(start), count: UInt8(end - start), size: size)
            place(
                content, width: (end - start) * size.width, height: size.height, ink: ink,
                in: room, to: &layout)
            start = breaking.startOfRow(in: text, after: end)
            row += 1
        }
    }

    /// Adds one block of a fixed size.
    mutating func add(
        _ content: Layout.Content, width: Int, height: Int, ink: Ink, to layout: inout Layout
    ) {
        let room = visible(height: height)
        place(content, width: width, height: height, ink: ink, in: room, to: &layout)
    }

    /// Adds a progress bar with the countdown at its right end, `width` across at most.
    mutating func addProgress(
        _ countdown: Span<UInt8>, size: TextSize, width: Int, to layout: inout Layout
    ) {
        let room = visible(height: size.height)
        let across = min(width, room.width)
        let textWidth = countdown.count * size.width
        let barWidth = across - textWidth - size.width
        guard fits, room.bottom <= area.bottom, barWidth >= 2 * size.width else {
            fits = false
            return
        }
        let left = room.x + (alignment == .center ? (room.width - across) / 2 : 0)
        // The bar stands on the middle of the digits, whose cell has a row below for descenders.
        let barTop = top + (size.height - 1) / 2 - 1
        let bar = Frame(x: left, y: barTop, width: barWidth, height: 3)
        let text = Frame(
            x: left + across - textWidth, y: top, width: textWidth, height: size.height)
        let row = Layout.Content.row(
            .countdown, start: 0, count: UInt8(countdown.count), size: size)
        fits =
            layout.append(Layout.Element(frame: bar, content: .progressBar, ink: .accent))
            && layout.append(Layout.Element(frame: text, content: row, ink: .caption))
        top += size.height
    }

    /// What is free of the next `height` rows.
    func visible(height: Int) -> Frame {
        grid.visible(area, top: top, bottom: top + height, inset: inset)
    }

    private mutating func place(
        _ content: Layout.Content, width: Int, height: Int, ink: Ink, in room: Frame,
        to layout: inout Layout
    ) {
        guard width <= room.width, room.y >= area.y, room.bottom <= area.bottom else {
            fits = false
            return
        }
        let slack = alignment == .center ? (room.width - width) / 2 : 0
        let frame = Frame(x: room.x + slack, y: top, width: width, height: height)
        let element = Layout.Element(frame: frame, content: content, ink: ink)
        fits = layout.append(element) && fits
        top += height
    }
}

extension Stack {
    /// Adds all of a text of the device's own, broken between words unless asked otherwise.
    mutating func add(
        _ phrase: Phrase, size: TextSize, ink: Ink, breaking: LineBreaking = .words, rows: Int,
        to layout: inout Layout
    ) {
        withBytes(of: phrase.text) { text in
            add(
                text, as: .phrase(phrase), size: size, ink: ink, breaking: breaking, rows: rows,
                to: &layout)
        }
    }
}

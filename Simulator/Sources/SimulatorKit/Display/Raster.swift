/// Pixels to be drawn two to a character cell.
struct Raster {
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

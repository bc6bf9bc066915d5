/// The colours that a terminal can show.
public enum TerminalColours: Equatable, Sendable {
    /// 24 bits (`COLORTERM` is `truecolor` or `24bit`).
    case trueColour
    /// The 216 colours and 24 greys of xterm's palette.
    case palette

    /// Chooses by the environment; nil for a terminal that draws no pictures (`TERM` is `dumb`
    /// or not set).
    public init?(environment: [String: String]) {
        guard let term = environment["TERM"], !term.isEmpty, term != "dumb" else { return nil }
        let name = environment["COLORTERM"]
        self = name == "truecolor" || name == "24bit" ? .trueColour : .palette
    }

    /// The parameters of SGR (ECMA-48 §8.3.117) that select `colour`; `layer` is 38 for the
    /// foreground, 48 for the background.
    func parameters(_ colour: Colour, layer: Int) -> String {
        switch self {
        case .trueColour: "\(layer);2;\(colour.red);\(colour.green);\(colour.blue)"
        case .palette: "\(layer);5;\(TerminalColours.paletteIndex(of: colour))"
        }
    }

    /// The palette's nearest colour: the cube of 16 to 231, or the greys of 232 to 255.
    private static func paletteIndex(of colour: Colour) -> Int {
        let steps = [0, 95, 135, 175, 215, 255]
        func nearest(_ value: UInt8) -> Int {
            steps.indices.min { abs(steps[$0] - Int(value)) < abs(steps[$1] - Int(value)) } ?? 0
        }
        func distance(_ red: Int, _ green: Int, _ blue: Int) -> Int {
            let parts = [red - Int(colour.red), green - Int(colour.green), blue - Int(colour.blue)]
            return parts.reduce(0) { $0 + $1 * $1 }
        }
        let red = nearest(colour.red)
        let green = nearest(colour.green)
        let blue = nearest(colour.blue)
        let mean = (Int(colour.red) + Int(colour.green) + Int(colour.blue)) / 3
        let grey = min(23, max(0, (mean - 3) / 10))
        let level = 8 + 10 * grey
        return distance(level, level, level) < distance(steps[red], steps[green], steps[blue])
            ? 232 + grey : 16 + 36 * red + 6 * green + blue
    }
}

import Foundation

@testable import SimulatorKit

/// A terminal as ECMA-48 describes it, as far as the simulator's output needs one. It scrolls, and
/// it keeps the cursor on the last cell of a full row until the next character, as terminals do.
struct EmulatedTerminal {
    struct Cell: Equatable {
        var character: Character = " "
        var foreground: Colour?
        var background: Colour?
    }

    private(set) var cells: [[Cell]]
    private(set) var isCursorVisible = true
    /// Lines that went off the top.
    private(set) var scrolledLines = 0
    /// Sequences it does not know.
    private(set) var unknown: [String] = []

    private let size: TerminalSize
    private var row = 0
    private var column = 0
    private var style = Cell()

    init(_ size: TerminalSize) {
        self.size = size
        cells = Array(
            repeating: Array(repeating: Cell(), count: size.columns), count: size.rows)
    }

    /// The characters of a row without the spaces at its end.
    func text(row: Int) -> String {
        var text = String(cells[row].map(\.character))
        while text.last == " " { text.removeLast() }
        return text
    }

    mutating func receive(_ bytes: [UInt8]) {
        var rest = Substring(String(decoding: bytes, as: UTF8.self))
        while let character = rest.popFirst() {
            switch character {
            case "\u{1B}":
                rest = rest.dropFirst()
                let parameters = rest.prefix { $0.isNumber || $0 == ";" || $0 == "?" }
                rest = rest.dropFirst(parameters.count)
                control(String(parameters), rest.popFirst() ?? " ")
            case "\r\n":
                column = 0
                feed()
            case "\n": feed()
            default: put(character)
            }
        }
    }

    private mutating func feed() {
        row += 1
        if row == size.rows {
            row -= 1
            scrolledLines += 1
            cells.removeFirst()
            cells.append(Array(repeating: Cell(), count: size.columns))
        }
    }

    private mutating func put(_ character: Character) {
        if column == size.columns {
            column = 0
            feed()
        }
        var cell = style
        cell.character = character
        cells[row][column] = cell
        column += 1
    }

    private mutating func control(_ parameters: String, _ final: Character) {
        switch (parameters, final) {
        case ("", "H"): (row, column) = (0, 0)
        case ("", "K"): erase(row, from: min(column, size.columns - 1))
        case ("", "J"):
            erase(row, from: min(column, size.columns - 1))
            for below in row + 1..<max(row + 1, size.rows) { erase(below, from: 0) }
        case ("2", "J"): for each in 0..<size.rows { erase(each, from: 0) }
        case ("?25", "l"): isCursorVisible = false
        case ("?25", "h"): isCursorVisible = true
        case ("?2026", "h"), ("?2026", "l"): break
        case (_, "m"): select(parameters.split(separator: ";").compactMap { Int($0) })
        default: unknown.append(parameters + String(final))
        }
    }

    private mutating func erase(_ row: Int, from column: Int) {
        for index in column..<size.columns { cells[row][index] = Cell() }
    }

    /// Select Graphic Rendition: colours of 24 bits, of the palette, and the terminal's own.
    private mutating func select(_ parameters: [Int]) {
        var rest = parameters[...]
        while let layer = rest.popFirst() {
            var colour: Colour?
            switch layer {
            case 0:
                style = Cell()
                continue
            case 49:
                style.background = nil
                continue
            case 38, 48:
                if rest.popFirst() == 2 {
                    let parts = rest.prefix(3).map { UInt8($0) }
                    rest = rest.dropFirst(3)
                    colour = Colour(red: parts[0], green: parts[1], blue: parts[2])
                } else if let index = rest.popFirst() {
                    colour = Self.palette(index)
                }
            default: unknown.append("\(layer)m")
            }
            if layer == 38 { style.foreground = colour } else { style.background = colour }
        }
    }

    private static func palette(_ index: Int) -> Colour {
        if index >= 232 {
            let level = UInt8(8 + 10 * (index - 232))
            return Colour(red: level, green: level, blue: level)
        }
        func step(_ value: Int) -> UInt8 { value == 0 ? 0 : UInt8(55 + 40 * value) }
        let cube = index - 16
        return Colour(red: step(cube / 36), green: step(cube / 6 % 6), blue: step(cube % 6))
    }

    /// What the eye sees: two pixels a cell, the upper in the foreground, on a dark terminal.
    func pixels() -> [[Colour]] {
        let own = Colour(red: 30, green: 30, blue: 30)
        return cells.flatMap { row in
            [
                row.map { ($0.character == "▀" ? $0.foreground : $0.background) ?? own },
                row.map { $0.background ?? own },
            ]
        }
    }

    /// Writes what the eye sees as a picture file, each pixel `scale` wide and high.
    func writePicture(to path: String, scale: Int) throws {
        let pixels = pixels()
        var file = Data("P6 \(size.columns * scale) \(pixels.count * scale) 255\n".utf8)
        for row in pixels {
            let line = row.flatMap { colour in
                (0..<scale).flatMap { _ in [colour.red, colour.green, colour.blue] }
            }
            for _ in 0..<scale { file.append(contentsOf: line) }
        }
        try file.write(to: URL(fileURLWithPath: path))
    }
}

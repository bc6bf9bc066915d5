import Foundation

extension Board {
    /// The board as one line of JSON, without the line's end; a board without a display has no
    /// member `display`.
    public var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let listing = Listing(
            id: id, name: name, class: deviceClass, status: status, architecture: architecture,
            memoryBytes: memoryBytes,
            display: display.map {
                Listing.Display(
                    widthPixels: $0.widthPixels, heightPixels: $0.heightPixels, shape: $0.shape,
                    format: $0.format)
            },
            console: console)
        // Encoding numbers and strings cannot fail.
        return (try? encoder.encode(listing)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// All of `boards` for a person to read, in lines: a heading, then one a board.
    public static func table(of boards: [Board]) -> [String] {
        let heading = ["BOARD", "CLASS", "DISPLAY", "MEMORY", "STATUS"]
        let rows = [heading] + boards.map(\.cells)
        let widths = heading.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            .joined(separator: "  ").trimmingCharacters(in: .whitespaces)
        }
    }

    private var cells: [String] {
        let panel = display.map {
            "\($0.widthPixels) x \($0.heightPixels) \($0.shape.rawValue) \($0.format.rawValue)"
        }
        return [id, deviceClass.rawValue, panel ?? "none", memoryText, status.rawValue]
    }

    /// Main memory in the largest unit that it is a whole number of.
    private var memoryText: String {
        for (unit, bytes) in [("MiB", 1 << 20), ("KiB", 1 << 10)]
        where memoryBytes.isMultiple(of: bytes) {
            return "\(memoryBytes / bytes) \(unit)"
        }
        return "\(memoryBytes) B"
    }
}

private struct Listing: Encodable {
    var id: String
    var name: String
    var `class`: Board.DeviceClass
    var status: Board.Status
    var architecture: Board.Architecture
    var memoryBytes: Int
    var display: Display?
    var console: Bool

    struct Display: Encodable {
        var widthPixels: Int
        var heightPixels: Int
        var shape: Board.Display.Shape
        var format: Board.Display.Format
    }
}

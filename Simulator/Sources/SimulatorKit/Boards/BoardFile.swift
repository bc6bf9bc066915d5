import DeviceScreen
import Foundation

/// Reads a `board.json` strictly: every field of `board.schema.json` and none besides, and figures
/// that can be true together.
enum BoardFile {
    /// Reads the board of `file`, whose ID is `vendor/board`, from the file's `contents`.
    static func read(
        _ contents: Data, file: String, vendor: String, board: String
    ) throws(BoardError) -> Board {
        let fields: Fields
        do {
            fields = try JSONDecoder().decode(Fields.self, from: contents)
        } catch let error as DecodingError {
            throw invalid(error, file: file)
        } catch {
            throw .invalid(file: file, field: "", reason: "\(error)")
        }
        let result = Board(
            id: "\(vendor)/\(board)", name: fields.name, vendor: fields.vendor,
            status: fields.status, sources: fields.sources, architecture: fields.architecture,
            triple: fields.triple, memoryBytes: fields.memoryBytes,
            clientBudgetBytes: fields.clientBudgetBytes,
            display: fields.display.map {
                Board.Display(
                    widthPixels: $0.widthPixels, heightPixels: $0.heightPixels, shape: $0.shape,
                    format: $0.format)
            },
            console: fields.console, buttons: fields.buttons)
        if let (field, reason) = contradiction(in: result, folder: vendor) {
            throw .invalid(file: file, field: field, reason: reason)
        }
        return result
    }

    /// The first figure that cannot be true, and why.
    private static func contradiction(
        in board: Board, folder vendor: String
    ) -> (field: String, reason: String)? {
        let sizes = 1...(1 << 40)
        if board.name.isEmpty { return ("name", "is empty") }
        if board.vendor != vendor {
            return ("vendor", "is \"\(board.vendor)\", but the folder is \"\(vendor)\"")
        }
        if board.triple.isEmpty { return ("triple", "is empty") }
        if !sizes.contains(board.memoryBytes) {
            return ("memoryBytes", "\(board.memoryBytes) is not 1 to \(sizes.upperBound) bytes")
        }
        if !sizes.contains(board.clientBudgetBytes) {
            return (
                "clientBudgetBytes",
                "\(board.clientBudgetBytes) is not 1 to \(sizes.upperBound) bytes"
            )
        }
        if let source = board.sources.first(where: { !$0.hasPrefix("https://") }) {
            return ("sources", "\"\(source)\" is not an https URL")
        }
        if Set(board.buttons).count != board.buttons.count {
            return ("buttons", "names a button twice")
        }
        if let display = board.display {
            let sides = 1...ScreenLimits.panelSidePixels
            for (field, side) in [
                ("widthPixels", display.widthPixels), ("heightPixels", display.heightPixels),
            ] where !sides.contains(side) {
                return ("display.\(field)", "\(side) is not 1 to \(sides.upperBound) pixels")
            }
            if display.framebufferBytes > board.memoryBytes {
                return (
                    "display",
                    "its framebuffer of \(display.framebufferBytes) bytes is larger than the "
                        + "memory of \(board.memoryBytes) bytes"
                )
            }
        } else if !board.console {
            return ("console", "a board needs a display or a console to show the code on")
        }
        let needed = board.clientBudgetBytes + (board.display?.framebufferBytes ?? 0)
        if needed > board.memoryBytes {
            return (
                "clientBudgetBytes",
                "with the framebuffer it is \(needed) bytes, more than the memory of "
                    + "\(board.memoryBytes) bytes"
            )
        }
        return nil
    }

    private static func invalid(_ error: DecodingError, file: String) -> BoardError {
        func path(_ keys: [any CodingKey]) -> String {
            keys.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
                .replacingOccurrences(of: ".[", with: "[")
        }
        switch error {
        case .keyNotFound(let key, let context):
            return .invalid(
                file: file, field: path(context.codingPath + [key]), reason: "is missing")
        case .typeMismatch(let type, let context):
            return .invalid(
                file: file, field: path(context.codingPath), reason: "is not \(noun(type))")
        case .valueNotFound(let type, let context):
            return .invalid(
                file: file, field: path(context.codingPath), reason: "is null, not \(noun(type))")
        case .dataCorrupted(let context):
            let field = path(context.codingPath)
            return .invalid(
                file: file, field: field,
                reason: field.isEmpty ? "is not JSON" : context.debugDescription)
        @unknown default:
            return .invalid(file: file, field: "", reason: "\(error)")
        }
    }

    /// The type as a reader of the file knows it.
    private static func noun(_ type: Any.Type) -> String {
        switch type {
        case is Double.Type: "a number"
        case is String.Type: "a text"
        case is Bool.Type: "true or false"
        case is [String: Any].Type: "an object"
        default: "a list"
        }
    }
}

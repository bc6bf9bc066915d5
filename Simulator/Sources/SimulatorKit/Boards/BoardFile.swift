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
            deviceClass: fields.deviceClass, status: fields.status,
            sources: fields.sources.map {
                Board.Source(document: $0.document, address: $0.address, fields: $0.fields)
            },
            architecture: fields.architecture, triple: fields.triple,
            memoryBytes: fields.memoryBytes,
            regions: fields.regions.map {
                Board.Region(
                    name: $0.name, kind: $0.kind, startAddress: $0.startAddress,
                    lengthBytes: $0.lengthBytes)
            },
            clientBudgetBytes: fields.clientBudgetBytes,
            display: fields.display.map {
                Board.Display(
                    widthPixels: $0.widthPixels, heightPixels: $0.heightPixels, shape: $0.shape,
                    format: $0.format)
            },
            console: fields.console, buttons: fields.buttons)
        if let contradiction = contradiction(in: result, folder: vendor) {
            throw .invalid(
                file: file, field: contradiction.field, reason: contradiction.reason)
        }
        return result
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

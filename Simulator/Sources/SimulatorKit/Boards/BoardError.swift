/// Why a board cannot be had. Each description is one line that says what to do.
public enum BoardError: Error, Equatable, CustomStringConvertible {
    /// No folder with a `board.schema.json` was found.
    case noCatalogue(looked: [String])
    /// No board has this ID; `known` are the IDs there are.
    case unknown(id: String, known: [String])
    /// More than one board has this last part of an ID.
    case ambiguous(id: String, candidates: [String])
    /// A board's file cannot be used: the path of the field from the top, empty for the whole
    /// file, and the reason.
    case invalid(file: String, field: String, reason: String)

    public var description: String {
        switch self {
        case .noCatalogue(let looked):
            "no Boards folder found (looked for board.schema.json in "
                + "\(looked.joined(separator: ", "))): set BOARDS_FOLDER to the folder"
        case .unknown(let id, let known):
            "there is no board \"\(id)\"; the boards are \(known.joined(separator: ", "))"
        case .ambiguous(let id, let candidates):
            "\"\(id)\" may mean \(candidates.joined(separator: " or ")): give the vendor too"
        case .invalid(let file, let field, let reason):
            field.isEmpty ? "\(file): \(reason)" : "\(file): \(field): \(reason)"
        }
    }
}

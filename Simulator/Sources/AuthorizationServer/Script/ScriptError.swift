/// Why a script is refused: one line with file, line, word and reason.
public struct ScriptError: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}

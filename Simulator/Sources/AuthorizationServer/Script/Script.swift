import Foundation

/// What the server answers instead of its own, for people who test their devices against it.
///
/// A script names endpoints, and for each the answers in order. The format is in the documentation's
/// article <doc:Scripts>.
public struct Script: Sendable, Equatable {
    /// The manner in which all answers are given; nil is this server's own.
    var dialect: Dialect?
    var steps: [ScriptedEndpoint: [ScriptStep]] = [:]

    /// The names that ``init(named:)`` knows without a file.
    public static var presets: [String] {
        Dialect.allCases.map(\.rawValue)
    }

    /// A preset, or the script in a file; a file that is called like a preset is found by `./NAME`.
    ///
    /// Throws one line with file, line, word and reason when the file cannot be read or understood.
    public init(named name: String) throws(ScriptError) {
        if let dialect = Dialect(rawValue: name) {
            self.dialect = dialect
            steps = dialect.steps
            return
        }
        guard let bytes = FileManager.default.contents(atPath: name) else {
            throw ScriptError(
                "cannot read the script \(name): name a file, or one of "
                    + Self.presets.joined(separator: ", ") + ".")
        }
        guard bytes.count <= Limits.scriptBytes else {
            throw ScriptError(
                "the script \(name) is refused: it has \(bytes.count) bytes, and "
                    + "\(Limits.scriptBytes) are the most.")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ScriptError("the script \(name) is refused: it is not UTF-8.")
        }
        var parser = ScriptParser(file: name)
        self = try parser.parse(text)
    }

    init(dialect: Dialect?) {
        self.dialect = dialect
    }
}

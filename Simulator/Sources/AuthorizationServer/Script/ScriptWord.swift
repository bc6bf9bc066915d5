import Foundation

/// A word of a line: blanks separate words, quotes hold them together.
struct ScriptWord: Sendable, Equatable {
    let text: String
    /// The word as JSON: what stood there with its quotes, or as it is.
    let json: String

    /// Why a line cannot be cut into words.
    enum Failure: Error, Sendable, Equatable {
        case unfinishedText
        case badEscape(String)
    }

    /// The words before the comment, if there is one.
    static func words(of line: Substring) throws(Failure) -> [ScriptWord] {
        var words: [ScriptWord] = []
        var rest = line
        while let first = rest.first, first != "#" {
            if first.isWhitespace {
                rest.removeFirst()
            } else if first == "\"" {
                words.append(try quoted(&rest))
            } else {
                let word = String(rest.prefix { !$0.isWhitespace })
                rest.removeFirst(word.count)
                words.append(ScriptWord(text: word, json: word))
            }
        }
        return words
    }

    /// A text in quotes, with the escapes of JSON (RFC 8259 §7).
    private static func quoted(_ rest: inout Substring) throws(Failure) -> ScriptWord {
        var json = String(rest.removeFirst())
        var isEscaped = false
        while let character = rest.popFirst() {
            json.append(character)
            if isEscaped {
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                guard let text = try? JSONDecoder().decode(String.self, from: Data(json.utf8))
                else { throw .badEscape(json) }
                return ScriptWord(text: text, json: json)
            }
        }
        throw .unfinishedText
    }
}

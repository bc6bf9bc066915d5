/// The inside of one tag: its name, with a slash before it at an end, and its attributes.
struct HTMLTag: Sendable, Equatable {
    /// Lower case.
    let name: String
    private var attributes: [String: String] = [:]

    init(_ text: Substring) {
        var rest = text.drop(while: \.isWhitespace)
        name = rest.prefix { !$0.isWhitespace }.lowercased()
        rest = rest.dropFirst(name.count)
        while true {
            rest = rest.drop { $0.isWhitespace || $0 == "/" }
            let attribute = rest.prefix { !$0.isWhitespace && $0 != "=" && $0 != "/" }
            guard !attribute.isEmpty else { break }
            rest = rest.dropFirst(attribute.count)
            var value: Substring = ""
            let afterBlanks = rest.drop(while: \.isWhitespace)
            if afterBlanks.first == "=" {
                rest = afterBlanks.dropFirst().drop(while: \.isWhitespace)
                if let quote = rest.first, quote == "\"" || quote == "'" {
                    value = rest.dropFirst().prefix { $0 != quote }
                    rest = rest.dropFirst(value.count + 2)
                } else {
                    value = rest.prefix { !$0.isWhitespace }
                    rest = rest.dropFirst(value.count)
                }
            }
            // HTML: the first of two attributes with one name counts.
            if attributes[attribute.lowercased()] == nil {
                attributes[attribute.lowercased()] = HTMLPage.unescaped(value)
            }
        }
    }

    subscript(attribute: String) -> String? {
        attributes[attribute]
    }
}

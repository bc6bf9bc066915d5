/// A page as a person sees it: its forms and its text. A small, tolerant reader of tags, not an
/// HTML parser: what it does not know it skips.
struct HTMLPage: Sendable, Equatable {
    private(set) var forms: [HTMLForm] = []
    /// The visible text, blanks folded.
    private(set) var text = ""

    init(_ html: String) {
        var rest = html[...]
        var form: HTMLForm?
        var button: HTMLForm.Button?
        var isHidden = false
        var visible = ""
        while let open = rest.firstIndex(of: "<") {
            let run = Self.unescaped(rest[..<open])
            if !isHidden { visible += run }
            button?.label += run
            guard let close = Self.tagEnd(rest[open...]) else { break }
            let tag = HTMLTag(rest[rest.index(after: open)..<close])
            rest = rest[rest.index(after: close)...]
            visible += Self.inline.contains(tag.name) ? "" : " "
            switch tag.name {
            case "style", "script", "title", "svg": isHidden = true
            case "/style", "/script", "/title", "/svg": isHidden = false
            case "form": form = HTMLForm(action: tag["action"] ?? "")
            case "/form":
                if let form { forms.append(form) }
                form = nil
            case "input":
                form?.inputs.append(
                    HTMLForm.Input(
                        name: tag["name"] ?? "", type: (tag["type"] ?? "text").lowercased(),
                        value: tag["value"] ?? ""))
            case "button":
                button = HTMLForm.Button(
                    name: tag["name"] ?? "", value: tag["value"] ?? "", label: "")
            case "/button":
                if var pressed = button {
                    pressed.label = Self.folded(pressed.label)
                    form?.buttons.append(pressed)
                }
                button = nil
            default: break
            }
        }
        text = Self.folded(visible)
    }

    func form(withInput isWanted: (HTMLForm.Input) -> Bool) -> HTMLForm? {
        forms.first { $0.inputs.contains(where: isWanted) }
    }

    func form(withButton label: String) -> HTMLForm? {
        forms.first { $0.buttons.contains { $0.label == label } }
    }

    private static let inline: Set<String> = ["strong", "/strong", "b", "/b", "em", "/em", "code"]

    /// The `>` that ends the tag: one inside quotes does not.
    private static func tagEnd(_ html: Substring) -> Substring.Index? {
        var quote: Character?
        for index in html.indices {
            let character = html[index]
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character == ">" {
                return index
            }
        }
        return nil
    }

    private static func folded(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// The five escapes that a page needs for its own text.
    static func unescaped(_ text: Substring) -> String {
        guard text.contains("&") else { return String(text) }
        let names = [
            ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&"),
        ]
        var plain = ""
        var rest = text
        while let first = rest.first {
            if first == "&", let pair = names.first(where: { rest.hasPrefix($0.0) }) {
                plain += pair.1
                rest = rest.dropFirst(pair.0.count)
            } else {
                plain.append(first)
                rest = rest.dropFirst()
            }
        }
        return plain
    }
}

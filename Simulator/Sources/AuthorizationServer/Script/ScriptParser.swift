/// Reads a script line by line.
struct ScriptParser {
    let file: String
    private var script = Script(dialect: nil)
    private var endpoint: ScriptedEndpoint?
    private var line = 0
    private var steps = 0

    init(file: String) {
        self.file = file
    }

    mutating func parse(_ text: String) throws(ScriptError) -> Script {
        for content in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            line += 1
            let words: [ScriptWord]
            do throws(ScriptWord.Failure) {
                words = try ScriptWord.words(of: content)
            } catch {
                switch error {
                case .unfinishedText: throw refusal("\"", "the text has no closing quote.")
                case .badEscape(let json): throw refusal(json, "the text is no JSON string.")
                }
            }
            if !words.isEmpty { try take(words) }
        }
        return script
    }

    private mutating func take(_ words: [ScriptWord]) throws(ScriptError) {
        let first = words[0].text
        if first.hasPrefix("[") {
            try section(words)
        } else if first == "dialect" {
            try dialect(words)
        } else {
            try step(words)
        }
    }

    private mutating func section(_ words: [ScriptWord]) throws(ScriptError) {
        let name = words[0].text
        guard words.count == 1, name.hasSuffix("]"),
            let found = ScriptedEndpoint(String(name.dropFirst().dropLast()))
        else {
            throw refusal(
                name,
                "a section is [device_authorization], [poll], [refresh] or a path as [/path].")
        }
        guard script.steps[found] == nil else {
            throw refusal(name, "the section stands in the file already: write its steps there.")
        }
        script.steps[found] = []
        endpoint = found
    }

    private mutating func dialect(_ words: [ScriptWord]) throws(ScriptError) {
        guard endpoint == nil, script.dialect == nil else {
            throw refusal("dialect", "it stands once, before the first section.")
        }
        guard words.count == 2, let dialect = Dialect(rawValue: words[1].text) else {
            throw refusal("dialect", "use one of \(Script.presets.joined(separator: ", ")).")
        }
        script.dialect = dialect
    }

    private mutating func step(_ words: [ScriptWord]) throws(ScriptError) {
        guard let endpoint, let before = script.steps[endpoint] else {
            throw refusal(words[0].text, "steps stand in a section, such as [poll].")
        }
        guard before.last?.repetition != .always else {
            throw refusal(words[0].text, "it is never reached: the step above it is for always.")
        }
        steps += 1
        guard steps <= Limits.scriptSteps else {
            throw refusal(words[0].text, "a script has \(Limits.scriptSteps) steps at most.")
        }
        do throws(ScriptStep.Failure) {
            script.steps[endpoint]?.append(try ScriptStep(words))
        } catch {
            throw refusal(error.word, error.reason)
        }
    }

    private func refusal(_ word: String, _ reason: String) -> ScriptError {
        ScriptError("\(file):\(line): \(word): \(reason)")
    }
}

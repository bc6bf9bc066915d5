import Foundation

extension ScriptStep {
    /// A word that is refused, and why.
    struct Failure: Error, Sendable, Equatable {
        let word: String
        let reason: String
    }

    /// Reads a line: the answer, then its modifiers.
    init(_ words: [ScriptWord]) throws(Failure) {
        var rest = words[...]
        let first = rest.removeFirst().text
        switch first {
        case "real": self.init(answer: .real)
        case "answer": self.init(answer: .empty)
        case "close": self.init(answer: .close)
        case "error":
            let code = try Self.next(&rest, of: first, "an error code").text
            self.init(answer: .error(code))
        default:
            throw Failure(
                word: first, reason: "a step begins with real, error CODE, answer or close.")
        }
        while let word = rest.popFirst() { try modify(word.text, &rest) }
        guard answer != .close || self == Self.closing(as: self) else {
            throw Failure(
                word: "close",
                reason: "without an answer there is nothing to change: only times, always, after "
                    + "and interim can follow.")
        }
    }

    private mutating func modify(
        _ word: String, _ rest: inout ArraySlice<ScriptWord>
    ) throws(Failure) {
        switch word {
        case "times":
            repetition = .times(try Self.number(&rest, of: word, 1...Limits.scriptTimes))
        case "always":
            repetition = .always
        case "status":
            // 1xx are interim answers, for which there is a word of their own.
            status = try Self.number(&rest, of: word, 200...599)
        case "type":
            contentType = try Self.header("Content-Type: ", &rest, of: word).value
        case "header":
            headers.append(try Self.header("", &rest, of: word))
        case "body":
            body = try Self.next(&rest, of: word, "a text").text
        case "set":
            let member = try Self.next(&rest, of: word, "a member and a value").text
            let json = try Self.next(&rest, of: word, "a member and a value").json
            guard Self.isJSON(json) else {
                throw Failure(word: word, reason: "\(json) is no JSON: quote texts.")
            }
            changes.append(Change(member: member, json: json))
        case "without":
            changes.append(
                Change(member: try Self.next(&rest, of: word, "a member").text, json: nil))
        case "size":
            bodyBytes = try Self.number(&rest, of: word, 0...Limits.scriptBodyBytes)
        case "after":
            delayMilliseconds = try Self.duration(&rest, of: word)
        case "interim":
            interimResponses = try Self.number(&rest, of: word, 1...Limits.scriptInterimResponses)
        case "cut":
            cutAfterBytes = try Self.number(&rest, of: word, 0...Limits.scriptBodyBytes)
        case "drip":
            dripMilliseconds = try Self.duration(&rest, of: word)
        default:
            throw Failure(
                word: word,
                reason: "the words after an answer are times, always, after, status, type, header, "
                    + "body, set, without, size, interim, cut and drip.")
        }
    }

    /// The same step, with what can be said of a connection that is closed alone.
    private static func closing(as step: ScriptStep) -> ScriptStep {
        var closing = ScriptStep(answer: .close)
        closing.repetition = step.repetition
        closing.delayMilliseconds = step.delayMilliseconds
        closing.interimResponses = step.interimResponses
        return closing
    }

    // MARK: Values

    private static func next(
        _ rest: inout ArraySlice<ScriptWord>, of word: String, _ wanted: String
    ) throws(Failure) -> ScriptWord {
        guard let value = rest.popFirst() else {
            throw Failure(word: word, reason: "\(wanted) must follow.")
        }
        return value
    }

    private static func number(
        _ rest: inout ArraySlice<ScriptWord>, of word: String, _ range: ClosedRange<Int>
    ) throws(Failure) -> Int {
        let wanted = "a number from \(range.lowerBound) to \(range.upperBound)"
        let text = try next(&rest, of: word, wanted).text
        guard let number = Int(text), range.contains(number) else {
            throw Failure(word: word, reason: "\(wanted) must follow, not \(text).")
        }
        return number
    }

    private static func duration(
        _ rest: inout ArraySlice<ScriptWord>, of word: String
    ) throws(Failure) -> Int {
        let wanted = "a time such as 3s or 250ms, an hour at most,"
        let text = try next(&rest, of: word, wanted).text
        let (digits, unit) =
            text.hasSuffix("ms")
            ? (text.dropLast(2), 1) : text.hasSuffix("s") ? (text.dropLast(), 1_000) : ("", 1)
        guard let number = Int(digits), number >= 0,
            number <= Limits.scriptDelayMilliseconds / unit
        else { throw Failure(word: word, reason: "\(wanted) must follow, not \(text).") }
        return number * unit
    }

    private static func header(
        _ name: String, _ rest: inout ArraySlice<ScriptWord>, of word: String
    ) throws(Failure) -> ScriptedHeader {
        let text = name + (try next(&rest, of: word, "a header field").text)
        guard let header = ScriptedHeader(text) else {
            throw Failure(
                word: word,
                reason: "\(text) cannot be sent: write \"Name: value\"; the length and end of "
                    + "messages are for size, cut and close.")
        }
        return header
    }

    private static func isJSON(_ text: String) -> Bool {
        (try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed))
            != nil
    }
}

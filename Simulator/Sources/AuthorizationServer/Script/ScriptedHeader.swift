import HTTPTypes

/// A header field of a scripted answer, in place of the server's own of that name.
struct ScriptedHeader: Sendable, Equatable {
    let name: HTTPField.Name
    let value: String

    /// Reads `Name: value`. nil when it is no field, or one that frames the message: the script has
    /// words for a body that ends too soon.
    init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":"),
            let name = HTTPField.Name(String(text[..<colon])),
            ![.contentLength, .transferEncoding, .connection].contains(name)
        else { return nil }
        let value = text[text.index(after: colon)...].drop { $0 == " " }
        guard HTTPField.isValidValue(String(value)) else { return nil }
        self.name = name
        self.value = String(value)
    }
}

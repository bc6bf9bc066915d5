/// A scope by RFC 6749 §3.3: tokens of printable ASCII without quote and backslash, joined with
/// blanks; kept in the order asked for, each once.
struct Scope: Sendable, Equatable {
    let tokens: [String]

    /// Returns nil when a character may not stand in a scope.
    init?(_ text: String) {
        var tokens: [String] = []
        for token in text.split(separator: " ") {
            let allowed = token.utf8.allSatisfy { byte in
                (0x21...0x7E).contains(byte) && byte != 0x22 && byte != 0x5C
            }
            guard allowed else { return nil }
            if !tokens.contains(String(token)) { tokens.append(String(token)) }
        }
        self.tokens = tokens
    }

    init(tokens: [String]) {
        self.tokens = tokens
    }

    var text: String {
        tokens.joined(separator: " ")
    }

    func intersection(_ other: Scope) -> Scope {
        Scope(tokens: tokens.filter(other.tokens.contains))
    }

    func isSubset(of other: Scope) -> Bool {
        tokens.allSatisfy(other.tokens.contains)
    }
}

/// The symbols a code is drawn from, as the settings DEVICE_CODE_FORMAT and USER_CODE_FORMAT
/// write them: `#` digits, `a` lower case, `b` lower-case consonants, `A` upper case, `B`
/// upper-case consonants, `!` special symbols.
struct CodeAlphabet: Sendable, Equatable {
    /// ASCII, each once, in the order of the format.
    let symbols: [UInt8]

    /// `consonants` are the base-20 set of RFC 8628 §6.1: no vowel, so no word, and no Y.
    private static let consonants = "BCDFGHJKLMNPQRSTVWXZ"
    private static let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    /// Only what may stand in a query string as it is.
    private static let special = "!$()*-.:;@_~"

    init(symbols: [UInt8]) {
        self.symbols = symbols
    }

    /// Returns nil when the format is empty or holds an unknown letter.
    init?(format: String) {
        var symbols: [UInt8] = []
        for letter in format {
            let group: String
            switch letter {
            case "#": group = "0123456789"
            case "a": group = Self.letters.lowercased()
            case "b": group = Self.consonants.lowercased()
            case "A": group = Self.letters
            case "B": group = Self.consonants
            case "!": group = Self.special
            default: return nil
            }
            for symbol in group.utf8 where !symbols.contains(symbol) { symbols.append(symbol) }
        }
        guard !symbols.isEmpty else { return nil }
        self.symbols = symbols
    }

    /// Draws `length` symbols, each with the same probability: `randomElement` rejects what would
    /// favour the first symbols, as a remainder would.
    func draw(_ length: Int, using random: inout some RandomNumberGenerator) -> String {
        var code: [UInt8] = []
        code.reserveCapacity(length)
        for _ in 0..<length {
            code.append(symbols[Int.random(in: 0..<symbols.count, using: &random)])
        }
        return String(decoding: code, as: UTF8.self)
    }
}

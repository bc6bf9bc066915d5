/// How user codes are drawn, shown and read back (RFC 8628 §6.1).
///
/// A symbol and its look-alike never both stand in the alphabet: with letters, the digits that
/// read like one of them are left out, and whoever types such a digit means the letter.
public struct UserCodeFormat: Sendable, Equatable {
    /// Symbols of a code, separators not counted.
    public let length: Int
    /// How the code is shown: `*` is a symbol, `-` a separator.
    public let mask: String
    let alphabet: CodeAlphabet

    /// Digit, and the letters it is confused with.
    private static let lookAlikes: [(digit: UInt8, letters: [UInt8])] = [
        (ascii("0"), [ascii("O")]), (ascii("1"), [ascii("I"), ascii("L")]),
        (ascii("2"), [ascii("Z")]), (ascii("5"), [ascii("S")]),
        (ascii("6"), [ascii("G")]), (ascii("8"), [ascii("B")]),
    ]

    /// Returns nil when the mask does not hold exactly `length` stars, dashes apart.
    init?(alphabet: CodeAlphabet, length: Int, mask: String?) {
        // Matching folds case, so a symbol counts once, in the case that comes first.
        var symbols: [UInt8] = []
        for symbol in alphabet.symbols
        where !symbols.contains(where: { Self.folded($0) == Self.folded(symbol) }) {
            symbols.append(symbol)
        }
        let present = Set(symbols.map(Self.folded))
        symbols.removeAll { symbol in
            Self.lookAlikes.contains { $0.digit == symbol && !present.isDisjoint(with: $0.letters) }
        }
        let mask = mask ?? Self.groups(of: length)
        guard mask.utf8.allSatisfy({ $0 == Self.ascii("*") || $0 == Self.ascii("-") }),
            mask.utf8.count(where: { $0 == Self.ascii("*") }) == length
        else { return nil }
        self.alphabet = CodeAlphabet(symbols: symbols)
        self.length = length
        self.mask = mask
    }

    func draw(using random: inout some RandomNumberGenerator) -> UserCode {
        let code = alphabet.draw(length, using: &random)
        return UserCode(folded: String(decoding: code.utf8.map(Self.folded), as: UTF8.self))
    }

    /// The code as the device shows it: `WDJB-MJHT`.
    func display(_ code: UserCode) -> String {
        var shown: [UInt8] = []
        var rest = code.folded.utf8.makeIterator()
        for place in mask.utf8 {
            if place == Self.ascii("-") {
                shown.append(place)
            } else if let next = rest.next() {
                shown.append(alphabet.symbols.first { Self.folded($0) == next } ?? next)
            }
        }
        return String(decoding: shown, as: UTF8.self)
    }

    /// Reads what a person typed: case, blanks, dashes and other punctuation are free, full-width
    /// forms count as their ASCII ones, look-alikes as the symbol of the alphabet. Anything else,
    /// and any other length, is malformed: nothing is cut short.
    func parse(_ typed: String) -> UserCode? {
        guard typed.unicodeScalars.count <= Limits.typedCodeCharacters else { return nil }
        var code: [UInt8] = []
        for scalar in typed.unicodeScalars {
            var value = scalar.value
            // U+FF01 to U+FF5E are the full-width forms of U+0021 to U+007E.
            if (0xFF01...0xFF5E).contains(value) { value -= 0xFEE0 }
            guard let byte = UInt8(exactly: value), byte < 0x80 else {
                if scalar.properties.isWhitespace || scalar.properties.isDash { continue }
                return nil
            }
            if let symbol = symbol(for: Self.folded(byte)) {
                code.append(symbol)
            } else if Self.isAlphanumeric(byte) || byte < 0x20 && byte != 0x09 || byte == 0x7F {
                return nil
            }
        }
        guard code.count == length else { return nil }
        return UserCode(folded: String(decoding: code, as: UTF8.self))
    }

    /// The folded symbol of the alphabet that `typed` stands for, look-alikes included.
    private func symbol(for typed: UInt8) -> UInt8? {
        let folded = alphabet.symbols.map(Self.folded)
        if folded.contains(typed) { return typed }
        for pair in Self.lookAlikes {
            let family = [pair.digit] + pair.letters
            guard family.contains(typed) else { continue }
            return family.first { folded.contains($0) }
        }
        return nil
    }

    private static func groups(of length: Int) -> String {
        let size = [4, 3, 5].first { length % $0 == 0 } ?? 4
        var mask = ""
        for index in 0..<max(length, 0) {
            if index > 0 && index % size == 0 { mask.append("-") }
            mask.append("*")
        }
        return mask
    }

    private static func folded(_ symbol: UInt8) -> UInt8 {
        (ascii("a")...ascii("z")).contains(symbol) ? symbol - 0x20 : symbol
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (ascii("0")...ascii("9")).contains(byte) || (ascii("A")...ascii("Z")).contains(folded(byte))
    }

    private static func ascii(_ symbol: Unicode.Scalar) -> UInt8 {
        UInt8(ascii: symbol)
    }
}

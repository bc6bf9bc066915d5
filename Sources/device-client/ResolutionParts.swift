/// Where the parts of `HOST:PORT:ADDRESS` stand in their text, as curl's `--resolve` has them.
struct ResolutionParts {
    var host: Range<Int>
    var port: UInt16
    /// Without the brackets of an IPv6 address.
    var address: Range<Int>

    /// Nil if the text does not have the three parts.
    init?(_ text: borrowing Span<UInt8>) {
        let colon = UInt8(ascii: ":")
        var position = 0
        while position < text.count, text[position] != colon { position += 1 }
        host = 0..<position
        position += 1
        var number = 0
        while position < text.count, text[position] != colon {
            guard text[position] >= 0x30, text[position] <= 0x39, number <= 65_535 else {
                return nil
            }
            number = number * 10 + Int(text[position] - 0x30)
            position += 1
        }
        guard !host.isEmpty, number >= 1, number <= 65_535, position < text.count - 1 else {
            return nil
        }
        port = UInt16(number)
        address = position + 1..<text.count
        if text[address.lowerBound] == UInt8(ascii: "["), text[text.count - 1] == UInt8(ascii: "]"),
            address.count > 2
        {
            address = address.lowerBound + 1..<address.upperBound - 1
        }
    }
}

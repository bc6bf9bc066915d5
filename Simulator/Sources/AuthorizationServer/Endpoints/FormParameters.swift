/// The parameters of a form body or a query string: parsed once, by RFC 6749's rules.
struct FormParameters: Sendable, Equatable {
    /// Few enough that a search in turn is quicker than a table.
    private var parameters: [Parameter] = []

    private struct Parameter: Sendable, Equatable {
        let name: String
        let value: String
    }

    enum Failure: Error, Sendable, Equatable {
        /// RFC 6749 §3.2: a parameter must not be included more than once.
        case repeated
        /// A broken percent-escape, or bytes that are no UTF-8.
        case malformed
        case tooMany
    }

    init() {}

    /// Parses `application/x-www-form-urlencoded` (WHATWG URL §5.1), strictly.
    init(_ text: some Sequence<UInt8>) throws(Failure) {
        let bytes = Array(text)
        var count = 0
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            count += 1
            guard count <= Limits.formParameters else { throw .tooMany }
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let name = try Self.decode(pair[..<equals])
            let value =
                equals == pair.endIndex ? "" : try Self.decode(pair[pair.index(after: equals)...])
            guard !contains(name) else { throw .repeated }
            parameters.append(Parameter(name: name, value: value))
        }
    }

    /// RFC 6749 §3.2: a parameter without a value counts as omitted. Unknown ones are never asked
    /// for.
    subscript(name: String) -> String? {
        parameters.first { $0.name == name && !$0.value.isEmpty }?.value
    }

    /// Whether the name occurs at all, with a value or without.
    func contains(_ name: String) -> Bool {
        parameters.contains { $0.name == name }
    }

    var isEmpty: Bool {
        parameters.isEmpty
    }

    private static func decode(_ text: ArraySlice<UInt8>) throws(Failure) -> String {
        // Most names and values stand for themselves.
        if text.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "%") && $0 != UInt8(ascii: "+") }) {
            return String(decoding: text, as: UTF8.self)
        }
        guard let decoded = percentDecoded(text, plusIsBlank: true),
            let string = String(validating: decoded, as: UTF8.self)
        else { throw .malformed }
        return string
    }

    /// nil when an escape is not two hexadecimal digits.
    static func percentDecoded(
        _ text: some Collection<UInt8>, plusIsBlank: Bool
    ) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(digit), let low = rest.next().flatMap(digit)
                else { return nil }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsBlank:
                bytes.append(UInt8(ascii: " "))
            default:
                bytes.append(byte)
            }
        }
        return bytes
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

/// Why a text is not JSON, or not JSON that this reader takes.
public enum JSONError: Error, Equatable, Sendable {
    /// A byte that RFC 8259's grammar does not allow at this place.
    case unexpectedByte
    /// A string holds bytes that are not UTF-8 (RFC 8259 §8.1, RFC 3629).
    case invalidUTF8
    /// A `\u` escape names half of a surrogate pair without the other half (RFC 8259 §8.2).
    case loneSurrogate
    /// More than ``JSONReader/depthMaximum`` objects and arrays lie inside one another.
    case tooDeep
    /// The text ended before its value did.
    case incomplete
}

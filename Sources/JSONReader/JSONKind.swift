/// The kinds of JSON value (RFC 8259 §3).
public enum JSONKind: Equatable, Sendable {
    case object
    case array
    case string
    case number
    case `true`
    case `false`
    case null
}

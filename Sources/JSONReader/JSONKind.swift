/// The kinds of JSON value (RFC 8259 §3).
public enum JSONKind: Equatable, Sendable {
    /// `{…}`, RFC 8259 §4.
    case object
    /// `[…]`, RFC 8259 §5.
    case array
    /// `"…"`, RFC 8259 §7.
    case string
    /// A number, RFC 8259 §6.
    case number
    /// The literal `true`.
    case `true`
    /// The literal `false`.
    case `false`
    /// The literal `null`.
    case null
}

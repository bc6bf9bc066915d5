/// Takes the members of the top-level object that it wants, as ``JSONReader`` comes upon them.
///
/// For each member: one ``beginMember(_:kind:)``; if that answers `.keep` and the value is a string
/// or a number, any number of ``memberBytes(_:)``; then one ``endMember()``. What lies inside nested
/// objects and arrays is checked, not delivered.
public protocol JSONMemberVisitor: ~Copyable {
    /// A member of the top-level object begins.
    ///
    /// - Parameter name: The decoded name. One longer than ``JSONReader/nameBytesMaximum`` is
    ///   never delivered: nobody can want it.
    mutating func beginMember(_ name: borrowing Span<UInt8>, kind: JSONKind) -> JSONInterest

    /// The next part of a string's decoded UTF-8, or of a number's text as it stands.
    mutating func memberBytes(_ bytes: borrowing Span<UInt8>)

    /// The kept member's value is complete.
    mutating func endMember()
}

/// What a visitor answers to a member's name.
public enum JSONInterest: Equatable, Sendable {
    case keep
    case skip
}

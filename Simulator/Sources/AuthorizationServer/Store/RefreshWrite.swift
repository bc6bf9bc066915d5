/// One conditional write to one refresh-token family.
enum RefreshWrite: Sendable, Equatable {
    /// If the current token is still `previous` and the family is not revoked.
    case rotate(
        familyID: String, previous: CodeHash, next: CodeHash, expiresAtMilliseconds: Int64)
    /// Ends the family. Applied once.
    case revoke(familyID: String)
}

/// One conditional write to one refresh-token family.
enum RefreshWrite: Sendable, Equatable {
    /// If the current token is still the rotation's previous one and the family is not revoked.
    case rotate(
        familyID: String, RefreshFamily.Rotation, next: CodeHash, expiresAtMilliseconds: Int64)
    /// Takes the sealed answer of the last rotation, if it is still that of `previous`, there, and
    /// the family not revoked. Applied once.
    case takeAnswer(familyID: String, previous: CodeHash)
    /// Ends the family. Applied once.
    case revoke(familyID: String)
}

/// The line of refresh tokens that one redemption began. Only the hash of the newest is kept, so
/// rotation is one conditional write to one item, and any older token is known by its family.
struct RefreshFamily: Sendable, Equatable {
    /// The part of the token before the dot.
    let id: String
    let currentTokenHash: CodeHash
    let clientID: String
    let subject: String
    let username: String
    let scope: Scope
    let authenticatedAtMilliseconds: Int64
    let expiresAtMilliseconds: Int64
    let isRevoked: Bool

    func withCurrentToken(_ hash: CodeHash, expiresAtMilliseconds: Int64) -> RefreshFamily {
        RefreshFamily(
            id: id, currentTokenHash: hash, clientID: clientID, subject: subject,
            username: username, scope: scope,
            authenticatedAtMilliseconds: authenticatedAtMilliseconds,
            expiresAtMilliseconds: expiresAtMilliseconds, isRevoked: isRevoked)
    }
}

/// The line of tokens that one approval began. Only the hash of the newest refresh token is kept, so
/// rotation is one conditional write to one item, and any older token is known by its family.
struct RefreshFamily: Sendable, Equatable {
    /// The part of the refresh token before the dot.
    let id: String
    let currentTokenHash: CodeHash
    let clientID: String
    let subject: String
    let username: String
    let scope: Scope
    let authenticatedAtMilliseconds: Int64
    let expiresAtMilliseconds: Int64
    let isRevoked: Bool
    /// The `origin_jti` of every token of the family. Not `id`, which access tokens would then give
    /// away to whoever they are shown to.
    let originID: String
    /// The grant that began the family.
    let grantType: GrantType
    /// RFC 9449 §5: the key that a public client's refresh tokens are bound to.
    let keyThumbprint: String?
    let lastRotation: Rotation?
    /// The approval that it comes from; nil for tokens that no device asked for.
    var approval: DeviceApproval?

    /// When tokens were handed out last.
    var lastUsedAtMilliseconds: Int64 {
        lastRotation?.atMilliseconds ?? approval?.decidedAtMilliseconds
            ?? authenticatedAtMilliseconds
    }

    /// The last rotation, whose answer may have been lost.
    struct Rotation: Sendable, Equatable {
        let previousTokenHash: CodeHash
        let atMilliseconds: Int64
        /// By `TokenSeal` under the previous token; nil once it was handed out a second time.
        let sealedAnswer: [UInt8]?
    }
}

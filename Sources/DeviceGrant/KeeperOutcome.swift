/// How the keeping of tokens ended.
public enum KeeperOutcome: Equatable, Sendable {
    /// The user signed out; nothing is kept.
    case signedOut(Revocation)
    /// The server refuses the refresh token, for this reason: the user must sign in anew.
    case signInAgain(RefusalReason)
    /// A request did not fit into the driver's buffer, which holds this many bytes.
    case outOfMemory(requestBufferCapacity: Int)

    /// What became of the tokens at the server (RFC 7009).
    public enum Revocation: Equatable, Sendable {
        /// The server knows that they are void.
        case revoked
        /// The server has no revocation endpoint, or could not be told; they end by themselves.
        case notRevoked
    }
}

extension RefreshFamily {
    /// The core's answer to a refresh request (RFC 6749 §6).
    enum RotationStep: Sendable, Equatable {
        /// Replace the current hash if it is still the presented one, then hand out the tokens.
        case rotate
        /// An older token came back: it was stolen or the answer was lost, and either way the
        /// family ends (RFC 9700 §4.14.2).
        case revoke
        /// invalid_grant, nothing to write.
        case refused
    }

    func rotate(presented: RefreshToken, by client: String, at now: Int64) -> RotationStep {
        // Another client's token is refused without a write: a thief who is a client itself must
        // not be able to end the family of the owner, whose device would tell nobody why.
        guard client == clientID, !isRevoked, now < expiresAtMilliseconds else { return .refused }
        return presented.hash == currentTokenHash ? .rotate : .revoke
    }
}

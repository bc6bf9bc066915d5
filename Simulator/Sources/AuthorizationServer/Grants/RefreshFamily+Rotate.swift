extension RefreshFamily {
    /// The core's answer to a refresh request (RFC 6749 §6).
    enum RotationStep: Sendable, Equatable {
        /// Replace the current hash if it is still the presented one, then hand out the tokens.
        case rotate
        /// The token before the current one came back in time: its answer was lost. Take the
        /// sealed answer, so that nobody else can, then hand it out.
        case repeatAnswer(sealed: [UInt8])
        /// An older token came back: it was stolen, and the family ends (RFC 9700 §4.14.2).
        case revoke
        /// invalid_grant, nothing to write.
        case refused
    }

    func rotate(
        presented: RefreshToken, by client: String, keyThumbprint: String?, at now: Int64
    ) -> RotationStep {
        // Another client's token is refused without a write: a thief who is a client itself must
        // not be able to end the family of the owner, whose device would tell nobody why.
        guard client == clientID, !isRevoked, now < expiresAtMilliseconds else { return .refused }
        // RFC 9449 §5: the same for who does not hold the key.
        guard self.keyThumbprint == nil || self.keyThumbprint == keyThumbprint else {
            return .refused
        }
        if presented.hash == currentTokenHash { return .rotate }
        if let last = lastRotation, last.previousTokenHash == presented.hash,
            let sealed = last.sealedAnswer,
            now - last.atMilliseconds < Limits.lostAnswerMilliseconds
        {
            return .repeatAnswer(sealed: sealed)
        }
        return .revoke
    }

    /// Whether the token is one that the client may still hold: the newest, or the one before it
    /// when the newest was lost on the way.
    func knows(_ token: RefreshToken) -> Bool {
        token.hash == currentTokenHash || token.hash == lastRotation?.previousTokenHash
    }
}

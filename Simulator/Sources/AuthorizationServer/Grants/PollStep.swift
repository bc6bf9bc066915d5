/// The core's answer to one poll: the conditional write to make, and what to tell the device once
/// it is made.
struct PollStep: Sendable, Equatable {
    /// RFC 8628 §3.5.
    enum Answer: Sendable, Equatable {
        case authorizationPending
        case slowDown
        case accessDenied
        case expiredToken
        /// Unknown here: another client's code, or one that was redeemed a while ago.
        case invalidGrant
        /// Tokens are due: the caller makes them and redeems the code in one write.
        case approved(GrantDecision)
        /// Tokens were made a moment ago: the same answer is due again if none of them was used for
        /// a refresh or revoked since.
        case redeemed(familyID: String, sealedAnswer: [UInt8])
    }

    let write: GrantWrite?
    let answer: Answer
}

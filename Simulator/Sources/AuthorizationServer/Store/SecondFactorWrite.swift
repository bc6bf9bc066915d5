/// One conditional write to one user's second factor.
enum SecondFactorWrite: Sendable, Equatable {
    /// Keeps a secret to be confirmed, in the place of an earlier one, if none is active.
    case propose(SecondFactor)
    /// Turns it on with the step of its first code, if this secret is still the proposed one.
    case activate(subject: String, secret: SealedSecret, step: Int64)
    /// Uses up the codes until `step`, if it is active and none of them was used.
    case use(subject: String, step: Int64)
    case remove(subject: String)
}

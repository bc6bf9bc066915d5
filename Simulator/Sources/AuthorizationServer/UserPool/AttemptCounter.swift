/// How often something was tried under one key, as the store keeps it.
struct AttemptCounter: Sendable, Equatable {
    let key: String
    var count: Int
    /// Until then every attempt is refused; 0 when none is.
    var blockedUntilMilliseconds: Int64
    /// From then on the counter counts as absent.
    var forgottenAtMilliseconds: Int64
}

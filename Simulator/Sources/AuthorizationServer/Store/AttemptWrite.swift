/// One conditional write to one attempt counter.
enum AttemptWrite: Sendable, Equatable {
    /// If the key has no counter.
    case insert(AttemptCounter)
    /// If the counter is still the one that was read.
    case replace(AttemptCounter, with: AttemptCounter)
    case delete(key: String)
}

/// What became of a conditional write. A refusal is an answer, not an error: the caller reads again
/// and decides again.
enum WriteOutcome: Sendable, Equatable {
    case applied
    case refused
}

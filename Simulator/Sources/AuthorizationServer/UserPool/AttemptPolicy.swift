/// When attempts under one key are refused: pure, time is an argument.
///
/// An attempt is counted before its outcome is known, so that parallel guesses cannot pass the
/// limit; a right one is taken back.
enum AttemptPolicy: Sendable, Equatable {
    /// At most `limit` attempts in a window that begins with the first.
    case window(limit: Int, milliseconds: Int64)
    /// After `free` attempts a pause that doubles with each further one; a quiet time forgets.
    case backOff(free: Int, first: Int64, longest: Int64, memory: Int64)

    enum Step: Sendable, Equatable {
        /// The attempt may go ahead once the counter is written.
        case admitted(AttemptCounter)
        case refused(untilMilliseconds: Int64)
    }

    func attempt(_ stored: AttemptCounter?, key: String, at now: Int64) -> Step {
        var counter =
            alive(stored, at: now)
            ?? AttemptCounter(
                key: key, count: 0, blockedUntilMilliseconds: 0,
                forgottenAtMilliseconds: now + memoryMilliseconds)
        guard now >= counter.blockedUntilMilliseconds else {
            return .refused(untilMilliseconds: counter.blockedUntilMilliseconds)
        }
        counter.count += 1
        switch self {
        case .window(let limit, _):
            if counter.count >= limit {
                counter.blockedUntilMilliseconds = counter.forgottenAtMilliseconds
            }
        case .backOff(let free, let first, let longest, let memory):
            counter.forgottenAtMilliseconds = now + memory
            if counter.count >= free {
                let doublings = min(counter.count - free, 20)
                let pause = min(first << Int64(doublings), longest)
                counter.blockedUntilMilliseconds = now + pause
            }
        }
        return .admitted(counter)
    }

    /// The counter after an attempt turned out right.
    func takeBack(_ stored: AttemptCounter) -> AttemptCounter {
        var counter = stored
        counter.count = max(0, counter.count - 1)
        counter.blockedUntilMilliseconds = 0
        return counter
    }

    private var memoryMilliseconds: Int64 {
        switch self {
        case .window(_, let milliseconds): milliseconds
        case .backOff(_, _, _, let memory): memory
        }
    }

    /// A counter from the future was written before the clock was set back: it is forgotten, or
    /// somebody would be locked out until the clock is there again.
    private func alive(_ stored: AttemptCounter?, at now: Int64) -> AttemptCounter? {
        guard let stored, now < stored.forgottenAtMilliseconds,
            stored.forgottenAtMilliseconds - now <= memoryMilliseconds
        else { return nil }
        return stored
    }
}

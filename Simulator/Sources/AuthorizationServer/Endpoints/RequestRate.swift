/// How many requests one key may make: a burst, and then a steady rate (the generic cell rate
/// algorithm). Pure, time is an argument; one number a key.
struct RequestRate: Sendable {
    let burst: Int64
    let perSecond: Int64

    enum Step: Sendable, Equatable {
        /// The request may go ahead; the time is to be kept for the next one.
        case admitted(busyUntilMicroseconds: Int64)
        case refused(retryAfterMilliseconds: Int64)
    }

    /// `busyUntil` is when the requests of before are worked off; nil or past for a quiet key.
    func step(busyUntil: Int64?, atMicroseconds now: Int64) -> Step {
        let cost = 1_000_000 / perSecond
        let room = burst * cost
        var start = max(busyUntil ?? now, now)
        // Further ahead it was kept before the clock was set back, and counts as absent.
        if start - now > room { start = now }
        let until = start + cost
        guard until - now <= room else {
            return .refused(retryAfterMilliseconds: (until - now - room + 999) / 1_000)
        }
        return .admitted(busyUntilMicroseconds: until)
    }
}

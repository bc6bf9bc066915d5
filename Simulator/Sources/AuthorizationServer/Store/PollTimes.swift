import NIOConcurrencyHelpers

/// When the codes of well-behaved devices were polled last, in memory and not in the database.
///
/// Such a time counts for one interval only. A crash that takes it back makes the next poll of its
/// code count as on time, which slows no device down and gives nobody a token; so the answer to it
/// need not wait for the disk. Once a device polls too early, its times and its longer interval are
/// written before it is told to slow down. One process serves a database, so nobody else polls it.
final class PollTimes: Sendable {
    /// Each holds the polls of one interval or more, the older is forgotten when the newer is full.
    private struct Generations {
        var newer: [CodeHash: Int64] = [:]
        var older: [CodeHash: Int64] = [:]
        var startMilliseconds: Int64 = 0
    }

    private let times = NIOLockedValueBox(Generations())

    /// Asks the core about the grant with the poll that is kept here, and keeps the one it records.
    /// Two polls of one code come one after the other. The write that is left is the caller's.
    func step(_ stored: DeviceGrant, _ core: (DeviceGrant) -> PollStep) -> PollStep {
        guard stored.intervalMilliseconds == stored.issuedIntervalMilliseconds else {
            return core(stored)
        }
        return times.withLockedValue { times in
            let code = stored.deviceCodeHash
            var grant = stored
            grant.lastPollAtMilliseconds =
                times.newer[code] ?? times.older[code] ?? stored.lastPollAtMilliseconds
            let step = core(grant)
            guard case .recordPoll(_, _, let now, let interval) = step.write else { return step }
            guard interval == stored.issuedIntervalMilliseconds else {
                let write = GrantWrite.recordPoll(
                    code, previous: stored.lastPollAtMilliseconds, at: now,
                    intervalMilliseconds: interval)
                return PollStep(write: write, answer: step.answer)
            }
            // A clock that was set back starts a generation, too.
            if abs(now - times.startMilliseconds) >= interval {
                times.older = times.newer
                times.newer.removeAll(keepingCapacity: true)
                times.startMilliseconds = now
            }
            times.newer[code] = now
            return PollStep(write: nil, answer: step.answer)
        }
    }
}

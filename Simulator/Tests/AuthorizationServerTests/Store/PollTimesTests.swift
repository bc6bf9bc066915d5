import Testing

@testable import AuthorizationServer

@Suite struct PollTimesTests {
    private static let start: Int64 = 1_800_000_000_000

    /// Polls the way the server does, the store's row unchanged unless there is a write.
    private struct Device {
        var row: DeviceGrant

        init(code: String = "device") throws {
            row = DeviceGrant(
                deviceCode: code, userCodeHash: CodeHash(ofSecret: "user"), clientID: "tv",
                scope: Scope(tokens: []), requestAddress: "192.0.2.1", settings: .standard,
                at: start)
        }

        mutating func poll(_ times: PollTimes, at milliseconds: Int64) -> PollStep.Answer {
            let step = times.step(row) { $0.poll(by: "tv", at: start + milliseconds) }
            if case .recordPoll(_, let previous, let at, let interval) = step.write {
                #expect(previous == row.lastPollAtMilliseconds)
                row.lastPollAtMilliseconds = at
                row.intervalMilliseconds = interval
            }
            return step.answer
        }
    }

    @Test("X10 polls in time leave the row alone; an early one is refused and written")
    func earlyPoll() throws {
        let times = PollTimes()
        var device = try Device()
        for poll in 0..<10 {
            #expect(device.poll(times, at: Int64(poll) * 5_000) == .authorizationPending)
        }
        #expect(device.row.lastPollAtMilliseconds == nil)
        #expect(device.poll(times, at: 49_999) == .slowDown)
        #expect(device.row.intervalMilliseconds == 10_000)
        #expect(device.poll(times, at: 59_998) == .slowDown)
        #expect(device.poll(times, at: 69_998) == .authorizationPending)
    }

    @Test("X10 a restart forgives one early poll and makes nobody wait longer")
    func restart() throws {
        var device = try Device()
        #expect(device.poll(PollTimes(), at: 0) == .authorizationPending)
        let times = PollTimes()
        #expect(device.poll(times, at: 1_000) == .authorizationPending)
        #expect(device.poll(times, at: 6_000) == .authorizationPending)
        #expect(device.poll(times, at: 6_001) == .slowDown)
    }

    @Test("X10 at every time within the interval a poll is too early, however many others poll")
    func generations() throws {
        for lead in stride(from: Int64(0), to: 10_000, by: 500) {
            for wait in stride(from: Int64(0), to: 5_000, by: 500) {
                let times = PollTimes()
                var first = try Device(code: "first")
                _ = first.poll(times, at: 0)
                var device = try Device(code: "device")
                #expect(device.poll(times, at: lead) == .authorizationPending)
                // Others begin new generations in between.
                for (number, moment) in stride(from: lead, to: lead + wait, by: 100).enumerated() {
                    var other = try Device(code: "other \(number)")
                    _ = other.poll(times, at: moment)
                }
                #expect(device.poll(times, at: lead + wait) == .slowDown)
            }
        }
    }
}

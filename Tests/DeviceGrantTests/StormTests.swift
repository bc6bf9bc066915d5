import DeviceGrant
import GrantPlayer
import SeededRandom
import SeededRandom
import Testing

/// Three days of a bad network and a worse server, in virtual time.
@Suite struct StormTests {
    @Test(
        "X11 For 72 h of slow_down storms and lost packets no poll comes early",
        arguments: 1...6 as ClosedRange<UInt64>)
    func threeDays(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var elapsed: UInt64 = 0
        var polls = 0
        var grants = 0
        while elapsed < 72 * 3_600_000 {
            let interval = UInt64.random(in: 1...10, using: &random)
            let replies = (0..<20_000).map { _ in Self.reply(&random) }
            let player = try SmallPlayer(
                .make(), origin: UInt32.random(in: 0 ... .max, using: &random),
                [.codes(expiresIn: "86400", interval: "\(interval)")] + replies)
            player.entropy = UInt32.random(in: 0 ... .max, using: &random)
            #expect(player.play() == .expired)
            #expect(player.faults == [])
            // The last reply may have been under way at the end.
            #expect((86_400_110...86_470_110).contains(player.elapsed))
            check(player.trace, interval: interval * 1_000)
            elapsed += player.elapsed
            polls += player.polls.count
            grants += 1
        }
        print("seed \(seed): \(elapsed / 3_600_000) h, \(grants) grants, \(polls) polls")
        #expect(polls > 1_000)
    }

    /// Follows the trace with a server's and a timekeeper's eyes.
    private func check(_ trace: [Played], interval start: UInt64) {
        var interval = start
        var failures: UInt64 = 0
        var slowDowns = 0
        var margin: UInt64 = 0
        var answered: UInt64?
        for event in trace {
            switch event {
            case .display(let shown, let time) where shown.screen == .code && answered == nil:
                answered = time
            case .poll(let outcome, let time):
                answered = time
                switch outcome {
                case .slowDown:
                    interval = min(interval + 5_000, 3_600_000)
                    failures = 0
                    slowDowns += 1
                    if slowDowns >= 2 { margin = 4 }
                case .authorizationPending:
                    (failures, slowDowns) = (0, 0)
                default:
                    failures += 1
                }
            case .connect(.token, let time):
                guard let answered else { continue }
                let pause = time - answered
                // RFC 8628 §3.5: the interval; after failures in a row twice as much each time.
                let doubled = min(interval << min(failures, 20), 300_000)
                let least = max(interval, failures == 0 ? interval : doubled)
                #expect(pause >= least, "\(pause) ms after \(failures) failures")
                // A quarter as jitter, a quarter as drift margin, or what Retry-After asks.
                let most = least + (failures > 0 ? least / 4 : 0) + (margin > 0 ? interval / 4 : 0)
                #expect(pause <= max(most, failures > 0 ? 120_000 + least / 4 : 0))
            default:
                break
            }
        }
    }

    private static func reply(_ random: inout SplitMix64) -> Reply {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<55: .pending
        // One in a hundred: a day has room for some.
        case 55..<56: .slowDown
        case 56..<62: .connectStalls
        case 62..<66: .sendStalls
        case 66..<70: .answerStalls
        case 70..<74: .connectFails(.unreachable)
        case 74..<78: .connectFails(.nameNotResolved)
        case 78..<82: .closes
        case 82..<86: .json(503, "", fields: ["Retry-After: 120"])
        case 86..<90: .json(502, "<html></html>")
        case 90..<94:
            .pending.with {
                $0.bytes.removeLast(3); $0.ending = .fails(.closed)
            }
        case 94..<97: .pending.with { $0.connecting = .closes }
        default: .pending.with { $0.answerMilliseconds = 39_000 }
        }
    }
}

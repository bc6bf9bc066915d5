import DeviceGrant
import GrantPlayer
import Testing

/// The clock's tick wraps at 2^32 ms, at any moment of a grant.
@Suite struct ClockWrapTests {
    /// A grant that uses every timer: the connect, send and receive deadlines, the interval, its
    /// growth, the pause after failures, Retry-After and the codes' end.
    static let replies: [Reply] = [
        .codes(expiresIn: "300"), .pending, .connectStalls, .sendStalls, .answerStalls, .slowDown,
        .json(503, "", fields: ["Retry-After: 20"]), .pending,
    ]

    @Test("A grant runs the same wherever in it the tick wraps", arguments: Habit.allCases)
    func everyTimer(_ habit: Habit) throws {
        let reference = try SmallPlayer(.make(), Self.replies)
        #expect(reference.play() == .expired)
        let end = reference.elapsed
        #expect(end >= 300_110)
        // The wrap comes at every moment at which something happens, and just beside it.
        var moments: Set<UInt64> = []
        for event in reference.trace {
            for moment in event.moments {
                moments.formUnion([moment, moment + 1, moment == 0 ? 0 : moment - 1])
            }
        }
        #expect(moments.count > 60)
        for moment in moments.sorted() {
            let origin = UInt32(truncatingIfNeeded: 0 &- moment)
            let player = try SmallPlayer(.make(), origin: origin, Self.replies)
            player.habit = habit.playerHabit
            player.play()
            // Traces are too long to be printed.
            let isSame = player.trace == reference.trace
            #expect(isSame, "wrap after \(moment) ms")
        }
    }

    @Test(
        "A first grant that fails at each deadline does so across the wrap",
        arguments: [Reply.connectStalls, .sendStalls, .answerStalls])
    func firstExchange(_ stall: Reply) throws {
        let reference = try SmallPlayer(.make(), [stall])
        reference.play()
        for milliseconds: UInt32 in [0, 50, 105, 9_000, 10_050, 19_999, 39_000, 40_100] {
            let player = try SmallPlayer(.make(), origin: .max - milliseconds, [stall])
            player.habit = .impatient
            #expect(player.play() == .networkFailure(.timedOut))
            let isSame = player.trace == reference.trace
            #expect(isSame, "wrap after \(milliseconds) ms")
        }
    }

    @Test("The longest timers stay far below half of the clock's reach")
    func longest() throws {
        let longest = try SmallPlayer(
            .make(), origin: .max - 43_200_000,
            [
                .codes(expiresIn: "1e9", interval: "1e9"),
                .json(503, "", fields: ["Retry-After: 4294967295"]),
            ])
        longest.habit = .impatient
        #expect(longest.play() == .expired)
        #expect(longest.elapsed == 86_400_110)
        #expect(longest.pollTimes == [3_600_310])
        #expect(longest.faults == [])
        #expect(UInt64(GrantLimits.lifetimeSecondsMaximum) * 1_000 < 1 << 30)
        #expect(UInt64(GrantLimits.intervalSecondsMaximum) * 1_000 < 1 << 30)
        #expect(UInt64(GrantLimits.backoffSecondsMaximum) * 1_000 < 1 << 30)
    }

    enum Habit: CaseIterable, Sendable {
        case calm, impatient

        var playerHabit: SmallPlayer.Habit { self == .calm ? .calm : .impatient }
    }
}

extension Played {
    fileprivate var moments: [UInt64] {
        switch self {
        case .connect(_, let time), .poll(_, let time), .display(_, let time), .close(let time),
            .store(_, _, let time), .finish(_, let time), .fault(_, let time):
            [time]
        case .wait(let from, let until): [from, until]
        case .request(let request): [request.at]
        }
    }
}

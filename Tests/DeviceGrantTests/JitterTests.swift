import DeviceGrant
import GrantPlayer
import Testing

/// Devices that act at random moments, so that they do not act together.
@Suite struct JitterTests {
    /// Serial numbers: the poorest entropy that still differs.
    static let devices = 1_000 as UInt32

    @Test("After a failure a fleet's next polls lie spread over a quarter of the pause")
    func afterFailure() throws {
        var pauses: [UInt64] = []
        for device in 0..<Self.devices {
            let player = try SmallPlayer(.make(), [.codes(), .connectFails(.refused), .tokens])
            player.entropy = device &* 0x0100_0193
            #expect(player.play() == .granted)
            pauses.append(player.pauses[1])
        }
        expectSpread(pauses, over: 10_000...12_500)
    }

    @Test("When power returns, a fleet's first polls lie spread over a whole interval")
    func powerReturn() throws {
        let record = try ResumeTests.codesRecord(.codes())
        var pauses: [UInt64] = []
        for device in 0..<Self.devices {
            let player = try SmallPlayer(.make(), [.tokens])
            player.entropy = device &* 0x0100_0193
            player.resume(record)
            #expect(player.run() == .granted)
            pauses.append(player.pauses[0])
        }
        expectSpread(pauses, over: 5_000...10_000)
    }

    @Test("A fleet that signed in together refreshes over a whole minute")
    func refresh() throws {
        let record = try KeeperTests.record()
        var moments: [UInt64] = []
        for device in 0..<Self.devices {
            let player = try SmallKeeperPlayer(.make(), [KeeperTests.rotated])
            player.wallClockAtStart = KeeperTests.noon + 5
            player.entropy = device &* 0x0100_0193
            player.keep(record)
            player.run(until: 3_600_000) { if case .send = $0 { true } else { false } }
            moments.append(player.connects[0])
        }
        expectSpread(moments, over: 3_420_000...3_480_000)
    }

    @Test("The same entropy gives the same grant, to the millisecond")
    func repeatable() throws {
        let replies = [Reply.codes(), .connectStalls, .closes, .json(503, ""), .pending, .tokens]
        for entropy: UInt32 in [0, 1, .max] {
            let first = try SmallPlayer(.make(), replies)
            first.entropy = entropy
            first.play()
            let second = try SmallPlayer(.make(), replies)
            second.entropy = entropy
            second.play()
            #expect(first.trace == second.trace)
        }
    }

    /// Each tenth of the range has between half and twice its share, and most moments differ.
    private func expectSpread(_ moments: [UInt64], over range: ClosedRange<UInt64>) {
        #expect(moments.allSatisfy(range.contains))
        let tenth = (range.upperBound - range.lowerBound) / 10 + 1
        var shares = [Int](repeating: 0, count: 10)
        for moment in moments where range.contains(moment) {
            shares[Int((moment - range.lowerBound) / tenth)] += 1
        }
        #expect(shares.allSatisfy { 50...200 ~= $0 }, "\(shares)")
        #expect(Set(moments).count > 700)
    }
}

import DeviceGrant
import GrantPlayer
import Testing

/// A peer that always goes on, and never comes to an end, on a virtual clock: each part of an exchange
/// has a deadline that no progress moves.
@Suite struct DrippingTests {
    let loop = RunningLoop()

    /// Milliseconds from one byte to the next. At the first an answer comes into its body by the
    /// deadline, at the second into its head, at the last it does not begin a second byte.
    static let pauses: [UInt64] = [300, 1_000, 60_000]

    @Test(
        "X55 A connection and handshake that drip are given up at their deadline",
        arguments: pauses)
    func connecting(_ pause: UInt64) throws {
        let board = FakeBoard([.connectStalls])
        board.receivePauseMilliseconds = pause
        #expect(try loop.run(on: board) == .networkFailure(.timedOut))
        #expect(board.elapsed == 20_000)
        #expect(board.waits.count >= 20_000 / pause)
        #expect(board.events == [.closed(at: 20_000)])
    }

    @Test("X55 A request that drips away is given up at its deadline", arguments: pauses)
    func sending(_ pause: UInt64) throws {
        let board = FakeBoard([.codes()])
        board.sendBytes = 1
        board.sendPauseMilliseconds = pause
        #expect(try loop.run(on: board) == .networkFailure(.timedOut))
        #expect(board.elapsed == 100 + 10_000)
        #expect(board.sent.map { UInt64($0.count) } == [(10_000 + pause - 1) / pause])
    }

    @Test(
        "X55 An answer that drips is given up at its deadline, in its head or body",
        arguments: pauses)
    func receiving(_ pause: UInt64) throws {
        let board = FakeBoard([.codes()])
        board.receiveBytes = 1
        board.receivePauseMilliseconds = pause
        #expect(try loop.run(on: board) == .networkFailure(.timedOut))
        #expect(board.elapsed == 100 + 40_000)
    }

    @Test("X55 An exchange whose every part takes all its time ends by the total deadline")
    func total() throws {
        let slow = Reply.codes().with { $0.connectMilliseconds = 19_999 }
        let reference = FakeBoard([.codes(), .denied])
        _ = try loop.run(on: reference)
        let board = FakeBoard([slow])
        // The last byte of the request leaves as late as it may.
        board.sendBytes = 1
        board.sendPauseMilliseconds = 9_999 / UInt64(reference.sent[0].count - 1)
        board.receiveBytes = 1
        board.receivePauseMilliseconds = 300
        #expect(try loop.run(on: board) == .networkFailure(.timedOut))
        #expect(board.sent[0] == reference.sent[0])
        let total = UInt64(GrantLimits.exchangeMillisecondsMaximum)
        #expect(total == 70_000)
        #expect((total - 500...total).contains(board.elapsed))
    }
}

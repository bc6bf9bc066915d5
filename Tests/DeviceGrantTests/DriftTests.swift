import BoundedBytes
import DeviceGrant
import GrantPlayer
import Testing

/// Clocks that run fast or slow, against a server that holds the device to its interval.
@Suite struct DriftTests {
    /// A server's idea of RFC 8628 §3.5: a poll that comes before the interval has passed is told
    /// to slow down.
    struct Server {
        var growth: Growth
        var interval: UInt64 = 5_000
        /// When the codes were given, or the last poll came, in milliseconds of the server's clock.
        var last: UInt64
        var answers: [Answer] = []

        enum Answer { case pending, slowDown }

        enum Growth: CaseIterable, Sendable {
            /// Each early poll adds five seconds to the interval that is enforced.
            case fiveSeconds
            /// The interval that is enforced stays as it was.
            case none
        }

        mutating func poll(at time: UInt64) -> Answer {
            let isEarly = time - last < interval
            last = time
            if isEarly, growth == .fiveSeconds { interval += 5_000 }
            answers.append(isEarly ? .slowDown : .pending)
            return isEarly ? .slowDown : .pending
        }
    }

    @Test(
        "X10 A clock fast by up to 20 % is told to slow down a few times, never for ever",
        arguments: 1...20, Server.Growth.allCases)
    func fastClock(_ percent: UInt64, _ growth: Server.Growth) throws {
        // No time passes on the way, so that nothing makes up for the drift.
        let server = try play(deviceThousandths: 1_000 + 10 * percent, growth, seconds: 1_800)
        let slowDowns = server.answers.count { $0 == .slowDown }
        #expect(slowDowns <= 5, "\(server.answers)")
        // Once it fits, it stays so.
        #expect(server.answers.drop { $0 == .slowDown }.allSatisfy { $0 == .pending })
        // It is polled often enough for a person who waits.
        #expect(server.answers.count >= 1_800 / 40)
    }

    @Test("X10 A slow or exact clock is never told to slow down", arguments: [0, 1, 5, 20, 50])
    func slowClock(_ percent: UInt64) throws {
        let server = try play(
            deviceThousandths: 1_000 - 10 * percent, .fiveSeconds, seconds: 1_800)
        #expect(server.answers.allSatisfy { $0 == .pending })
        #expect(server.answers.count >= 1_800 / 11)
    }

    @Test("X10 A clock that steps back now and then makes the device late, never early")
    func steppingBack() throws {
        let server = try play(
            deviceThousandths: 1_000, .fiveSeconds, seconds: 7_200, stepMilliseconds: 0 &- 2_000)
        #expect(server.answers.allSatisfy { $0 == .pending })
        #expect(server.answers.count >= 7_200 / 6)
    }

    /// Runs a grant that nobody decides; both clocks begin at 0.
    private func play(
        deviceThousandths: UInt64, _ growth: Server.Growth, seconds: UInt64,
        stepMilliseconds: UInt32 = 0
    ) throws -> Server {
        let codes = Reply.codes(expiresIn: "86400").bytes
        let (slowDown, pending) = (Reply.slowDown.bytes, Reply.pending.bytes)
        var grant = SmallDeviceGrant()
        var time: UInt64 = 0
        var step: UInt32 = 0
        var server: Server?
        func now() -> Instant {
            Instant(tick: UInt32(truncatingIfNeeded: time * deviceThousandths / 1_000) &+ step)
        }
        grant.start(at: now(), entropy: 1)
        while time < seconds * 1_000 {
            let action = grant.poll(at: now())
            switch action {
            case .wait(let deadline):
                // To the first millisecond of the server's at which the device's has come.
                time += UInt64(now().milliseconds(until: deadline)) * 1_000 / deviceThousandths
                while !now().hasReached(deadline) { time += 1 }
            case .connect: grant.transportDidConnect(at: now())
            case .send: grant.transportDidSend(at: now())
            case .receive:
                guard server != nil else {
                    server = Server(growth: growth, last: time)
                    grant.receive(codes.span, at: now())
                    continue
                }
                switch server?.poll(at: time) {
                case .slowDown: grant.receive(slowDown.span, at: now())
                default: grant.receive(pending.span, at: now())
                }
                // The device's clock steps behind every third answer.
                if let server, server.answers.count % 3 == 0 { step &+= stepMilliseconds }
            case .close: grant.transportDidClose(at: now())
            case .display: break
            case .store: grant.recordDidStore(at: now())
            case .idle, .finish:
                Issue.record("\(action)")
                return try #require(server)
            }
        }
        return try #require(server)
    }
}

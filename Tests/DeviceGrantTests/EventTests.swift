import DeviceGrant
import GrantPlayer
import Testing

/// Calls that come early, twice, or when they do not fit.
@Suite struct EventTests {
    static let scripts: [[Reply]] = [
        [.codes(), .pending, .slowDown, .tokens],
        [.codes(), .connectStalls, .sendStalls, .answerStalls, .tokens],
        [.codes(), .closeDelimited(400, #"{"error":"authorization_pending"}"#), .tokens],
        [.codes(), .json(503, "", fields: ["Retry-After: 33"]), .denied],
        [.codes(), .connectFails(.refused), .closes, .expired],
        [.codes(), .closeDelimited(400, #"{"error":"access_denied"}"#)],
        [.codes(), .slowDown, .slowDown, .closeDelimited(200, Reply.tokensBody)],
        [.codes(expiresIn: "17", interval: "3"), .pending],
        [.json(400, #"{"error":"invalid_client"}"#)],
        [.connectFails(.certificateNotTrusted)],
    ]

    @Test(
        "Asked early, often and late the machine does the same at the same times",
        arguments: scripts)
    func impatient(_ replies: [Reply]) throws {
        let calm = try SmallPlayer(.make(), replies)
        calm.play()
        let impatient = try SmallPlayer(.make(), replies)
        impatient.habit = .impatient
        impatient.play()
        #expect(impatient.trace == calm.trace)
        #expect(impatient.faults == [])
    }

    @Test("Events that do not fit change nothing", arguments: scripts)
    func noisy(_ replies: [Reply]) throws {
        let calm = try SmallPlayer(.make(), replies)
        calm.play()
        let noisy = try SmallPlayer(.make(), replies)
        noisy.habit = .noisy
        noisy.play()
        #expect(noisy.trace == calm.trace)
        #expect(noisy.faults == [])
    }

    @Test("A request is written only when it is to be sent, and the same each time")
    func writing() throws {
        let player = try SmallPlayer(.make(), [.codes(), .pending, .tokens])
        #expect(player.writeRequest() == [])
        player.grant.pointee.start(at: player.now, entropy: 1)
        var sends = 0
        player.run { action in
            if case .send = action {
                let first = player.writeRequest()
                #expect(!first.isEmpty)
                #expect(player.writeRequest() == first)
                sends += 1
            } else {
                #expect(player.writeRequest() == [], "\(action)")
            }
            return false
        }
        #expect(sends == 3)
    }

    @Test(
        "A request that is larger than the room ends the grant by name, before a byte is written",
        arguments: [0, 1, 10, 60, 150, 224])
    func tooSmallForCodes(_ room: Int) throws {
        let player = try SmallPlayer(.make(), [.codes(), .tokens])
        let whole = try SmallPlayer(.make(), [.codes(), .tokens])
        whole.play()
        let needed = whole.requests[0].bytes.count
        try #require(room < needed)
        player.requestBytes = room
        #expect(player.play() == .outOfMemory(.requestBuffer(capacity: room)))
        #expect(player.requests == [])
        #expect(player.closes == 1)
        #expect(player.screens.last == .finished(.outOfMemory(.requestBuffer(capacity: room))))
    }

    @Test("A poll fits into exactly its room; with one byte less the grant ends, its secrets wiped")
    func tooSmallForPoll() throws {
        let whole = try SmallPlayer(.make(), [.codes(), .tokens])
        whole.play()
        let needed = whole.requests[1].bytes.count
        try #require(needed > whole.requests[0].bytes.count)
        let fitting = try SmallPlayer(.make(), [.codes(), .tokens])
        fitting.requestBytes = needed
        #expect(fitting.play() == .granted)
        let tight = try SmallPlayer(.make(), [.codes(), .tokens])
        tight.requestBytes = needed - 1
        #expect(tight.play() == .outOfMemory(.requestBuffer(capacity: needed - 1)))
        #expect(tight.polls == [])
        #expect(!tight.memoryHolds(Reply.deviceCode))
    }

    @Test(
        "Cancelled in any phase the grant ends as cancelled, and the connection is closed",
        arguments: 0..<18)
    func cancelled(_ steps: Int) throws {
        let player = try SmallPlayer(.make(), [.codes(), .connectStalls, .pending, .tokens])
        player.grant.pointee.start(at: player.now, entropy: 1)
        var count = 0
        var isExchanging = false
        let outcome = player.run { action in
            defer { count += 1 }
            switch action {
            case .connect, .send, .receive: isExchanging = true
            case .close: break
            default: isExchanging = false
            }
            return count == steps
        }
        try #require(outcome == nil, "The grant has fewer steps")
        let closes = player.closes
        player.grant.pointee.cancel(at: player.now)
        player.grant.pointee.cancel(at: player.now)
        #expect(player.run() == .cancelled)
        if isExchanging { #expect(player.closes == closes + 1) }
        #expect(player.screens.last == .finished(.cancelled))
        for secret in [Reply.deviceCode, Reply.userCode, Reply.accessToken, Reply.refreshToken] {
            #expect(!player.memoryHolds(secret))
        }
        #expect(player.records.count == 0)
        // No code is left in the storage either.
        if !player.stored.isEmpty { #expect(player.stored.last == .nothing) }
        // A new wish starts a new grant.
        player.expect([.codes(), .tokens])
        #expect(player.play() == .granted)
    }

    @Test("Cancelled before its start or after its end nothing changes")
    func cancelledOutside() throws {
        let player = try SmallPlayer(.make(), [.codes(), .tokens])
        player.grant.pointee.cancel(at: player.now)
        #expect(player.grant.pointee.poll(at: player.now) == .idle)
        #expect(player.play() == .granted)
        player.grant.pointee.cancel(at: player.now)
        #expect(player.grant.pointee.poll(at: player.now) == .finish(.granted))
        #expect(player.accessToken == Reply.accessToken)
    }
}

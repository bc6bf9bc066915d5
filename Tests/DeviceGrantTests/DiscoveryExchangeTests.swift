import DeviceGrant
import GrantPlayer
import Testing

/// The exchanges of a discovery: how its answers arrive, how they fail, and what else happens.
@Suite struct DiscoveryExchangeTests {
    static let body = DiscoveryTests.body()
    static let document = DiscoveryTests.document
    static let notFound = DiscoveryTests.notFound

    private func player(_ replies: [Reply], origin: UInt32 = 0) throws -> DiscoveryPlayer {
        try DiscoveryTests.player(replies, origin: origin)
    }

    // MARK: Pieces

    @Test(
        "The documents bytewise and split in two at every index give the same trace as whole",
        arguments: CutAnswerTests.Framing.allCases)
    func split(_ framing: CutAnswerTests.Framing) throws {
        let first = framing.reply(404, #"{"issuer":"https://evil.example.com"}"#)
        let second = framing.reply(200, Self.body)
        let whole = try player([first, second])
        #expect(whole.play() == .found)
        #expect(whole.apply() == nil)
        let bytewise = try player([first, second].map { $0.with { $0.pieces = .bytewise } })
        bytewise.play()
        #expect(bytewise.trace == whole.trace)
        for index in 0...second.bytes.count {
            let cut = second.with { $0.pieces = .cut(at: index) }
            let player = try self.player([first, cut])
            player.play()
            #expect(player.trace == whole.trace, "cut at \(index)")
            #expect(player.apply() == nil)
            #expect(player.has("https://token.example.com:8443/t?v=2", as: .token))
            #expect(player.has("https://server.example.com/revoke", as: .revocation))
        }
    }

    @Test(
        "A document that breaks off at any byte is a broken connection, and nothing of it is taken",
        arguments: CutAnswerTests.Framing.allCases)
    func brokenOff(_ framing: CutAnswerTests.Framing) throws {
        let answer = framing.reply(200, Self.body)
        let head = answer.bytes.count - Self.body.utf8.count
        // A body that ends with the connection may be empty, which says nothing.
        for index in 0..<answer.bytes.count where framing != .close || index != head {
            for ending in [Reply.Ending.closes, .fails(.closed)] {
                let half = answer.with {
                    $0.bytes = Array($0.bytes[..<index])
                    $0.ending = ending
                }
                let player = try self.player([half, Self.document])
                #expect(player.play() == .networkFailure(.closed), "cut at \(index)")
                #expect(player.connectedEndpoints == [.oauthMetadata])
            }
        }
    }

    // MARK: Failures

    static let failures: [TransportFailure] = [
        .nameNotResolved, .nameServiceFailed, .unreachable, .refused, .timedOut, .closed,
        .certificateNotTrusted,
        .certificateExpired, .certificateNameMismatch, .handshakeFailed, .outOfMemory, .noEntropy,
    ]

    @Test(
        "A failure of the transport in any phase of either document ends the discovery with it",
        arguments: failures)
    func fails(_ failure: TransportFailure) throws {
        for reply in [
            Reply.connectFails(failure), Reply(bytes: []).with { $0.sending = .fails(failure) },
            Reply(bytes: []).with { $0.ending = .fails(failure) },
        ] {
            let first = try player([reply, Self.document])
            #expect(first.play() == .networkFailure(failure))
            #expect(first.connectedEndpoints == [.oauthMetadata])
            #expect(first.closes == 1)
            let second = try player([Self.notFound, reply, Self.document])
            #expect(second.play() == .networkFailure(failure))
            #expect(second.connectedEndpoints == [.oauthMetadata, .openIDMetadata])
            #expect(second.closes == 1)
        }
    }

    @Test(
        "A peer that closes while it is connected to, sent to or waited for is a failure",
        arguments: [
            Reply(bytes: []).with { $0.connecting = .closes },
            Reply(bytes: []).with { $0.sending = .closes }, .closes,
        ])
    func closes(_ reply: Reply) throws {
        let player = try self.player([reply, Self.document])
        #expect(player.play() == .networkFailure(.closed))
        #expect(player.connectedEndpoints == [.oauthMetadata])
    }

    @Test(
        "X55 Each phase of a discovery ends by its own deadline",
        arguments: [
            (Reply.connectStalls, 20_000), (.sendStalls, 100 + 10_000),
            (.answerStalls, 110 + 40_000),
            (Reply(bytes: Array(document.bytes.dropLast())), 110 + 40_000),
        ] as [(Reply, UInt64)])
    func deadlines(_ stall: Reply, _ milliseconds: UInt64) throws {
        let first = try player([stall, Self.document])
        #expect(first.play() == .networkFailure(.timedOut))
        #expect(first.elapsed == milliseconds)
        #expect(first.closes == 1)
        let second = try player([Self.notFound, stall])
        #expect(second.play() == .networkFailure(.timedOut))
        #expect(second.elapsed == 310 + milliseconds)
    }

    @Test("Over a connection that ends with each document, the second gets one of its own")
    func closedBetween() throws {
        let player = try self.player([
            .closeDelimited(404, "Gone"), .closeDelimited(200, Self.body),
        ])
        #expect(player.play() == .found)
        let kinds = player.trace.map {
            switch $0 {
            case .connect: "connect"
            case .request: "request"
            case .close: "close"
            case .finish: "finish"
            case .poll, .display, .wait, .store, .fault: "fault"
            }
        }
        let exchange = ["connect", "request", "close"]
        #expect(kinds == exchange + exchange + ["finish"])
    }

    @Test("A request that is larger than the room ends the discovery by name, not a byte written")
    func requestTooLarge() throws {
        let whole = try player([Self.notFound, Self.document])
        whole.play()
        let needed = whole.requests.map(\.bytes.count)
        for room in 0..<needed[0] {
            let player = try self.player([Self.document])
            player.requestBytes = room
            #expect(player.play() == .outOfMemory(requestBufferCapacity: room))
            #expect(player.requests == [])
            #expect(player.closes == 1)
        }
        let player = try self.player([Self.document])
        player.requestBytes = needed[0]
        #expect(player.play() == .found)
    }

    // MARK: Events and time

    @Test("Cancelled in any phase the discovery ends as cancelled, and the connection is closed")
    func cancelled() throws {
        // Two documents: connect, send and receive each.
        for steps in 0..<6 {
            let player = try self.player([Self.notFound, Self.document])
            player.discovery.pointee.start(at: player.now)
            var count = 0
            player.run { _ in
                defer { count += 1 }
                return count == steps
            }
            player.discovery.pointee.cancel(at: player.now)
            player.discovery.pointee.cancel(at: player.now)
            #expect(player.run() == .cancelled)
            #expect(player.closes == 1)
            #expect(player.apply() != nil)
            // It can be begun anew.
            player.expect([Self.document])
            #expect(player.play() == .found)
            #expect(player.apply() == nil)
        }
    }

    @Test("Before its start and after its end a discovery does nothing, whatever it is told")
    func outside() throws {
        let player = try self.player([Self.document])
        player.discovery.pointee.cancel(at: player.now)
        makeNoise(player)
        #expect(player.run() == nil)
        #expect(player.trace == [])
        #expect(player.play() == .found)
        player.discovery.pointee.cancel(at: player.now)
        makeNoise(player)
        #expect(player.run() == .found)
        #expect(player.connectedEndpoints == [.oauthMetadata])
        #expect(player.apply() == nil)
    }

    @Test("Started again while it is under way a discovery goes on as it was")
    func startedTwice() throws {
        let once = try player([Self.notFound, Self.document])
        once.play()
        let often = try player([Self.notFound, Self.document])
        often.discovery.pointee.start(at: often.now)
        often.run { action in
            if case .finish = action { return false }
            often.discovery.pointee.start(at: often.now)
            often.discovery.pointee.recordDidStore(at: often.now)
            often.discovery.pointee.recordDidNotStore(at: often.now)
            return false
        }
        #expect(often.trace == once.trace)
    }

    @Test("X10 A discovery runs the same wherever in it the tick wraps")
    func tickWrap() throws {
        let stalls = [Reply.connectStalls, .sendStalls, .answerStalls]
        for replies in stalls.map({ [Self.notFound, $0] }) + [[Self.notFound, Self.document]] {
            let reference = try player(replies)
            reference.play()
            for moment in [0, 1, 99, 100, 101, 110, 310, 311, 410, 420, 10_000, 20_310, 40_420] {
                let origin = UInt32(truncatingIfNeeded: 0 &- moment)
                let player = try self.player(replies, origin: origin)
                player.play()
                #expect(player.trace == reference.trace, "wrap after \(moment) ms")
            }
        }
    }

    /// Says everything that fits no discovery that is not under way.
    private func makeNoise(_ player: DiscoveryPlayer) {
        let answer = Self.notFound.bytes
        player.discovery.pointee.transportDidConnect(at: player.now)
        player.discovery.pointee.transportDidSend(at: player.now)
        player.discovery.pointee.receive(answer.span, at: player.now)
        player.discovery.pointee.transportDidFail(.unreachable, at: player.now)
        player.discovery.pointee.transportDidClose(at: player.now)
        #expect(player.writeRequest() == [])
    }
}

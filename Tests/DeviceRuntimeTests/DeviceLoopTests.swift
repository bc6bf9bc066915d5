import BoundedBytes
import CredentialSlots
import DeviceGrant
import DeviceRuntime
import GrantPlayer
import Testing

/// A grant on a board with a virtual clock and a scripted network.
@Suite struct DeviceLoopTests {
    let loop = RunningLoop()

    @Test("A grant runs from the request for codes to stored tokens over one connection")
    func straight() throws {
        let board = FakeBoard([.codes(), .pending, .tokens])
        #expect(try loop.run(on: board) == .granted)
        let peer = FakeBoard.Peer(host: "server.example.com", port: 443, security: .tls)
        #expect(
            board.events == [
                .connected(peer, at: 100),
                .codes(
                    userCode: Reply.userCode, verificationURI: Reply.verificationURI,
                    complete: "\(Reply.verificationURI)?user_code=\(Reply.userCode)",
                    lifetimeSeconds: 1_800, intervalMilliseconds: 5_000),
                .poll(1, .authorizationPending, at: 5_500),
                .poll(2, .granted, at: 10_700),
            ])
        #expect(loop.accessToken == Reply.accessToken)
        #expect(board.sent.count == 3)
    }

    @Test(
        "The board's transport gets what the machine writes, whatever it takes at once",
        arguments: [1, 2, 7, 100, 1_000, Int.max])
    func sentInPieces(_ bytes: Int) throws {
        let player = try StandardPlayer(.make(), [.codes(), .pending, .tokens])
        player.play()
        let board = FakeBoard([.codes(), .pending, .tokens])
        board.sendBytes = bytes
        #expect(try loop.run(on: board) == .granted)
        #expect(board.sent == player.requests.map(\.bytes))
    }

    @Test(
        "Answers mean the same in whatever pieces the transport gives them",
        arguments: [1, 3, 64, 1_023, 1_024, 1_025])
    func receivedInPieces(_ bytes: Int) throws {
        let long = Reply.json(
            200,
            #"{"x":"\#(String(repeating: "x", count: 9_000))","# + Reply.tokensBody.dropFirst())
        let board = FakeBoard([.codes(), .closeDelimited(400, #"{"error":"slow_down"}"#), long])
        board.receiveBytes = bytes
        #expect(try loop.run(on: board) == .granted)
        #expect(board.polls == [.slowDown, .granted])
        #expect(loop.accessToken == Reply.accessToken)
    }

    @Test(
        "An endpoint's port and scheme reach the transport",
        arguments: [
            ("https://a.example:8443", "a.example", 8_443, TransportSecurity.tls),
            ("http://127.0.0.1:8080", "127.0.0.1", 8_080, .plaintext),
            ("https://[::1]", "::1", 443, .tls),
        ])
    func peer(_ issuer: String, _ host: String, _ port: UInt16, _ security: TransportSecurity)
        throws
    {
        let board = FakeBoard([.codes(), .tokens])
        #expect(try loop.run(on: board, issuer: issuer) == .granted)
        #expect(board.connections == [.init(host: host, port: port, security: security)])
    }

    @Test("A connection that the server ends is closed on this side, too, and made anew")
    func ended() throws {
        let board = FakeBoard([
            .closeDelimited(200, Reply.codesBody()),
            .closeDelimited(400, #"{"error":"authorization_pending"}"#), .tokens,
        ])
        #expect(try loop.run(on: board) == .granted)
        #expect(board.connections.count == 3)
        #expect(board.polls == [.authorizationPending, .granted])
    }

    @Test(
        "Without a network the grant ends with the reason, and nothing stays open",
        arguments: [
            (Reply.connectFails(.nameNotResolved), GrantOutcome.networkFailure(.nameNotResolved)),
            (.connectStalls, .networkFailure(.timedOut)), (.sendStalls, .networkFailure(.timedOut)),
            (.answerStalls, .networkFailure(.timedOut)), (.closes, .networkFailure(.closed)),
            (.connectFails(.outOfMemory), .outOfMemory(.tls)),
            (
                Reply(bytes: []).with { $0.sending = .fails(.unreachable) },
                .networkFailure(.unreachable)
            ),
            (Reply(bytes: []).with { $0.ending = .fails(.closed) }, .networkFailure(.closed)),
        ])
    func noNetwork(_ reply: Reply, _ outcome: GrantOutcome) throws {
        let board = FakeBoard([reply])
        #expect(try loop.run(on: board) == outcome)
        #expect(!board.isOpen)
    }

    @Test("A code on the screen survives every failure of the network between the polls")
    func codeSurvives() throws {
        let board = FakeBoard([
            .codes(), .connectFails(.unreachable), .sendStalls, .answerStalls, .closes,
            .json(503, ""), .pending, .tokens,
        ])
        #expect(try loop.run(on: board) == .granted)
        #expect(
            board.polls == [
                .networkFailure(.unreachable), .networkFailure(.timedOut),
                .networkFailure(.timedOut), .networkFailure(.closed), .serverTrouble(503),
                .authorizationPending, .granted,
            ])
    }

    @Test("The loop sleeps when there is nothing to do: no wait is empty, and none is in vain")
    func noSpin() throws {
        let board = FakeBoard([.codes(), .connectStalls, .pending, .slowDown, .tokens])
        board.hasConsole = false
        #expect(try loop.run(on: board) == .granted)
        #expect(board.waits.allSatisfy { $0.milliseconds > 0 })
        // At most one wait for each second of the countdown, and a few for each exchange.
        #expect(board.waits.count < Int(board.elapsed / 1_000) + 30)
    }

    @Test(
        "Told to stop at any moment the grant ends as cancelled, closed and wiped",
        arguments: [0, 50, 99, 100, 200, 300, 301, 1_000, 5_299, 5_300, 5_350, 9_000, 26_000])
    func stopped(_ milliseconds: UInt64) throws {
        let board = FakeBoard([.codes(), .connectStalls, .pending, .tokens])
        board.stopsAt = milliseconds
        #expect(try loop.run(on: board) == .cancelled)
        #expect(board.elapsed >= milliseconds)
        for secret in [Reply.deviceCode, Reply.accessToken, Reply.refreshToken] {
            #expect(!loop.memoryHolds(secret))
        }
        #expect(board.console.hasSuffix("Cancelled.\n"))
    }

    @Test("X53 After a grant the loop holds the tokens once, and no device code")
    func wiped() throws {
        let board = FakeBoard([.codes(), .pending, .tokens])
        #expect(try loop.run(on: board) == .granted)
        #expect(!loop.memoryHolds(Reply.deviceCode))
        for token in [Reply.accessToken, Reply.refreshToken, Reply.idToken] {
            #expect(loop.copies(of: token) == 1)
        }
        let denied = FakeBoard([.codes(), .pending, .denied])
        #expect(try loop.run(on: denied) == .denied)
        #expect(!loop.memoryHolds(Reply.deviceCode))
        #expect(!loop.memoryHolds(Reply.accessToken))
    }

    @Test("X53 While the user decides the loop holds the device code once, in no buffer beside")
    func heldOnce() throws {
        // Before the first poll, behind an answer to it, and behind one that says it has failed.
        for milliseconds: UInt64 in [3_000, 8_000, 13_000] {
            let board = FakeBoard([.codes(), .pending, .json(503, "")])
            board.stopsAt = milliseconds
            var copies = 0
            board.onStop = { [loop] in copies = loop.copies(of: Reply.deviceCode) }
            #expect(try loop.run(on: board) == .cancelled)
            #expect(copies == 1)
        }
    }

    @Test("A request that the buffer cannot hold ends the grant, and not a byte of it is sent")
    func requestTooLarge() throws {
        let code = String(repeating: "%", count: 512)
        let body = """
            {"device_code":"\(code)","user_code":"u","verification_uri":"https://a.example/"}
            """
        let board = FakeBoard([.json(200, body), .tokens])
        let clientID = String(repeating: "%", count: 256)
        #expect(
            try loop.run(on: board, clientID: clientID)
                == .outOfMemory(.requestBuffer(capacity: RuntimeLimits.requestBytesMaximum)))
        #expect(board.sent.count == 2)
        #expect(board.sent[1] == [])
        #expect(!loop.memoryHolds("%25%25%25%25"))
    }

    @Test("Slow closing loses neither the codes' nor a poll's report")
    func slowClosing() throws {
        let board = FakeBoard([
            .closeDelimited(200, Reply.codesBody()),
            .closeDelimited(400, #"{"error":"authorization_pending"}"#),
            .closeDelimited(400, #"{"error":"slow_down"}"#), .tokens,
        ])
        board.closeMilliseconds = 30_000
        #expect(try loop.run(on: board) == .granted)
        #expect(board.polls == [.authorizationPending, .slowDown, .granted])
        let codes = board.events.filter { if case .codes = $0 { true } else { false } }
        #expect(codes.count == 1)
    }

    @Test(
        "A grant runs the same across the wrap of the tick",
        arguments: [0, 50, 250, 300, 4_000, 5_299, 5_300, 5_400, 26_000] as [UInt32])
    func wrap(_ milliseconds: UInt32) throws {
        let replies = [Reply.codes(), .connectStalls, .sendStalls, .pending, .tokens]
        let reference = FakeBoard(replies)
        _ = try loop.run(on: reference)
        let board = FakeBoard(replies)
        board.origin = .max - milliseconds
        #expect(try loop.run(on: board) == .granted)
        #expect(board.events == reference.events)
        #expect(board.console == reference.console)
        #expect(board.waits == reference.waits)
    }

    @Test("The same loop runs one grant after another")
    func again() throws {
        let board = FakeBoard([.codes(expiresIn: "12"), .pending])
        #expect(try loop.run(on: board) == .expired)
        board.expect([.codes(), .tokens])
        #expect(try loop.run(on: board) == .granted)
        #expect(board.polls == [.authorizationPending, .authorizationPending, .granted])
    }
}

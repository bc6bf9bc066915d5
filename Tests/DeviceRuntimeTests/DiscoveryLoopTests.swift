import DeviceGrant
import DeviceRuntime
import DeviceScreen
import GrantPlayer
import Testing

/// Finding the endpoints on a board, before the grant.
@Suite struct DiscoveryLoopTests {
    static let issuer = "https://server.example.com"
    static let panel = Panel(width: 320, height: 240, shape: .rectangle)

    static func document(issuer: String = issuer, root: String = issuer) -> Reply {
        .json(
            200,
            """
            {"issuer":"\(issuer)","device_authorization_endpoint":"\(root)/device_authorization",\
            "token_endpoint":"\(root)/token"}
            """)
    }

    let loop = RunningLoop()

    @Test("The longest issuer is asked for its documents")
    func longestIssuer() throws {
        let root = "https://server.example.com/"
        let issuer = root + String(repeating: "p", count: 256 - root.utf8.count)
        let board = FakeBoard([Self.document(issuer: issuer, root: Self.issuer)])
        var configuration = try ClientConfiguration.make(issuer: issuer)
        #expect(RunningLoop().discover(&configuration, on: board) == nil)
    }

    @Test("A board that knows the issuer alone finds the endpoints, and the grant goes there")
    func found() throws {
        let board = FakeBoard([.json(404, "{}"), Self.document(), .codes(), .pending, .tokens])
        var configuration = try ClientConfiguration.make(issuer: Self.issuer)
        #expect(loop.discover(&configuration, on: board) == nil)
        #expect(loop.run(configuration, on: board) == .granted)
        let lines = board.sent.map { String(decoding: $0.prefix { $0 != 0x0D }, as: UTF8.self) }
        #expect(
            lines == [
                "GET /.well-known/oauth-authorization-server HTTP/1.1",
                "GET /.well-known/openid-configuration HTTP/1.1",
                "POST /device_authorization HTTP/1.1", "POST /token HTTP/1.1",
                "POST /token HTTP/1.1",
            ])
        // All of it over one connection.
        #expect(board.connections.count == 1)
        #expect(loop.accessToken == Reply.accessToken)
        #expect(board.waits.allSatisfy { $0.milliseconds > 0 })
    }

    @Test("A board that knows the endpoints asks nobody, and shows nothing")
    func known() throws {
        let board = FakeBoard([Self.document()], panel: Self.panel)
        var configuration = try ClientConfiguration.make()
        #expect(loop.discover(&configuration, on: board) == nil)
        #expect(board.sent == [])
        #expect(board.console == "")
        #expect(board.paints == [])
    }

    @Test(
        "Documents mean the same in whatever pieces they and their requests pass the transport",
        arguments: [1, 7, 64, 1_024])
    func pieces(_ bytes: Int) throws {
        let board = FakeBoard([.closeDelimited(404, "Gone"), Self.document()])
        board.sendBytes = bytes
        board.receiveBytes = bytes
        var configuration = try ClientConfiguration.make(issuer: Self.issuer)
        #expect(loop.discover(&configuration, on: board) == nil)
        let player = DiscoveryPlayer(
            try .make(issuer: Self.issuer), [.closeDelimited(404, "Gone"), Self.document()])
        player.play()
        #expect(board.sent == player.requests.map(\.bytes))
        #expect(board.connections.count == 2)
    }

    @Test("X54 A discovery that memory did not suffice for is made again, twice")
    func memoryReturns() throws {
        let fails = Reply.connectFails(.outOfMemory)
        let board = FakeBoard([fails, fails, Self.document()])
        var configuration = try ClientConfiguration.make(issuer: Self.issuer)
        #expect(loop.discover(&configuration, on: board) == nil)
        #expect(board.connections.count == 1)
    }

    @Test(
        "A discovery that fails ends the grant with the reason, said to the user",
        arguments: [
            (.connectFails(.nameNotResolved), .networkFailure(.nameNotResolved)),
            (.connectFails(.certificateNotTrusted), .networkFailure(.certificateNotTrusted)),
            (.connectFails(.outOfMemory), .outOfMemory(.tls)),
            (.connectStalls, .networkFailure(.timedOut)),
            (.sendStalls, .networkFailure(.timedOut)),
            (.answerStalls, .networkFailure(.timedOut)), (.closes, .networkFailure(.closed)),
            (.json(503, ""), .refusedAnswer(.status(503))),
            (.json(404, ""), .refusedAnswer(.status(404))),
            (.json(200, "<html>"), .refusedAnswer(.notJSON)),
            (.json(200, "{}"), .refusedAnswer(.missing(.issuer))),
            (Reply(bytes: [0]), .refusedAnswer(.http(.malformedStatusLine))),
            (document(issuer: "https://evil.example.com"), .refusedAnswer(.unusable(.issuer))),
            (
                document(root: "http://server.example.com"),
                .refusedAnswer(.unusable(.deviceAuthorizationEndpoint))
            ),
        ] as [(Reply, GrantOutcome)])
    func fails(_ reply: Reply, _ outcome: GrantOutcome) throws {
        let board = FakeBoard([reply], panel: Self.panel)
        var configuration = try ClientConfiguration.make(issuer: Self.issuer)
        #expect(loop.discover(&configuration, on: board) == outcome)
        let hasEndpoints = configuration.hasEndpoints
        #expect(!hasEndpoints)
        #expect(board.console == "Asking for a code...\n\(outcome.explanation)\n")
        #expect(
            board.paints.map(\.screen) == [.connecting, .failed(outcome.explanation)])
        switch reply.ending {
        case .staysOpen where !reply.bytes.isEmpty: break
        default: #expect(!board.isOpen)
        }
    }

    @Test(
        "Told to stop at any moment of a discovery the grant is cancelled, and nothing stays open",
        arguments: [0, 50, 99, 150, 300, 5_000, 10_099, 20_000])
    func stopped(_ milliseconds: UInt64) throws {
        for stall in [Reply.connectStalls, .answerStalls] {
            let board = FakeBoard([stall])
            board.stopsAt = milliseconds
            var configuration = try ClientConfiguration.make(issuer: Self.issuer)
            #expect(loop.discover(&configuration, on: board) == .cancelled)
            #expect(!board.isOpen)
            #expect(board.console.hasSuffix("Cancelled.\n"))
        }
    }

    @Test("X10 A discovery on a board runs the same across the wrap of the tick")
    func wrap() throws {
        let replies = [Reply.json(404, "{}"), Self.document()]
        let reference = FakeBoard(replies)
        var configuration = try ClientConfiguration.make(issuer: Self.issuer)
        #expect(loop.discover(&configuration, on: reference) == nil)
        for milliseconds: UInt32 in [0, 50, 99, 100, 200, 300, 400, 500] {
            let board = FakeBoard(replies)
            board.origin = .max - milliseconds
            var configuration = try ClientConfiguration.make(issuer: Self.issuer)
            #expect(loop.discover(&configuration, on: board) == nil)
            #expect(board.events == reference.events)
            #expect(board.waits == reference.waits)
        }
    }
}

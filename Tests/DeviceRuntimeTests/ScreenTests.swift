import DeviceGrant
import DeviceRuntime
import DeviceScreen
import GrantPlayer
import HTTPWire
import Testing

/// What the loop lets a person see.
@Suite struct ScreenTests {
    static let panel = Panel(width: 320, height: 240, shape: .rectangle)
    let loop = RunningLoop()

    @Test("C8 The console says the URI, the code and the time, as lines of ASCII")
    func console() throws {
        let board = FakeBoard([.codes(), .connectFails(.unreachable), .pending, .tokens])
        #expect(try loop.run(on: board) == .granted)
        // Ten seconds of the lifetime are gone when the code is shown again.
        #expect(
            board.console == """
                Asking for a code...
                To sign in, open
                    https://example.com/device
                and enter the code
                    WDJB-MJHT
                The code ends in 30:00 minutes.
                The server cannot be reached. The code stays good; trying again.
                To sign in, open
                    https://example.com/device
                and enter the code
                    WDJB-MJHT
                The code ends in 29:45 minutes.
                Signed in.

                """)
        #expect(board.console.utf8.allSatisfy { $0 < 0x7F })
    }

    @Test("C8 Neither console nor observer gets the device code or a token")
    func nothingSecret() throws {
        let board = FakeBoard([.codes(), .slowDown, .tokens], panel: Self.panel)
        #expect(try loop.run(on: board) == .granted)
        let seen = board.console + "\(board.events)"
        for secret in [Reply.deviceCode, Reply.accessToken, Reply.refreshToken, Reply.idToken] {
            #expect(!seen.contains(secret))
        }
    }

    @Test("A board without a console is not written to, and one without a panel is not drawn on")
    func neither() throws {
        let board = FakeBoard([.codes(), .tokens])
        board.hasConsole = false
        #expect(try loop.run(on: board) == .granted)
        #expect(board.console == "")
        #expect(board.paints == [])
    }

    @Test("The countdown is drawn once for each second that is left, and nothing else")
    func countdown() throws {
        let board = FakeBoard([.codes(expiresIn: "20"), .pending], panel: Self.panel)
        #expect(try loop.run(on: board) == .expired)
        let seconds = board.paints.filter { $0.screen == .code }.map(\.remainingSeconds)
        #expect(seconds == Array((0...20).reversed()))
        #expect(board.paints.map(\.screen).first == .connecting)
        #expect(board.paints.map(\.screen).last == .expired)
        #expect(board.paints.count == 23)
    }

    @Test(
        "X15 The screen that is left shows no code, whatever the end",
        arguments: [
            ([Reply.codes(), .pending, .tokens], GrantOutcome.granted, Screen.signedIn),
            ([.codes(), .pending, .denied], .denied, .denied),
            ([.codes(expiresIn: "12"), .pending], .expired, .expired),
            (
                [.codes(), .error("invalid_grant")], .refusedAnswer(.error(.invalidGrant)),
                .failed("The code is no longer valid. Start again.")
            ),
        ])
    func codeGone(_ replies: [Reply], _ outcome: GrantOutcome, _ screen: Screen) throws {
        let board = FakeBoard(replies, panel: Self.panel)
        #expect(try loop.run(on: board) == outcome)
        #expect(board.pixels == painted(screen))
        #expect(board.pixels != painted(.code, "WDJB-MJHT"))
    }

    @Test("X15 Told to stop the device takes the code off the screen")
    func codeGoneOnStop() throws {
        let board = FakeBoard([.codes(), .pending], panel: Self.panel)
        board.stopsAt = 7_000
        #expect(try loop.run(on: board) == .cancelled)
        #expect(board.pixels == painted(.failed("Cancelled.")))
    }

    @Test("While pending the panel shows the code as the painter draws it")
    func codeShown() throws {
        let board = FakeBoard([.codes(), .pending], panel: Self.panel)
        var code: [UInt16] = []
        board.stopsAt = 1_500
        board.onStop = { code = board.pixels }
        #expect(try loop.run(on: board) == .cancelled)
        #expect(code == painted(.code, "WDJB-MJHT", remainingSeconds: 1_799))
    }

    @Test("While the server cannot be reached the panel keeps the code, with a word about it")
    func networkTrouble() throws {
        let board = FakeBoard([.codes(), .connectFails(.unreachable)], panel: Self.panel)
        var trouble: [UInt16] = []
        board.stopsAt = 6_500
        board.onStop = { trouble = board.pixels }
        #expect(try loop.run(on: board) == .cancelled)
        #expect(trouble == painted(.networkTrouble, "WDJB-MJHT", remainingSeconds: 1_794))
    }

    @Test("Each end has a text of its own in printable ASCII")
    func explanations() {
        let failures: [TransportFailure] = [
            .nameNotResolved, .nameServiceFailed, .unreachable, .refused, .timedOut, .closed,
            .certificateNotTrusted,
            .certificateExpired, .certificateNameMismatch, .handshakeFailed, .outOfMemory,
            .noEntropy,
        ]
        let reasons: [RefusalReason] = [
            .error(.invalidClient), .error(.unauthorizedClient), .error(.invalidScope),
            .error(.invalidGrant), .error(.unknown), .status(404), .http(.malformedField), .notJSON,
            .missing(.accessToken), .tooLong(.accessToken), .duplicate(.userCode),
            .wrongType(.userCode), .unusable(.verificationURI),
        ]
        let outcomes: [GrantOutcome] =
            [.granted, .denied, .expired, .cancelled, .outOfMemory(.tls)]
            + [.outOfMemory(.requestBuffer(capacity: 1))]
            + failures.map { .networkFailure($0) } + reasons.map { .refusedAnswer($0) }
        for outcome in outcomes {
            let text = "\(outcome.explanation)"
            #expect(text.utf8.allSatisfy { 0x20...0x7E ~= $0 })
            #expect(text.hasSuffix("."))
            #expect((6...70).contains(text.count), "\(text)")
        }
    }

    private func painted(
        _ screen: Screen, _ userCode: String = "", remainingSeconds: UInt32 = 0
    ) -> [UInt16] {
        var painter = ScreenPainter(panel: Self.panel)
        var pixels = [UInt16](repeating: 0, count: Self.panel.width * Self.panel.height)
        let code = Array(userCode.utf8)
        let uri = userCode.isEmpty ? [] : Array(Reply.verificationURI.utf8)
        let complete =
            userCode.isEmpty ? [] : Array("\(Reply.verificationURI)?user_code=\(userCode)".utf8)
        var span = pixels.mutableSpan
        painter.paint(
            screen, userCode: code.span, verificationURI: uri.span,
            verificationURIComplete: complete.span, remainingSeconds: remainingSeconds,
            lifetimeSeconds: userCode.isEmpty ? 0 : 1_800, into: &span)
        return pixels
    }
}

import CredentialSlots
import DeviceGrant
import DeviceRuntime
import Flash
import GrantPlayer
import Testing

/// Keeping tokens on a board: what is sent, what is stored, what is left in memory and on the medium.
@Suite struct KeeperLoopTests {
    static let rotated = Reply.json(
        200,
        #"{"access_token":"new.access.of.the.refresh","expires_in":3600,"refresh_token":"new.refresh.of.the.refresh"}"#
    )
    static let oldSecrets = [Reply.accessToken, Reply.refreshToken]
    static let newSecrets = ["new.access.of.the.refresh", "new.refresh.of.the.refresh"]
    static let revoked = Reply.json(200, "")

    /// A board whose medium holds the tokens of a grant.
    static func board(_ replies: [Reply], tokens: Reply = .tokens) throws -> FakeBoard {
        let board = FakeBoard([.codes(), tokens])
        board.wallClockAtStart = 1_800_000_000
        #expect(try RunningLoop().run(on: board) == .granted)
        board.close()
        board.expect(replies)
        return board
    }

    // MARK: Restoring

    @Test("A refresh token that the server refuses for good leaves the medium with the refusal")
    func refusedForGood() throws {
        let board = try Self.board([.error("invalid_grant")])
        let keeper = try RunningKeeper()
        #expect(keeper.restore(on: board))
        #expect(keeper.refresh(on: board) == .refusedAnswer(.error(.invalidGrant)))
        #expect(StoredRecords.latest(in: board.storage)?.record == [1])
        for secret in Self.oldSecrets {
            #expect(!keeper.memoryHolds(secret))
            #expect(board.storage.firstIndex(of: Array(secret.utf8)) == nil)
        }
    }

    @Test("The tokens that a grant has left on the medium are taken up, and nothing is sent")
    func restored() throws {
        let board = try Self.board([])
        let keeper = try RunningKeeper()
        let sent = board.sent.count
        #expect(keeper.restore(on: board))
        #expect(keeper.accessToken(at: board.now()) == (.valid, Reply.accessToken))
        #expect(board.sent.count == sent)
    }

    @Test("A medium that is new, empty or holds codes has no tokens to keep")
    func nothingToKeep() throws {
        let new = FakeBoard([])
        let denied = FakeBoard([.codes(), .denied])
        #expect(try RunningLoop().run(on: denied) == .denied)
        let interrupted = FakeBoard([.codes(), .pending])
        interrupted.stopsAt = 6_000
        var codes: [UInt8] = []
        interrupted.onStop = { codes = interrupted.storage }
        #expect(try RunningLoop().run(on: interrupted) == .cancelled)
        interrupted.storage = codes
        for board in [new, denied, interrupted] {
            let keeper = try RunningKeeper()
            #expect(!keeper.restore(on: board))
            #expect(keeper.accessToken(at: board.now()) == (.absent, ""))
            let sent = board.sent.count
            #expect(keeper.refresh(on: board) == nil)
            #expect(keeper.signOut(on: board) == nil)
            #expect(board.sent.count == sent)
            #expect(!keeper.memoryHolds(Reply.deviceCode))
        }
    }

    @Test("A medium that cannot be read is reported, and there is nothing to keep")
    func unreadable() throws {
        let board = try Self.board([])
        board.storageFailure = .failed
        let keeper = try RunningKeeper()
        #expect(!keeper.restore(on: board))
        #expect(board.events.last == .storageFailed(.failed))
        #expect(keeper.refresh(on: board) == nil)
    }

    // MARK: Refreshing

    @Test("X53 A refresh leaves the new tokens in one place each, and nothing of the old anywhere")
    func refreshed() throws {
        let board = try Self.board([Self.rotated])
        let keeper = try RunningKeeper()
        #expect(keeper.restore(on: board))
        #expect(keeper.refresh(on: board) == .granted)
        #expect(keeper.accessToken(at: board.now()) == (.valid, Self.newSecrets[0]))
        for secret in Self.newSecrets { #expect(keeper.copies(of: secret) == 1) }
        for secret in Self.oldSecrets {
            #expect(!keeper.memoryHolds(secret))
            #expect(board.storage.firstIndex(of: Array(secret.utf8)) == nil)
        }
        // A reboot finds them.
        let next = try RunningKeeper()
        #expect(next.restore(on: board))
        #expect(next.accessToken(at: board.now()) == (.valid, Self.newSecrets[0]))
        board.expect([Self.rotated])
        #expect(next.refresh(on: board) == .granted)
        let last = SentRequest(endpoint: .token, at: 0, bytes: try #require(board.sent.last))
        #expect(last.parameter("refresh_token") == Self.newSecrets[1])
    }

    @Test(
        "A refresh goes through the transport in pieces of any size",
        arguments: [1, 7, 100, 1_024])
    func pieces(_ bytes: Int) throws {
        let board = try Self.board([Self.rotated])
        board.sendBytes = bytes
        board.receiveBytes = bytes
        let keeper = try RunningKeeper()
        #expect(keeper.restore(on: board))
        #expect(keeper.refresh(on: board) == .granted)
        let request = SentRequest(endpoint: .token, at: 0, bytes: try #require(board.sent.last))
        #expect(request.values(of: "content-length") == ["\(request.body.count)"])
        #expect(request.parameter("refresh_token") == Reply.refreshToken)
    }

    @Test(
        "A refresh that fails says why, and keeps the tokens",
        arguments: [
            (Reply.connectFails(.unreachable), PollOutcome.networkFailure(.unreachable)),
            (.connectStalls, .networkFailure(.timedOut)),
            (.sendStalls, .networkFailure(.timedOut)), (.closes, .networkFailure(.closed)),
            (.answerStalls, .networkFailure(.timedOut)), (.json(503, ""), .serverTrouble(503)),
            (.json(200, "{}"), .refusedAnswer(.missing(.accessToken))),
        ])
    func fails(_ reply: Reply, _ outcome: PollOutcome) throws {
        let board = try Self.board([reply, Self.rotated])
        let medium = board.storage
        let keeper = try RunningKeeper()
        #expect(keeper.restore(on: board))
        #expect(keeper.refresh(on: board) == outcome)
        #expect(keeper.accessToken(at: board.now()) == (.valid, Reply.accessToken))
        #expect(board.storage == medium)
        // Asked at once again, nothing is sent before the back-off has passed.
        let sent = board.sent.count
        #expect(keeper.refresh(on: board) == outcome)
        #expect(board.sent.count == sent)
    }

    @Test("Without a refresh token there is nothing to refresh with, and nothing is sent")
    func noRefreshToken() throws {
        let tokens = Reply.json(200, #"{"access_token":"a","expires_in":3600}"#)
        let board = try Self.board([Self.rotated], tokens: tokens)
        let sent = board.sent.count
        let keeper = try RunningKeeper()
        #expect(keeper.restore(on: board))
        #expect(keeper.refresh(on: board) == nil)
        #expect(board.sent.count == sent)
        #expect(keeper.accessToken(at: board.now()) == (.valid, "a"))
    }

    @Test(
        "New tokens that cannot be stored are reported, and count all the same",
        arguments: [StorageFailure.full, .readOnly, .failed])
    func notStored(_ failure: StorageFailure) throws {
        let board = try Self.board([Self.rotated])
        let keeper = try RunningKeeper()
        #expect(keeper.restore(on: board))
        board.storageFailure = failure
        #expect(keeper.refresh(on: board) == .granted)
        #expect(board.events.contains(.storageFailed(failure)))
        #expect(keeper.accessToken(at: board.now()) == (.valid, Self.newSecrets[0]))
    }

    @Test("Told to stop amid a refresh nothing comes of it, and the next call goes on with it")
    func refreshStopped() throws {
        let board = try Self.board([Self.rotated])
        let keeper = try RunningKeeper()
        #expect(keeper.restore(on: board))
        board.stopsAt = board.elapsed + 150
        #expect(keeper.refresh(on: board) == nil)
        #expect(keeper.accessToken(at: board.now()) == (.valid, Reply.accessToken))
        let sent = board.sent.count
        #expect(keeper.refresh(on: board) == .granted)
        #expect(board.sent.count == sent)
    }

    // MARK: Signing out

    @Test("X53 Signing out leaves no token in memory or on the medium, revoked or not")
    func signedOut() throws {
        for (reply, revocation) in [
            (Self.revoked, KeeperOutcome.Revocation.revoked),
            (.connectFails(.unreachable), .notRevoked), (.answerStalls, .notRevoked),
        ] {
            let board = try Self.board([Self.rotated])
            let keeper = try RunningKeeper()
            #expect(keeper.restore(on: board))
            #expect(keeper.refresh(on: board) == .granted)
            board.expect([reply])
            #expect(keeper.signOut(on: board) == .signedOut(revocation))
            #expect(keeper.accessToken(at: board.now()) == (.absent, ""))
            #expect(StoredRecords.latest(in: board.storage)?.record == [1])
            for secret in Self.oldSecrets + Self.newSecrets {
                #expect(!keeper.memoryHolds(secret))
                #expect(board.storage.firstIndex(of: Array(secret.utf8)) == nil)
            }
            let next = try RunningKeeper()
            #expect(!next.restore(on: board))
            #expect(board.waits.allSatisfy { $0.milliseconds > 0 })
        }
    }

    @Test("A server without a revocation endpoint is told nothing at sign-out")
    func noEndpoint() throws {
        let board = try Self.board([Self.revoked])
        let sent = board.sent.count
        let keeper = try RunningKeeper(revocationEndpoint: nil)
        #expect(keeper.restore(on: board))
        #expect(keeper.signOut(on: board) == .signedOut(.notRevoked))
        #expect(board.sent.count == sent)
        #expect(StoredRecords.latest(in: board.storage)?.record == [1])
    }

    @Test("Told to stop amid signing out the application has no token, and the next call goes on")
    func signOutStopped() throws {
        let board = try Self.board([.connectFails(.unreachable), Self.revoked])
        let keeper = try RunningKeeper()
        #expect(keeper.restore(on: board))
        // In the pause before the second attempt.
        board.stopsAt = board.elapsed + 2_000
        #expect(keeper.signOut(on: board) == nil)
        #expect(keeper.accessToken(at: board.now()) == (.absent, ""))
        #expect(keeper.signOut(on: board) == .signedOut(.revoked))
        #expect(StoredRecords.latest(in: board.storage)?.record == [1])
    }

    // MARK: The clock

    @Test("X10 Refreshing and signing out run the same across the wrap of the tick")
    func wrap() throws {
        func events(origin: UInt32) throws -> ([FakeBoard.Event], [FakeBoard.Wait]) {
            let board = FakeBoard([.codes(), .tokens])
            board.origin = origin
            #expect(try RunningLoop().run(on: board) == .granted)
            board.expect([Self.rotated, .connectStalls, Self.revoked])
            let keeper = try RunningKeeper()
            #expect(keeper.restore(on: board))
            #expect(keeper.refresh(on: board) == .granted)
            #expect(keeper.signOut(on: board) == .signedOut(.revoked))
            return (board.events, board.waits)
        }
        let reference = try events(origin: 0)
        for milliseconds: UInt32 in [5_500, 5_600, 5_800, 5_900, 15_000, 26_000, 30_000, 32_000] {
            #expect(try events(origin: .max - milliseconds) == reference)
        }
    }
}

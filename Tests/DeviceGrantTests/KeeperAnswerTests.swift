import DeviceGrant
import GrantPlayer
import Testing

/// What the keeper makes of answers in pieces, of records that are not whole, and of its memory.
@Suite struct KeeperAnswerTests {
    @Test("An answer to a refresh split in two at every index, or bytewise, says the same as whole")
    func split() throws {
        for answer in [
            KeeperTests.rotated, KeeperTests.notRotated, .error("invalid_grant"), .json(503, ""),
            .chunked(200, #"{"access_token":"a\u00e4b","id_token":"i"}"#),
        ] {
            let whole = try play(answer)
            for pieces in [.bytewise] + (0...answer.bytes.count).map({ Reply.Pieces.cut(at: $0) }) {
                let cut = try play(answer.with { $0.pieces = pieces })
                #expect(cut.trace == whole.trace)
                #expect(cut.accessToken == whole.accessToken)
            }
        }
    }

    @Test(
        "An answer to a refresh that breaks off at any byte is tried again, and nothing of it stays"
    )
    func brokenOff() throws {
        let answer = KeeperTests.rotated
        for index in 0..<answer.bytes.count {
            let half = answer.with {
                $0.bytes = Array($0.bytes[..<index])
                $0.ending = .closes
            }
            let player = try KeeperTests.player([half, .json(200, #"{"access_token":"+"}"#)])
            player.refresh()
            player.run { if case .wait = $0 { true } else { false } }
            #expect(player.keeper.pointee.lastRefreshOutcome == .networkFailure(.closed))
            #expect(player.accessToken == (.valid, Reply.accessToken))
            #expect(!player.memoryHolds("new.acc"))
            #expect(!player.memoryHolds("new.ref"))
            player.run(until: 20_000)
            #expect(player.accessToken == (.valid, "+"))
        }
    }

    @Test("X52 A refreshed token of each length around the capacity is taken whole or not at all")
    func lengths() throws {
        for count in [0, 1, 510, 511, 512, 513, 514] {
            for name in ["access_token", "refresh_token"] {
                let token = String(repeating: "t", count: count)
                let other = name == "access_token" ? "" : #""access_token":"a","#
                let player = try SmallKeeperPlayer(
                    .make(), [.json(200, #"{\#(other)"\#(name)":"\#(token)"}"#)])
                player.keep(try KeeperTests.record())
                player.run(until: 1_000)
                if (1...512).contains(count) {
                    #expect(player.records(.tokens).count == 1)
                    #expect(player.records(.tokens)[0].firstIndex(of: Array(token.utf8)) != nil)
                } else if name == "access_token" || count > 512 {
                    #expect(player.records(.tokens) == [])
                    #expect(player.accessToken == (.valid, Reply.accessToken))
                    #expect(!player.memoryHolds("tttttttt"))
                }
            }
        }
    }

    @Test("X51 An answer that names a token twice is not taken")
    func duplicate() throws {
        let player = try KeeperTests.player(
            [.json(200, #"{"access_token":"a","refresh_token":"b","refresh_token":"c"}"#)])
        player.refresh()
        player.run { if case .wait = $0 { true } else { false } }
        #expect(
            player.keeper.pointee.lastRefreshOutcome == .refusedAnswer(.duplicate(.refreshToken)))
        #expect(player.accessToken == (.valid, Reply.accessToken))
    }

    // MARK: Records

    @Test("A record without an access token is nothing to keep, and nothing is left of it")
    func nothingToKeep() throws {
        let codes = try ResumeTests.codesRecord(.codes())
        let refreshOnly: [UInt8] = [1, 2, 0, 8] + Array("REFRESH!".utf8)
        for record in [[], [1], [2, 1, 0, 1, 97], codes, refreshOnly] {
            let player = try StandardKeeperPlayer(.make(), [KeeperTests.rotated])
            #expect(!player.keep(record))
            #expect(player.run() == nil)
            #expect(player.accessToken == (.absent, ""))
            #expect(!player.memoryHolds("REFRESH!"))
            #expect(player.requests == [])
        }
    }

    @Test("A record with tokens cut at any index keeps whole tokens or none")
    func cut() throws {
        let record = try KeeperTests.record()
        for count in 0..<record.count {
            for pieceBytes in [1, 64] {
                let player = try SmallKeeperPlayer(.make(), [KeeperTests.rotated])
                player.wallClockAtStart = KeeperTests.noon
                let isKept = player.keep(Array(record.prefix(count)), pieceBytes: pieceBytes)
                #expect(player.accessToken.text == (isKept ? Reply.accessToken : ""))
                if isKept {
                    player.refresh()
                    player.run(until: 1_000)
                    if let request = player.requests.first {
                        #expect(request.parameter("refresh_token") == Reply.refreshToken)
                    }
                } else {
                    #expect(!player.memoryHolds(String(Reply.accessToken.prefix(8))))
                }
            }
        }
    }

    @Test("A record with any byte damaged does no harm")
    func damaged() throws {
        let record = try KeeperTests.record()
        for index in record.indices {
            for byte in Set([0, 1, 0x7F, 0xFF, record[index] ^ 1, record[index] ^ 0x80]) {
                var damaged = record
                damaged[index] = byte
                let player = try SmallKeeperPlayer(.make(), [.error("invalid_grant")])
                player.wallClockAtStart = KeeperTests.noon
                guard player.keep(damaged) else { continue }
                player.refresh()
                player.run(until: 100_000)
                #expect(player.faults == [])
            }
        }
    }

    @Test("X52 A record of larger capacities is nothing, however it is cut: no token is shortened")
    func largerCapacities() throws {
        let token = String(repeating: "x", count: 600)
        let record = try KeeperTests.record(.json(200, #"{"access_token":"\#(token)"}"#))
        for pieceBytes in [1, 2, 3, 64, 100, 512, 513, 600, 603, 604, 605, 1_000] {
            let player = try SmallKeeperPlayer(.make(), [KeeperTests.rotated])
            #expect(!player.keep(record, pieceBytes: pieceBytes))
            #expect(!player.memoryHolds("xxxxxxxx"))
        }
    }

    // MARK: Memory

    @Test(
        "The keeper takes 8 KiB or less with the default capacity, 4 KiB or less with the small one"
    )
    func size() {
        print("StandardTokenKeeper: \(MemoryLayout<StandardTokenKeeper>.size) bytes")
        print("SmallTokenKeeper: \(MemoryLayout<SmallTokenKeeper>.size) bytes")
        #expect(MemoryLayout<StandardTokenKeeper>.stride <= 8_192)
        #expect(MemoryLayout<SmallTokenKeeper>.stride <= 4_096)
    }

    @Test("X52 A token that does not fit the application's buffer is not given in part")
    func applicationBuffer() throws {
        let player = try KeeperTests.player([])
        let count = Reply.accessToken.utf8.count
        for room in 0...count {
            var isTooSmall = false
            let bytes = [UInt8](capacity: room) { output in
                do {
                    _ = try player.keeper.pointee.writeAccessToken(at: player.now, to: &output)
                } catch {
                    isTooSmall = true
                }
            }
            #expect(isTooSmall == (room < count))
            #expect(bytes.count == (isTooSmall ? 0 : count))
        }
    }

    // MARK: Events

    @Test("Events that do not fit change nothing")
    func noise() throws {
        let calm = try KeeperTests.player([KeeperTests.rotated, .connectFails(.refused)])
        calm.run(until: 8_000_000)
        calm.signOut()
        calm.run()
        let noisy = try KeeperTests.player([KeeperTests.rotated, .connectFails(.refused)])
        let noise: (KeeperAction) -> Bool = { action in
            let now = noisy.now
            let answer = Reply.tokens.bytes
            for _ in 0..<2 {
                switch action {
                case .connect, .send, .receive: break
                case .close: noisy.keeper.pointee.transportDidFail(.closed, at: now)
                default:
                    noisy.keeper.pointee.transportDidFail(.closed, at: now)
                    noisy.keeper.pointee.transportDidClose(at: now)
                }
                if case .connect = action {
                } else {
                    noisy.keeper.pointee.transportDidConnect(at: now)
                }
                if case .send = action {
                } else {
                    noisy.keeper.pointee.transportDidSend(at: now)
                    #expect(noisy.writeRequest() == [])
                }
                if case .receive = action {
                } else {
                    noisy.keeper.pointee.receive(answer.span, at: now)
                }
                if case .store = action {
                } else {
                    noisy.keeper.pointee.recordDidStore(at: now)
                    noisy.keeper.pointee.recordDidNotStore(at: now)
                }
                noisy.keeper.pointee.restore(answer.span)
                let isKept = noisy.keeper.pointee.keep(
                    at: now, wallClockSeconds: nil, entropy: 1)
                #expect(!isKept)
            }
            return false
        }
        noisy.run(until: 8_000_000, stop: noise)
        noisy.signOut()
        noisy.run(stop: noise)
        #expect(noisy.trace == calm.trace)
        #expect(noisy.trace.count > 20)
    }

    private func play(_ answer: Reply) throws -> StandardKeeperPlayer {
        let player = try KeeperTests.player([answer])
        player.refresh()
        player.run(until: 4_000)
        return player
    }
}

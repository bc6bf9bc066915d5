import DeviceGrant
import Flash
import GrantPlayer
import Testing

/// A power cut while the user decides: another machine goes on with the record of the first.
@Suite struct ResumeTests {
    static let noon: UInt32 = 1_800_000_000

    @Test(
        "X53 After a power cut the device goes on with the same code, interval and deadline",
        arguments: [1, 2, 3, 7, 64, 4_096])
    func sameCode(_ pieceBytes: Int) throws {
        let record = try Self.codesRecord(.codes(expiresIn: "600", interval: "7"))
        let player = try StandardPlayer(.make(), origin: 77, [.pending, .tokens])
        player.wallClockAtStart = Self.noon + 100
        #expect(player.resume(record, pieceBytes: pieceBytes) == .codes)
        #expect(player.run() == .granted)
        #expect(
            player.shown.first
                == Shown(
                    screen: .code, userCode: Reply.userCode,
                    verificationURI: Reply.verificationURI,
                    verificationURIComplete: "\(Reply.verificationURI)?user_code=\(Reply.userCode)"
                ))
        #expect(player.requests.allSatisfy { $0.endpoint == .token })
        #expect(player.polls[0].parameter("device_code") == Reply.deviceCode)
        #expect(player.grant.pointee.intervalMilliseconds == 7_000)
        #expect(player.grant.pointee.lifetimeSeconds == 600)
        // A whole interval before the first poll, and up to another one as jitter.
        #expect(player.pauses.lie(in: [7_000...14_000, .exactly(7_000)]))
        #expect(player.stored == [.tokens])
    }

    /// When the codes were stored, what the wall clock said then and says now, and the seconds left.
    static let clocks: [(then: UInt32?, now: UInt32?, left: UInt64)] = [
        // The wall clock tells how long the power was off.
        (noon, noon, 599), (noon, noon + 1, 598), (noon, noon + 598, 1),
        // Nobody knows: what was left when they were stored is left.
        (nil, noon, 599), (noon, nil, 599), (nil, nil, 599),
        // A clock that was set back counts as no time.
        (noon, noon - 1, 599), (noon, 0, 599), (.max, 0, 599), (.max, .max, 599),
    ]

    @Test("The deadline follows the wall clock, or else what was left", arguments: clocks)
    func deadline(_ then: UInt32?, _ now: UInt32?, _ left: UInt64) throws {
        let record = try Self.codesRecord(
            .codes(expiresIn: "600", interval: "60"), wallClockAtStart: then)
        let player = try StandardPlayer(.make(), origin: .max - 300_000, [.pending])
        player.wallClockAtStart = now
        #expect(player.resume(record) == .codes)
        #expect(player.grant.pointee.remainingMilliseconds(at: player.now) == UInt32(left) * 1_000)
        #expect(player.run() == .expired)
        #expect(player.elapsed == left * 1_000)
        #expect(player.stored == [.nothing])
    }

    @Test(
        "X15 Codes that have expired meanwhile are never shown, and are forgotten",
        arguments: [noon + 599, noon + 600, noon + 86_400, .max])
    func expired(_ now: UInt32) throws {
        let record = try Self.codesRecord(.codes(expiresIn: "600"), wallClockAtStart: Self.noon)
        let player = try StandardPlayer(.make(), [.pending])
        player.wallClockAtStart = now
        #expect(player.resume(record) == .codes)
        #expect(player.run() == .expired)
        #expect(player.shown == [Shown(screen: .finished(.expired))])
        #expect(player.stored == [.nothing])
        #expect(player.requests == [])
        #expect(!player.memoryHolds(Reply.deviceCode))
        #expect(!player.memoryHolds(Reply.userCode))
    }

    @Test("X15 A code whose deadline passes while something else goes on is not shown again")
    func notShownAfterTheDeadline() throws {
        // The poll that ends the trouble is answered behind the deadline.
        let late = Reply.pending.with { $0.answerMilliseconds = 30_000 }
        let player = try StandardPlayer(
            .make(), [.codes(expiresIn: "20"), .connectFails(.refused), late])
        #expect(player.play() == .expired)
        #expect(
            player.screens == [.connecting, .code, .networkTrouble, .finished(.expired)])
        // Storing the codes takes longer than they live.
        let slow = try StandardPlayer(.make(), [.codes(expiresIn: "2"), .pending])
        slow.start()
        slow.run { $0 == .store(.codes) }
        slow.elapsed += 3_000
        #expect(slow.run() == .expired)
        #expect(slow.screens == [.connecting, .finished(.expired)])
    }

    @Test("C15 An interval that slow_down has lengthened is kept across a power cut")
    func slowDownKept() throws {
        let first = try StandardPlayer(.make(), [.codes(), .slowDown, .pending])
        first.start()
        first.run {
            if case .wait = $0 { first.pollOutcomes.count == 1 } else { false }
        }
        #expect(first.stored == [.codes, .codes])
        // Stored anew, it is not shown anew.
        #expect(first.screens == [.connecting, .code])
        let second = try StandardPlayer(.make(), [.pending, .tokens])
        #expect(second.resume(first.records(.codes)[1]) == .codes)
        #expect(second.run() == .granted)
        #expect(second.pauses.lie(in: [10_000...20_000, .exactly(10_000)]))
    }

    @Test("C6 After a reboot without codes nothing starts by itself", arguments: [0, 1, 2, 3])
    func nothingToResume(_ kind: Int) throws {
        let granted = try StandardPlayer(.make(), [.codes(), .tokens])
        granted.play()
        let denied = try StandardPlayer(.make(), [.codes(), .denied])
        denied.play()
        let records = [[], granted.records[0], denied.records(.nothing)[0], [1]]
        let player = try StandardPlayer(.make(), [.codes(), .tokens])
        #expect(player.resume(records[kind]) == .nothing)
        #expect(player.run() == nil)
        #expect(player.trace == [])
        // Tokens are the application's: the grant does not hold them.
        #expect(!player.memoryHolds(Reply.accessToken))
        #expect(player.play() == .granted)
    }

    @Test("While a grant is under way a record changes nothing, and cannot be resumed")
    func ignoredWhileActive() throws {
        let record = try Self.codesRecord(.codes())
        let player = try StandardPlayer(.make(), [.json(200, Self.otherCodes), .tokens])
        player.start()
        #expect(player.resume(record) == .nothing)
        player.run { if case .wait = $0 { true } else { false } }
        #expect(player.resume(record) == .nothing)
        #expect(player.run() == .granted)
        #expect(player.polls[0].parameter("device_code") == "other")
    }

    private static let otherCodes =
        #"{"device_code":"other","user_code":"OTHER","verification_uri":"https://a.example/"}"#

    @Test("A grant that starts forgets a record that was read in part")
    func partlyRead() throws {
        let record = try Self.codesRecord(.codes())
        for count in [1, 20, record.count - 1, record.count] {
            let player = try StandardPlayer(.make(), [.json(200, Self.otherCodes), .denied])
            player.grant.pointee.restore(Array(record.prefix(count)).span)
            #expect(player.play() == .denied)
            #expect(player.polls[0].parameter("device_code") == "other")
            // What comes later is read from its beginning.
            player.expect([.tokens])
            #expect(player.resume(record) == .codes)
            #expect(player.run() == .granted)
        }
    }

    @Test("X53 A grant after one that was granted holds no token of the one before")
    func tokensGone() throws {
        let player = try StandardPlayer(.make(), [.codes(), .tokens])
        player.play()
        player.expect([.json(200, #"{"access_token":"only"}"#)])
        #expect(player.resume(try Self.codesRecord(.codes())) == .codes)
        #expect(!player.memoryHolds(Reply.refreshToken))
        #expect(player.run() == .granted)
        #expect(player.records.last == [1, 1, 0, 4] + Array("only".utf8))
    }

    @Test(
        "When the token answer was lost on the way, the grant ends with what the server says then")
    func answerLost() throws {
        // The network takes the answer; the next poll's code is used up.
        let lost = try StandardPlayer(.make(), [.codes(), .closes, .error("invalid_grant")])
        #expect(lost.play() == .refusedAnswer(.error(.invalidGrant)))
        #expect(lost.pollOutcomes.first == .networkFailure(.closed))
        // The power cut takes it; so is the first poll's after the reboot.
        let cut = try StandardPlayer(.make(), [.error("invalid_grant")])
        #expect(cut.resume(try Self.codesRecord(.codes())) == .codes)
        #expect(cut.run() == .refusedAnswer(.error(.invalidGrant)))
        #expect(cut.stored == [.nothing])
        // A server that gives them once more, as some do, loses nobody anything.
        let kind = try StandardPlayer(.make(), [.tokens])
        #expect(kind.resume(try Self.codesRecord(.codes())) == .codes)
        #expect(kind.run() == .granted)
    }

    // MARK: Damage

    @Test("A record cut at any index is nothing, but where only the time of storing is missing")
    func cut() throws {
        let record = try Self.codesRecord(.codes(), wallClockAtStart: Self.noon)
        for count in 0..<record.count {
            for pieceBytes in [1, 64] {
                let player = try SmallPlayer(.make(), [.tokens])
                player.wallClockAtStart = Self.noon + 10
                let resumption = player.resume(
                    Array(record.prefix(count)), pieceBytes: pieceBytes)
                // The last field is the wall clock, 7 bytes: without it nobody knows the time.
                #expect(
                    resumption == (count == record.count - 7 ? .codes : .nothing), "\(count)")
                if resumption == .nothing {
                    #expect(!player.memoryHolds(Reply.userCode))
                    #expect(player.run() == nil)
                }
            }
        }
    }

    @Test("A record with any byte damaged does no harm, and what is shown of it is plain")
    func damaged() throws {
        let record = try Self.codesRecord(.codes(), wallClockAtStart: Self.noon)
        var resumed = 0
        for index in record.indices {
            for byte in Set([0, 1, 0x7F, 0xFF, record[index] ^ 1, record[index] ^ 0x80]) {
                var damaged = record
                guard damaged[index] != byte else { continue }
                damaged[index] = byte
                let player = try SmallPlayer(.make(), [.pending, .tokens])
                player.wallClockAtStart = Self.noon + 10
                guard player.resume(damaged) == .codes else { continue }
                resumed += 1
                #expect(player.run() == .granted || player.run() == .expired)
                for shown in player.shown where shown.screen == .code {
                    for text in [
                        shown.userCode, shown.verificationURI, shown.verificationURIComplete,
                    ] {
                        #expect(text.utf8.allSatisfy { 0x20...0x7E ~= $0 }, "byte \(index)")
                    }
                    #expect(shown.verificationURI.lowercased().hasPrefix("https://"))
                }
            }
        }
        // Only the checksum of the storage can tell one letter from another.
        #expect(resumed > 100)
    }

    @Test("A record with a field twice, in part or of another length is nothing")
    func malformed() throws {
        let record = try Self.codesRecord(.codes())
        let userCode = [6, 0, 9] + Array(Reply.userCode.utf8)
        let malformed: [[UInt8]] = [
            record + userCode, record + [11, 0, 4, 0, 0, 0, 1], record + [9, 0, 3, 0, 0, 1],
            record + [9, 0, 5, 0, 0, 0, 0, 1], record + [4], record + [4, 0],
            record + [4, 0, 4, 1],
            [0] + record.dropFirst(), [2] + record.dropFirst(),
        ]
        for bytes in malformed {
            let player = try StandardPlayer(.make(), [.tokens])
            #expect(player.resume(bytes) == .nothing)
        }
        // A later version's field is passed over.
        let player = try StandardPlayer(.make(), [.tokens])
        #expect(player.resume(record + [200, 0, 2, 1, 2]) == .codes)
        #expect(player.run() == .granted)
    }

    @Test(
        "Numbers that this client would not have stored are nothing",
        arguments: [
            // The interval, the lifetime, what is left of it.
            (999, 600, 600), (3_600_001, 600, 600), (0, 600, 600), (.max, 600, 600),
            (5_000, 86_401, 600), (5_000, .max, 600), (5_000, 600, 601), (5_000, 600, .max),
        ] as [(UInt32, UInt32, UInt32)])
    func implausible(_ interval: UInt32, _ lifetime: UInt32, _ remaining: UInt32) throws {
        var record: [UInt8] = [1, 5, 0, 1, 100, 6, 0, 1, 117, 7, 0, 10]
        record += Array("https://a/".utf8)
        for (tag, number) in [(9, interval), (10, lifetime), (11, remaining)] {
            record += [UInt8(tag), 0, 4]
            record += withUnsafeBytes(of: number.bigEndian) { Array($0) }
        }
        let player = try SmallPlayer(.make(), [.tokens])
        #expect(player.resume(record) == .nothing)
        #expect(player.run() == nil)
    }

    @Test("X52 A record of larger capacities is nothing, however it is cut: no code is shortened")
    func largerCapacities() throws {
        let code = String(repeating: "x", count: 200)
        let body = #"{"device_code":"\#(code)","user_code":"U","verification_uri":"https://a.b/"}"#
        let record = try Self.codesRecord(.json(200, body))
        for pieceBytes in 1...record.count {
            let player = try SmallPlayer(.make(), [.tokens])
            #expect(player.resume(record, pieceBytes: pieceBytes) == .nothing)
            #expect(!player.memoryHolds("xxxxxxxx"))
        }
    }

    @Test("The largest record with codes has no more than the bytes that a record is said to have")
    func largestRecord() throws {
        let code = String(repeating: "c", count: 512)
        let uri = "https://a.b/" + String(repeating: "u", count: 244)
        let body = """
            {"device_code":"\(code)","user_code":"\(String(repeating: "U", count: 32))",\
            "verification_uri":"\(uri)","verification_uri_complete":"\(uri)"}
            """
        let record = try Self.codesRecord(.json(200, body), wallClockAtStart: Self.noon)
        #expect(record.count > 1_000)
        #expect(record.count <= StandardDeviceGrant.recordBytesMaximum)
        let player = try StandardPlayer(.make(), [.tokens])
        #expect(player.resume(record) == .codes)
        #expect(player.run() == .granted)
    }

    // MARK: Playing

    /// The record with the codes of this answer.
    static func codesRecord(
        _ reply: Reply, wallClockAtStart: UInt32? = noon
    ) throws -> [UInt8] {
        let player = try StandardPlayer(.make(), [reply, .pending])
        player.wallClockAtStart = wallClockAtStart
        player.start()
        player.run { if case .wait = $0 { true } else { false } }
        return try #require(player.records(.codes).first)
    }
}

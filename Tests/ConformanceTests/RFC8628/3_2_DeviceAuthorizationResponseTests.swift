import DeviceGrant
import GrantPlayer
import Testing

/// RFC 8628 §3.2: what the device makes of the codes, whatever their numbers look like.
@Suite struct DeviceAuthorizationResponseTests {
    @Test("C7 The device waits for the interval that the server names before each poll")
    func interval() throws {
        let player = try StandardPlayer(
            .make(), [.codes(interval: "7"), .pending, .pending, .tokens])
        #expect(player.play() == .granted)
        #expect(player.pauses == [7_000, 7_000, 7_000])
    }

    @Test("C7 X12 Without an interval the device waits for five seconds")
    func intervalAbsent() throws {
        let player = try StandardPlayer(.make(), [.codes(interval: nil), .pending, .tokens])
        #expect(player.play() == .granted)
        #expect(player.pauses == [5_000, 5_000])
    }

    @Test(
        "X12 An interval of any text or type gives a pause of 1 s to 3,600 s",
        arguments: [
            // As RFC 8628 has it, and other ways to write the same.
            ("1", 1), ("5", 5), ("3600", 3_600), ("5.0", 5), ("0.5e1", 5), ("50e-1", 5),
            ("5e+0", 5),
            ("\"5\"", 5),
            // Too small: a server that says 0 is still not polled in a spin.
            ("0", 1), ("-0", 1), ("0.0", 1), ("1e-9", 1), ("0.2", 1),
            // Rounded up: waiting a moment longer does no harm.
            ("5.5", 6), ("5.000001", 6),
            // Too large: counts as the longest.
            ("3601", 3_600), ("1000000000", 3_600), ("1e9", 3_600), ("1e400", 3_600),
            ("4294967296", 3_600), ("18446744073709551616", 3_600),
            ("99999999999999999999999999999999999999999", 3_600),
            // Any number of digits, also of those that mean nothing.
            ("7" + String(repeating: "0", count: 3_000) + "e-3000", 7),
            ("0." + String(repeating: "0", count: 2_999) + "7e3000", 7),
            ("7." + String(repeating: "0", count: 50_000), 7),
            (String(repeating: "7", count: 50_000), 3_600),
            ("0." + String(repeating: "0", count: 50_000) + "7", 1),
            // What is no number of seconds counts as absent.
            ("-1", 5), ("-1e9", 5), ("-0.5", 5), ("\"\"", 5), ("\"soon\"", 5), ("\"5 s\"", 5),
            ("\"-\"", 5), ("\"0x10\"", 5), ("\"1 0\"", 5), ("null", 5), ("true", 5),
            ("false", 5), ("[5]", 5), ("{\"seconds\":9}", 5),
        ] as [(String, UInt64)])
    func intervalValues(_ text: String, _ seconds: UInt64) throws {
        let player = try StandardPlayer(
            .make(), [.codes(expiresIn: "86400", interval: text), .pending, .tokens])
        player.habit = .impatient
        #expect(player.play() == .granted)
        #expect(player.pauses == [seconds * 1_000, seconds * 1_000])
        #expect(player.faults == [])
    }

    @Test(
        "X12 Codes of any lifetime end by the device's own clock, after at most a day",
        arguments: [
            ("1", 1), ("1800", 1_800), ("1800.0", 1_800), ("1.8e3", 1_800), ("\"1800\"", 1_800),
            ("0.1", 1), ("1799.01", 1_800),
            ("86400", 86_400), ("86401", 86_400), ("1000000000", 86_400), ("1e9", 86_400),
            ("1e400", 86_400), ("4294967295", 86_400), ("4294967296", 86_400),
            ("99999999999999999999999999999999999999999", 86_400),
            // What is no lifetime counts as absent, which is no reason to fail the user.
            ("-1", 600), ("-1e9", 600), ("null", 600), ("\"\"", 600), ("\"soon\"", 600),
            ("true", 600), ("[1800]", 600), ("{}", 600),
        ] as [(String, UInt64)])
    func lifetimeValues(_ text: String, _ seconds: UInt64) throws {
        let player = try StandardPlayer(
            .make(), [.codes(expiresIn: text, interval: "60"), .pending])
        #expect(player.play() == .expired)
        // The lifetime runs from the moment when the request for the codes had left.
        #expect(player.elapsed == 110 + seconds * 1_000)
        #expect(player.grant.pointee.lifetimeSeconds == UInt32(seconds))
        #expect(player.faults == [])
    }

    @Test("X12 Without expires_in the codes live for ten minutes")
    func lifetimeAbsent() throws {
        let body = Reply.codesBody(expiresIn: nil, interval: "60")
        let player = try StandardPlayer(.make(), [.json(200, body), .pending])
        #expect(player.play() == .expired)
        #expect(player.elapsed == 600_110)
    }

    @Test(
        "X12 Codes that have no lifetime are refused",
        arguments: ["0", "0.0", "-0", "\"0\"", "0e9"])
    func noLifetime(_ text: String) throws {
        let player = try StandardPlayer(.make(), [.codes(expiresIn: text)])
        #expect(player.play() == .refusedAnswer(.unusable(.expiresIn)))
        #expect(player.screens == [.connecting, .finished(.refusedAnswer(.unusable(.expiresIn)))])
    }

    @Test("X12 An interval beyond the lifetime makes the device sleep to the deadline, not past it")
    func noSleepPastExpiry() throws {
        let player = try StandardPlayer(.make(), [.codes(expiresIn: "30", interval: "3600")])
        player.habit = .impatient
        #expect(player.play() == .expired)
        #expect(player.elapsed == 30_110)
        #expect(player.pollTimes == [])
        #expect(player.faults == [])
    }
}

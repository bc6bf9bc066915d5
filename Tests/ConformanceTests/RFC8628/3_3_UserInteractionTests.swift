import DeviceGrant
import GrantPlayer
import Testing

/// RFC 8628 §3.3: what the user gets to see.
@Suite struct UserInteractionTests {
    @Test("C8 The code's screen has the user code and the URI, and no screen the device code")
    func deviceCodeHidden() throws {
        let player = try StandardPlayer(
            .make(), [.codes(), .pending, .connectStalls, .pending, .slowDown, .tokens])
        #expect(player.play() == .granted)
        #expect(
            player.screens == [
                .connecting, .code, .networkTrouble, .code, .finished(.granted),
            ])
        for shown in player.shown {
            let texts = [shown.userCode, shown.verificationURI, shown.verificationURIComplete]
            for text in texts { #expect(!text.contains(Reply.deviceCode)) }
            switch shown.screen {
            case .code, .networkTrouble:
                #expect(
                    texts == [
                        Reply.userCode, Reply.verificationURI,
                        "\(Reply.verificationURI)?user_code=\(Reply.userCode)",
                    ])
            case .connecting, .finished:
                #expect(texts == ["", "", ""])
            }
        }
    }

    @Test("C10 C11 The URI and the user code stay on the screen until the user has decided")
    func staysOnTheScreen() throws {
        let player = try StandardPlayer(
            .make(),
            [
                .codes(), .pending, .connectFails(.unreachable), .answerStalls, .json(503, ""),
                .slowDown, .slowDown, .closes, .pending, .tokens,
            ])
        #expect(player.play() == .granted)
        let whileUndecided = player.shown.drop { $0.screen == .connecting }.dropLast()
        #expect(
            whileUndecided.map(\.screen) == [.code, .networkTrouble, .code, .networkTrouble, .code])
        for shown in whileUndecided {
            #expect(shown.userCode == Reply.userCode)
            #expect(shown.verificationURI == Reply.verificationURI)
        }
    }

    @Test("C8 Google's older verification_url is shown like verification_uri")
    func verificationURL() throws {
        let shown = try shownCode(
            #"{"device_code":"d","user_code":"u","verification_url":"https://a.example/d"}"#)
        #expect(shown?.verificationURI == "https://a.example/d")
    }

    @Test(
        "C8 Where a server gives both names of the URI, the standard's own is shown",
        arguments: [
            #""verification_uri":"https://a.example/d","verification_url":"https://b.example/d""#,
            #""verification_url":"https://b.example/d","verification_uri":"https://a.example/d""#,
        ])
    func bothNames(_ members: String) throws {
        let shown = try shownCode(#"{"device_code":"d","user_code":"u",\#(members)}"#)
        #expect(shown?.verificationURI == "https://a.example/d")
    }

    @Test(
        "C9 A complete URI that is not given, too long or not safe is left out, and the grant goes on",
        arguments: [
            "null", "\"\"", "\"http://example.com/device?user_code=WDJB-MJHT\"",
            "\"javascript:alert(1)\"", "\"https://example.com@evil.example/\"",
            "\"https://example.com/\(String(repeating: "a", count: 4_096))\"",
            #""https://example.com/\u202Egnp""#, #""https://example.com/\u0007""#,
        ])
    func completeLeftOut(_ complete: String) throws {
        let shown = try shownCode(
            """
            {"device_code":"d","user_code":"u","verification_uri":"https://a.example/d",\
            "verification_uri_complete":\(complete)}
            """)
        #expect(shown?.verificationURI == "https://a.example/d")
        #expect(shown?.verificationURIComplete == "")
    }

    @Test(
        "X17 The URI may lie on another host than the endpoints, and is shown as it stands",
        arguments: [
            "https://microsoft.com/devicelogin", "https://www.google.com/device",
            "https://xn--80ak6aa92e.example/device", "https://[2001:db8::1]:8443/device",
            "HTTPS://EXAMPLE.COM", "https://example.com:8443/%7Euser?a=b&c=%20#part",
        ])
    func otherHost(_ uri: String) throws {
        let shown = try shownCode(
            #"{"device_code":"d","user_code":"u","verification_uri":"\#(uri)"}"#)
        #expect(shown?.verificationURI == uri)
    }

    @Test(
        "X17 A URI that cannot be shown plainly ends the grant before a screen has it",
        arguments: [
            // Another scheme, or none.
            "http://example.com/device", "javascript:alert(1)", "ftp://example.com/",
            "//example.com/",
            "example.com/device", "https:example.com", "https:/example.com", "data:text/html,a",
            // No host.
            "https://", "https:///device", "https://?a", "https://#a",
            // User information that poses as a host.
            "https://example.com@evil.example/device", "https://user:pass@example.com/",
            "https://example.com%2F@evil.example", "https://example.com\\\\@evil.example/",
            // Control bytes, blanks, right-to-left marks, look-alikes of other scripts.
            #"https://example.com/\u0000"#, #"https://example.com/\r\nX: y"#,
            #"https://example.com/\u001B[2J"#, #"https://example.com/\u007F"#,
            "https://example.com /device", "https://example.com/device                 @",
            " https://example.com/device", "https://example.com/device ",
            #"https://example.com/\u202Emoc.live"#, #"https://example.com/\u200Fa"#,
            #"https://ex\u0430mple.com/device"#, "https://пример.example/",
            #"https://example.com/\uFEFF"#, #"https://example.com/\uD83D\uDE00"#,
        ])
    func hostileURI(_ uri: String) throws {
        let player = try StandardPlayer(
            .make(),
            [
                .json(
                    200, #"{"device_code":"d","user_code":"u","verification_uri":"\#(uri)"}"#)
            ])
        let outcome = GrantOutcome.refusedAnswer(.unusable(.verificationURI))
        #expect(player.play() == outcome)
        #expect(player.screens == [.connecting, .finished(outcome)])
        #expect(player.shown.allSatisfy { $0.verificationURI.isEmpty && $0.userCode.isEmpty })
    }

    @Test("X17 A URI of 4 kB ends the grant by name, and nothing of it is shown cut")
    func longURI() throws {
        let uri = "https://example.com/" + String(repeating: "a", count: 4_096)
        let player = try StandardPlayer(
            .make(),
            [
                .json(
                    200, #"{"device_code":"d","user_code":"u","verification_uri":"\#(uri)"}"#)
            ])
        #expect(player.play() == .refusedAnswer(.tooLong(.verificationURI)))
        #expect(player.shown.allSatisfy { $0.verificationURI.isEmpty })
        let older = try StandardPlayer(
            .make(),
            [
                .json(
                    200, #"{"device_code":"d","user_code":"u","verification_url":"\#(uri)"}"#)
            ])
        #expect(older.play() == .refusedAnswer(.tooLong(.verificationURI)))
    }

    @Test(
        "X17 A URI of each length up to the capacity is shown whole, and one byte more is refused",
        arguments: 250...260)
    func everyURILength(_ count: Int) throws {
        let start = "https://example.com/"
        let uri = start + String(repeating: "a", count: count - start.count)
        let player = try StandardPlayer(
            .make(),
            [
                .json(
                    200, #"{"device_code":"d","user_code":"u","verification_uri":"\#(uri)"}"#),
                .tokens,
            ])
        if count <= 256 {
            #expect(player.play() == .granted)
            #expect(player.shown[1].verificationURI == uri)
        } else {
            #expect(player.play() == .refusedAnswer(.tooLong(.verificationURI)))
        }
    }

    @Test(
        "C8 A user code that no screen can show plainly ends the grant",
        arguments: [#"WDJB\u0000"#, #"\u202EWDJB"#, "ÄÖÜ", #"A\nB"#, #"\u001B[31m"#])
    func hostileUserCode(_ code: String) throws {
        let player = try StandardPlayer(
            .make(),
            [
                .json(
                    200,
                    #"{"device_code":"d","user_code":"\#(code)","verification_uri":"https://a.b/"}"#
                )
            ])
        #expect(player.play() == .refusedAnswer(.unusable(.userCode)))
        #expect(player.shown.allSatisfy { $0.userCode.isEmpty })
    }

    private func shownCode(_ body: String) throws -> Shown? {
        let player = try StandardPlayer(.make(), [.json(200, body), .tokens])
        #expect(player.play() == .granted)
        return player.shown.first { $0.screen == .code }
    }
}

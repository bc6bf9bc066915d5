import DeviceGrant
import GrantPlayer
import Testing

/// RFC 8628 §3.4: how a device asks for its tokens.
@Suite struct DeviceAccessTokenRequestTests {
    @Test("C12 A poll is a POST of grant_type, device_code and client_id to the token endpoint")
    func poll() throws {
        let player = try StandardPlayer(.make(), [.codes(), .pending, .tokens])
        player.play()
        #expect(player.polls.count == 2)
        for poll in player.polls {
            #expect(poll.line == "POST /token HTTP/1.1")
            #expect(poll.values(of: "host") == ["server.example.com"])
            #expect(poll.values(of: "content-type") == ["application/x-www-form-urlencoded"])
            #expect(poll.values(of: "content-length") == ["\(poll.body.count)"])
            #expect(
                poll.form == [
                    .init(
                        name: "grant_type", value: "urn:ietf:params:oauth:grant-type:device_code"),
                    .init(name: "device_code", value: Reply.deviceCode),
                    .init(name: "client_id", value: "1406020730"),
                ])
        }
    }

    @Test("C12 The grant type is percent-encoded as the example of the RFC has it")
    func grantType() throws {
        let player = try StandardPlayer(.make(), [.codes(), .tokens])
        player.play()
        let body = String(decoding: try #require(player.polls.first).body, as: UTF8.self)
        #expect(
            body.hasPrefix("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&"))
    }

    @Test("C12 A device code of any bytes comes back as it was given")
    func anyDeviceCode() throws {
        let code = #"a b+c&d=e%41/\"\\ü\u0000\uD83D\uDE00"#
        let body = """
            {"device_code":"\(code)","user_code":"u","verification_uri":"https://a.example/"}
            """
        let player = try StandardPlayer(.make(), [.json(200, body), .tokens])
        #expect(player.play() == .granted)
        #expect(player.polls.first?.parameter("device_code") == "a b+c&d=e%41/\"\\ü\0😀")
    }

    @Test("C12 A device code of each length up to the capacity is sent whole", arguments: 126...130)
    func deviceCodeLength(_ count: Int) throws {
        let code = String(repeating: "c", count: count)
        let body = """
            {"device_code":"\(code)","user_code":"u","verification_uri":"https://a.example/"}
            """
        let player = try SmallPlayer(.make(), [.json(200, body), .tokens])
        if count <= 128 {
            #expect(player.play() == .granted)
            #expect(player.polls.first?.parameter("device_code") == code)
        } else {
            #expect(player.play() == .refusedAnswer(.tooLong(.deviceCode)))
            #expect(player.polls == [])
        }
    }

    @Test("C2 A client that authenticates by Basic polls without client_id")
    func basic() throws {
        let player = try StandardPlayer(
            .make(authentication: .basic, clientSecret: "secret"), [.codes(), .tokens])
        player.play()
        #expect(player.polls.first?.form.map(\.name) == ["grant_type", "device_code"])
    }
}

import DeviceGrant
import GrantPlayer
import Testing

/// The requests of the AWS sample's dialect, byte by byte.
@Suite struct DialectTests {
    @Test("In the seed's dialect the parameters stand in the query, and the body is empty")
    func bytes() throws {
        let player = try StandardPlayer(
            .make(
                clientID: "1example23456789", scope: "openid phone", authentication: .basic,
                clientSecret: "p%+ü", deviceAuthorizationEndpoint: "https://device.example/token",
                tokenEndpoint: "https://device.example/token", dialect: .cognitoLambda),
            [.codes(), .tokens])
        #expect(player.play() == .granted)
        // base64 of "1example23456789:p%25%2B%C3%BC"
        let authorization = "MWV4YW1wbGUyMzQ1Njc4OTpwJTI1JTJCJUMzJUJD"
        let rest = """
             HTTP/1.1\r
            Host: device.example\r
            User-Agent: DeviceGrant\r
            Accept: application/json\r
            Authorization: Basic \(authorization)\r
            Content-Type: application/x-www-form-urlencoded\r
            Content-Length: 0\r
            \r

            """
        #expect(
            player.requests.map(\.text) == [
                "POST /token?scope=openid%20phone&client_id=1example23456789" + rest,
                "POST /token?grant_type=urn:ietf:params:oauth:grant-type:device_code"
                    + "&device_code=\(Reply.deviceCode)&client_id=1example23456789" + rest,
            ])
    }

    @Test(
        "In the seed's dialect a sign-out's parameters stand in the query, too",
        arguments: [
            (Reply.tokens, "token=\(Reply.refreshToken)&token_type_hint=refresh_token&client_id="),
            (.json(200, #"{"access_token":"ACCESS-ONLY"}"#), "token=ACCESS-ONLY&client_id="),
        ])
    func signOut(_ tokens: Reply, _ parameters: String) throws {
        let player = try StandardKeeperPlayer(
            .make(
                revocationEndpoint: "https://server.example.com/revoke", dialect: .cognitoLambda),
            [SignOutTests.done])
        #expect(player.keep(try KeeperTests.record(tokens)))
        player.signOut()
        #expect(player.run() == .signedOut(.revoked))
        #expect(player.requests[0].line == "POST /revoke?\(parameters)1406020730 HTTP/1.1")
    }

    @Test(
        "A query that the endpoint has is retained, in both dialects (RFC 6749 §3.2)",
        arguments: [
            (ServerDialect.cognitoLambda, "/token?stage=prod&grant_type="),
            (.rfc8628, "/token?stage=prod HTTP/1.1"),
        ])
    func retainedQuery(_ dialect: ServerDialect, _ expected: String) throws {
        let url = "https://device.example/token?stage=prod"
        let player = try StandardPlayer(
            .make(deviceAuthorizationEndpoint: url, tokenEndpoint: url, dialect: dialect),
            [.codes(), .tokens])
        #expect(player.play() == .granted)
        #expect(player.polls[0].text.hasPrefix("POST \(expected)"))
    }

    @Test("C2 A public client of the seed's dialect sends no credentials")
    func publicClient() throws {
        let player = try StandardPlayer(.make(dialect: .cognitoLambda), [.codes(), .tokens])
        #expect(player.play() == .granted)
        for request in player.requests {
            #expect(request.values(of: "authorization") == [])
            #expect(request.line.contains("client_id=1406020730"))
            #expect(request.body == [])
            #expect(request.values(of: "content-length") == ["0"])
        }
    }

    @Test("A secret that would stand in the URL cannot be configured")
    func noSecretInTheURL() throws {
        #expect(throws: ConfigurationError.secretMismatch) {
            _ = try ClientConfiguration.make(
                authentication: .post, clientSecret: "secret", dialect: .cognitoLambda)
        }
        for authentication in [ClientAuthentication.basic, .post] {
            let player = try StandardPlayer(
                .make(authentication: authentication, clientSecret: "SECRET"),
                [.codes(), .pending, .tokens])
            player.play()
            #expect(player.requests.allSatisfy { !$0.line.contains("SECRET") })
        }
        let player = try StandardPlayer(
            .make(authentication: .basic, clientSecret: "SECRET", dialect: .cognitoLambda),
            [.codes(), .pending, .tokens])
        player.play()
        #expect(player.requests.allSatisfy { !$0.text.contains("SECRET") })
    }

    @Test("A device code of any bytes stands in the query so that it cannot end it")
    func escaped() throws {
        let code = #"a b+c&d=e#f/g?h:i%\r\n\u0000ü"#
        let body = #"{"device_code":"\#(code)","user_code":"u","verification_uri":"https://a.b/"}"#
        let player = try StandardPlayer(
            .make(dialect: .cognitoLambda), [.json(200, body), .tokens])
        #expect(player.play() == .granted)
        #expect(
            player.polls[0].line.contains(
                "&device_code=a%20b%2Bc%26d%3De%23f%2Fg%3Fh:i%25%0D%0A%00%C3%BC&"))
    }

    @Test("The seed's words for its answers are understood")
    func answers() throws {
        let denied = try StandardPlayer(
            .make(dialect: .cognitoLambda), [.codes(), .error("denied", status: 400)])
        #expect(denied.play() == .denied)
    }

    @Test("A refresh in the seed's dialect stands in the query too")
    func refresh() throws {
        let player = try StandardKeeperPlayer(
            .make(dialect: .cognitoLambda), [KeeperTests.rotated])
        player.keep(try KeeperTests.record())
        player.run(until: 1_000)
        #expect(
            player.requests[0].line == "POST /token?grant_type=refresh_token&refresh_token="
                + "\(Reply.refreshToken)&client_id=1406020730 HTTP/1.1")
        #expect(player.requests[0].body == [])
    }
}

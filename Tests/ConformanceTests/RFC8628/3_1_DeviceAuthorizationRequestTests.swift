import BoundedBytes
import DeviceGrant
import GrantPlayer
import HTTPWire
import Testing

/// RFC 8628 §3.1: how a device asks for codes.
@Suite struct DeviceAuthorizationRequestTests {
    @Test("C1 The request for codes is a POST of a form to the device authorization endpoint")
    func post() throws {
        let request = try codeRequest()
        #expect(request.endpoint == .deviceAuthorization)
        #expect(request.line == "POST /device_authorization HTTP/1.1")
        #expect(request.values(of: "host") == ["server.example.com"])
        #expect(request.values(of: "content-type") == ["application/x-www-form-urlencoded"])
        #expect(request.values(of: "content-length") == ["\(request.body.count)"])
        #expect(request.values(of: "accept") == ["application/json"])
    }

    @Test("C1 The parameters stand in the body as percent-encoded UTF-8, none in the URL")
    func encoding() throws {
        let request = try codeRequest(clientID: "fernseher/größe&1=2", scope: "openid ü+%")
        #expect(request.line == "POST /device_authorization HTTP/1.1")
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == "scope=openid+%C3%BC%2B%25&client_id=fernseher%2Fgr%C3%B6%C3%9Fe%261%3D2")
    }

    @Test("C1 A query of the configured endpoint stays in the URL")
    func query() throws {
        let player = try StandardPlayer(
            .make(deviceAuthorizationEndpoint: "https://server.example.com:8443?tenant=a"),
            [.codes(), .tokens])
        player.play()
        #expect(player.requests[0].line == "POST /?tenant=a HTTP/1.1")
        #expect(player.requests[0].values(of: "host") == ["server.example.com:8443"])
    }

    @Test("C2 A public client says who it is by client_id, and asks for its scope")
    func publicClient() throws {
        let request = try codeRequest()
        #expect(
            request.form == [
                .init(name: "scope", value: "example_scope"),
                .init(name: "client_id", value: "1406020730"),
            ])
        #expect(request.values(of: "authorization") == [])
    }

    @Test("C2 A client without a scope sends no scope parameter")
    func noScope() throws {
        let request = try codeRequest(scope: "")
        #expect(request.form == [.init(name: "client_id", value: "1406020730")])
    }

    @Test("C2 A configuration without a client_id cannot be made")
    func noClientID() {
        #expect(throws: ConfigurationError.clientIDMissing) {
            _ = try ClientConfiguration.make(clientID: "")
        }
    }

    @Test(
        "C4 No parameter and no field is repeated in any request",
        arguments: [ClientAuthentication.none, .basic, .post])
    func noneRepeated(_ authentication: ClientAuthentication) throws {
        let player = try StandardPlayer(
            .make(
                authentication: authentication,
                clientSecret: authentication == .none ? "" : "secret"),
            [.codes(), .pending, .slowDown, .connectStalls, .tokens])
        #expect(player.play() == .granted)
        #expect(player.requests.count == 4)
        for request in player.requests {
            let names = request.form.map(\.name)
            #expect(Set(names).count == names.count)
            let fields = request.fields.map(\.name)
            #expect(Set(fields).count == fields.count)
        }
    }

    @Test("C5 client_secret_basic stands in both requests, and the body names no client")
    func basic() throws {
        let player = try StandardPlayer(
            .make(
                clientID: "s6BhdRkqt3", authentication: .basic,
                clientSecret: "7Fjfp0ZBr1KtDRbnfVdmIw"),
            [.codes(), .tokens])
        player.play()
        #expect(player.requests.count == 2)
        for request in player.requests {
            // The example of RFC 6749 §2.3.1.
            #expect(
                request.values(of: "authorization")
                    == ["Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3"])
            #expect(request.parameter("client_id") == nil)
            #expect(request.parameter("client_secret") == nil)
        }
    }

    @Test("C5 client_secret_basic form-encodes both parts before the base64")
    func basicEncoding() throws {
        let player = try StandardPlayer(
            .make(clientID: "a:b c", authentication: .basic, clientSecret: "p%+ü"),
            [.codes(), .tokens])
        player.play()
        // base64 of "a%3Ab+c:p%25%2B%C3%BC"
        #expect(
            player.requests[0].values(of: "authorization")
                == ["Basic YSUzQWIrYzpwJTI1JTJCJUMzJUJD"])
    }

    @Test("C5 client_secret_post stands in the body of both requests, beside client_id")
    func secretPost() throws {
        let player = try StandardPlayer(
            .make(authentication: .post, clientSecret: "p%+ü"), [.codes(), .tokens])
        player.play()
        #expect(player.requests.count == 2)
        for request in player.requests {
            #expect(request.parameter("client_id") == "1406020730")
            #expect(request.parameter("client_secret") == "p%+ü")
            #expect(request.values(of: "authorization") == [])
            #expect(!request.line.contains("secret"))
        }
    }

    @Test("C6 A machine that nobody started does nothing, however often and late it is asked")
    func notAtBoot() throws {
        let player = try StandardPlayer(.make(), [.codes(), .tokens])
        for hour in 0..<100 {
            player.elapsed = UInt64(hour) * 3_600_000
            #expect(player.grant.pointee.poll(at: player.now) == .idle)
        }
        #expect(player.run() == nil)
        #expect(player.trace == [])
    }

    @Test(
        "C6 After its end a grant starts again only when the user wants it",
        arguments: [
            ([Reply.codes(), .expired], GrantOutcome.expired),
            ([.codes(expiresIn: "3")], .expired),
            ([.codes(), .denied], .denied),
            ([.connectFails(.refused)], .networkFailure(.refused)),
            ([.json(200, "{}")], .refusedAnswer(.missing(.deviceCode))),
            ([.codes(), .tokens], .granted),
        ])
    func notOnFailure(_ replies: [Reply], _ outcome: GrantOutcome) throws {
        let player = try StandardPlayer(.make(), replies)
        #expect(player.play() == outcome)
        let requests = player.requests.count
        for _ in 0..<100 {
            player.elapsed += 3_600_000
            #expect(player.run() == outcome)
        }
        #expect(player.requests.count == requests)
    }

    private func codeRequest(
        clientID: String = "1406020730", scope: String = "example_scope"
    ) throws -> SentRequest {
        let player = try StandardPlayer(
            .make(clientID: clientID, scope: scope), [.codes(), .tokens])
        player.play()
        return try #require(player.requests.first)
    }
}

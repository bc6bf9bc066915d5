import BoundedBytes
import DeviceGrant
import GrantPlayer
import HTTPWire
import Testing

/// The requests as they leave.
@Suite struct RequestTests {
    @Test(
        "A request's head names the target and the host as the URL has them",
        arguments: [
            ("https://a.example/token", "/token", "a.example"),
            ("https://a.example", "/", "a.example"),
            ("https://a.example/", "/", "a.example"),
            ("https://a.example?x=1", "/?x=1", "a.example"),
            ("https://a.example:8443/a/b?c=d&e=%20", "/a/b?c=d&e=%20", "a.example:8443"),
            ("http://[::1]:80/x", "/x", "[::1]:80"),
            ("HTTPS://A.Example/T", "/T", "A.Example"),
        ])
    func head(_ url: String, _ target: String, _ host: String) throws {
        let request = try codesRequest(.make(scope: "", deviceAuthorizationEndpoint: url))
        #expect(
            request == """
                POST \(target) HTTP/1.1\r\nHost: \(host)\r\nUser-Agent: DeviceGrant\r\n\
                Accept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                Content-Length: 20\r\n\r\nclient_id=1406020730
                """)
    }

    @Test("In a room of any size a request is written whole or not at all")
    func everyRoom() throws {
        let configuration = try ClientConfiguration.make(
            authentication: .basic, clientSecret: "secret")
        let whole = codesRequest(configuration)
        let count = whole.utf8.count
        for room in 0...count + 2 {
            var grant = sendingGrant()
            let bytes = [UInt8](capacity: room) {
                grant.writeRequest(for: configuration, to: &$0)
            }
            #expect(bytes == (room < count ? [] : Array(whole.utf8)))
            guard room < count else { continue }
            let outcome = GrantOutcome.outOfMemory(.requestBuffer(capacity: room))
            #expect(grant.poll(at: Instant(tick: 0)) == .close)
            grant.transportDidClose(at: Instant(tick: 0))
            #expect(grant.poll(at: Instant(tick: 0)) == .display(.finished(outcome)))
        }
    }

    @Test(
        "A well-known document stands where its standard says, whatever the issuer's path",
        arguments: [
            ("https://a.example", ""), ("https://a.example/", ""), ("https://a.example/b", "/b"),
            ("https://a.example/b/c/", "/b/c"),
        ])
    func wellKnown(_ issuer: String, _ path: String) throws {
        let now = Instant(tick: 0)
        let clientID = Array("1406020730".utf8)
        let nothing: [UInt8] = []
        let configuration = try ClientConfiguration(
            issuer: Endpoint(Array(issuer.utf8).span), clientID: clientID.span,
            scope: nothing.span, clientSecret: nothing.span)
        var discovery = ServerDiscovery()
        discovery.start(at: now)
        func request() -> String {
            discovery.transportDidConnect(at: now)
            let bytes = [UInt8](capacity: 512) {
                discovery.writeRequest(for: configuration, to: &$0)
            }
            discovery.transportDidSend(at: now)
            return String(decoding: bytes, as: UTF8.self)
        }
        let fields = """
             HTTP/1.1\r\nHost: a.example\r\nUser-Agent: DeviceGrant\r\n\
            Accept: application/json\r\n\r\n
            """
        #expect(
            request() == "GET /.well-known/oauth-authorization-server" + path + fields)
        let missing = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        discovery.receive(Array(missing.utf8).span, at: now)
        #expect(request() == "GET " + path + "/.well-known/openid-configuration" + fields)
    }

    private func sendingGrant() -> StandardDeviceGrant {
        var grant = StandardDeviceGrant()
        grant.start(at: Instant(tick: 0), entropy: 1)
        grant.transportDidConnect(at: Instant(tick: 0))
        return grant
    }

    private func codesRequest(_ configuration: borrowing ClientConfiguration) -> String {
        var grant = sendingGrant()
        let bytes = [UInt8](capacity: 1_024) { grant.writeRequest(for: configuration, to: &$0) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

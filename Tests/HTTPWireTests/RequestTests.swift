import Foundation
import HTTPWire
import Testing

/// The writer of requests.
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
        let endpoint = try Endpoint(Array(url.utf8).span)
        let text = written { writer, output in
            writer.write("POST ", to: &output)
            writer.writeTarget(endpoint, nil, to: &output)
            writer.endRequestLine(endpoint, to: &output)
            writer.writeFormFields(byteCount: 17, to: &output)
        }
        #expect(
            text == """
                POST \(target) HTTP/1.1\r\nHost: \(host)\r\nUser-Agent: DeviceGrant\r\n\
                Accept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                Content-Length: 17\r\n
                """)
    }

    @Test(
        "A well-known document stands where its standard says, whatever the issuer's path",
        arguments: [
            ("https://a.example", "", ""),
            ("https://a.example/", "", ""),
            ("https://a.example/b", "/b", "/b"),
            ("https://a.example/b/c/", "/b/c", "/b/c"),
            ("https://a.example?x=1", "?x=1", "/?x=1"),
        ])
    func wellKnown(_ url: String, _ behind: String, _ before: String) throws {
        let endpoint = try Endpoint(Array(url.utf8).span)
        let oauth = written { $0.writeTarget(endpoint, .oauthAuthorizationServer, to: &$1) }
        #expect(oauth == "/.well-known/oauth-authorization-server" + behind)
        let openID = written { $0.writeTarget(endpoint, .openIDConfiguration, to: &$1) }
        #expect(openID == before + "/.well-known/openid-configuration")
    }

    @Test(
        "The form encoding of every byte decodes to it",
        arguments: [RequestWriter.Encoding.form, .query])
    func formEncoding(_ encoding: RequestWriter.Encoding) throws {
        for byte in UInt8.min...UInt8.max {
            let bytes = [byte, 0x61, byte]
            let text = written { $0.write(bytes.span, as: encoding, to: &$1) }
            #expect(text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x26 && $0 != 0x3D })
            let decoded = formDecoded(text)
            #expect(decoded == bytes)
        }
    }

    @Test("Basic is base64 of both parts, form-encoded, for every length", arguments: 0...9)
    func basic(_ count: Int) throws {
        let user = Array("client id:ü".utf8)
        let password = (0..<count).map { UInt8(truncatingIfNeeded: 0xF7 &+ $0 &* 37) }
        let line = written {
            $0.writeBasicAuthorization(user: user.span, password: password.span, to: &$1)
        }
        let start = "Authorization: Basic "
        #expect(line.hasPrefix(start))
        #expect(line.hasSuffix("\r\n"))
        let base64 = line.dropFirst(start.count).dropLast()
        let decoded = String(
            decoding: try #require(Data(base64Encoded: String(base64))), as: UTF8.self)
        let parts = decoded.split(separator: ":", omittingEmptySubsequences: false)
        try #require(parts.count == 2)
        #expect(
            formDecoded(parts[0]) == user)
        #expect(
            formDecoded(parts[1]) == password)
    }

    @Test("In a room of any size a request is counted whole, and its beginning is written")
    func everyRoom() throws {
        let endpoint = try Endpoint(Array("https://a.example/token".utf8).span)
        func write(_ writer: inout RequestWriter, _ output: inout OutputSpan<UInt8>) {
            writer.writeTarget(endpoint, nil, to: &output)
            writer.endRequestLine(endpoint, to: &output)
            writer.writeBasicAuthorization(user: [0x61].span, password: [0xFF].span, to: &output)
            writer.writeFormFields(byteCount: 1_234, to: &output)
            writer.write([0x61, 0x20, 0x00].span, as: .form, to: &output)
        }
        let whole = written { write(&$0, &$1) }
        let count = whole.utf8.count
        for room in 0...count + 2 {
            var writer = RequestWriter()
            let bytes = [UInt8](capacity: room) { write(&writer, &$0) }
            #expect(writer.byteCount == count)
            #expect(Array(whole.utf8.prefix(room)) == bytes)
        }
    }

    private func written(
        _ body: (inout RequestWriter, inout OutputSpan<UInt8>) -> Void
    ) -> String {
        var writer = RequestWriter()
        let bytes = [UInt8](capacity: 4_096) { body(&writer, &$0) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

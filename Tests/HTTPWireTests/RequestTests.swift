import BoundedBytes
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
        let text = try written { (output) throws(CapacityExceeded) in
            try output.beginRequestLine("POST", endpoint)
            try output.endRequestLine(endpoint)
            try output.endRequestHead(formBytes: 17)
        }
        #expect(
            text == """
                POST \(target) HTTP/1.1\r\nHost: \(host)\r\nUser-Agent: DeviceGrant\r\n\
                Accept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                Content-Length: 17\r\n\r\n
                """)
    }

    @Test("A request without a body ends with an empty line")
    func noBody() throws {
        let endpoint = try Endpoint(Array("https://a.example/x".utf8).span)
        let text = try written { (output) throws(CapacityExceeded) in
            try output.beginRequestLine("GET", endpoint)
            try output.endRequestLine(endpoint)
            try output.endRequestHead()
        }
        #expect(text.hasPrefix("GET /x HTTP/1.1\r\n"))
        #expect(text.hasSuffix("\r\n\r\n"))
        #expect(!text.contains("Content-"))
    }

    @Test(
        "The form encoding of every byte decodes to it",
        arguments: [FormURLEncoding.Form.body, .query])
    func formEncoding(_ form: FormURLEncoding.Form) throws {
        for byte in UInt8.min...UInt8.max {
            let bytes = [byte, 0x61, byte]
            let text = try written { (output) throws(CapacityExceeded) in
                try FormURLEncoding.write(bytes.span, as: form, to: &output)
            }
            #expect(text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x26 && $0 != 0x3D })
            let decoded = formDecoded(text)
            #expect(decoded == bytes)
        }
    }

    @Test("Basic is base64 of both parts, form-encoded, for every length", arguments: 0...9)
    func basic(_ count: Int) throws {
        let user = Array("client id:ü".utf8)
        let password = (0..<count).map { UInt8(truncatingIfNeeded: 0xF7 &+ $0 &* 37) }
        let line = try written { (output) throws(CapacityExceeded) in
            try output.writeBasicAuthorization(user: user.span, password: password.span)
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

    @Test("In a room of any size a request is written whole or an error is thrown")
    func everyRoom() throws {
        let endpoint = try Endpoint(Array("https://a.example/token".utf8).span)
        func write(_ output: inout OutputSpan<UInt8>) throws(CapacityExceeded) {
            try output.beginRequestLine("POST", endpoint)
            try output.endRequestLine(endpoint)
            try output.writeBasicAuthorization(user: [0x61].span, password: [0xFF].span)
            try output.endRequestHead(formBytes: 1_234)
            try FormURLEncoding.write([0x61, 0x20, 0x00].span, as: .body, to: &output)
        }
        let whole = try written { (output) throws(CapacityExceeded) in try write(&output) }
        let count = whole.utf8.count
        for room in 0...count + 2 {
            var fitted = false
            let bytes = [UInt8](capacity: room) { output in
                do throws(CapacityExceeded) {
                    try write(&output)
                    fitted = true
                } catch {
                    #expect(error.capacity == room)
                }
            }
            #expect(fitted == (room >= count))
            #expect(whole.utf8.starts(with: bytes))
        }
    }

    private func written(
        _ body: (inout OutputSpan<UInt8>) throws(CapacityExceeded) -> Void
    ) throws -> String {
        var thrown: CapacityExceeded?
        let bytes = [UInt8](capacity: 4_096) { output in
            do throws(CapacityExceeded) { try body(&output) } catch { thrown = error }
        }
        if let thrown { throw thrown }
        return String(decoding: bytes, as: UTF8.self)
    }
}

import HTTPWire
import Testing

/// The URLs that an endpoint can have.
@Suite struct EndpointTests {
    @Test(
        "A URL's parts are what a connection needs",
        arguments: [
            ("https://a.example/token", "a.example", 443, false),
            ("http://a.example", "a.example", 80, true),
            ("https://a.example:1", "a.example", 1, false),
            ("https://a.example:65535/", "a.example", 65_535, false),
            ("https://a.example:00443/", "a.example", 443, false),
            ("HTTPS://A-b_c.Example?q", "A-b_c.Example", 443, false),
            ("https://192.0.2.1:8443/x", "192.0.2.1", 8_443, false),
            ("https://[2001:db8::1]/x", "2001:db8::1", 443, false),
            ("https://[::ffff:192.0.2.1]:8443", "::ffff:192.0.2.1", 8_443, false),
            ("https://a.example/@x:y", "a.example", 443, false),
        ] as [(String, String, UInt16, Bool)])
    func parts(_ url: String, _ host: String, _ port: UInt16, _ isPlaintext: Bool) throws {
        let endpoint = try Endpoint(Array(url.utf8).span)
        let found = endpoint.withHost { span in
            String(decoding: span.indices.map { span[$0] }, as: UTF8.self)
        }
        #expect(found == host)
        #expect(endpoint.port == port)
        #expect(endpoint.isPlaintext == isPlaintext)
    }

    @Test(
        "Another scheme is refused",
        arguments: [
            "", "a", "ftp://a.example", "https:/a", "https//a",
            "//a.example", "javascript:alert(1)", "httpss://a.example", "http:", "https:",
        ])
    func schemes(_ url: String) {
        #expect(throws: EndpointError.unsupportedScheme) { _ = try Endpoint(Array(url.utf8).span) }
    }

    @Test(
        "A URL that no request can be sent to is refused",
        arguments: [
            "https://", "https:///x", "https://:443/", "https://?x", "https://a.example:/",
            "https://a.example:0/", "https://a.example:65536/", "https://a.example:4294967739/",
            "https://a.example:-1/", "https://a.example:44a/", "https://a.example:443:443/",
            "https://user@a.example/", "https://user:pass@a.example/", "https://a.example#x",
            "https://a.example/#x", "https://a.example/ x", "https://a.example/\r\nX: y",
            "https://a.example/\u{0}", "https://a.example/\u{7F}", "https://ä.example/",
            "https://a.example/ä",
            "https://a%2eexample/", "https://[::1", "https://::1/", "https://[]/",
            "https://[::1]x/",
            "https://[g::1]/", "https://a.example/<x>", "https://a.example/\\x",
            "https://a.example\\@b/",
            "https://a.example/\"x\"", "https://a,b/", "https://a example/",
            "https://[::1%25eth0]/",
        ])
    func malformed(_ url: String) {
        #expect(throws: EndpointError.malformed) { _ = try Endpoint(Array(url.utf8).span) }
    }

    @Test("A URL of 256 bytes is taken, and one of 257 is refused", arguments: 255...258)
    func lengths(_ count: Int) throws {
        let start = "https://a.example/"
        let url = Array((start + String(repeating: "x", count: count - start.count)).utf8)
        if count <= Endpoint.bytesMaximum {
            _ = try Endpoint(url.span)
        } else {
            #expect(throws: EndpointError.tooLong) { _ = try Endpoint(url.span) }
        }
    }

    @Test("A URL is equal to its own bytes alone")
    func equality() throws {
        let url = "https://a.example/b"
        let endpoint = try Endpoint(Array(url.utf8).span)
        let isItself = endpoint.isEqual(to: Array(url.utf8).span)
        #expect(isItself)
        for other in [
            "", "https://a.example/", "https://a.example/b/", "https://a.example/c",
            "https://A.example/b", "http://a.example/b", "Https://a.example/b",
        ] {
            let isOther = endpoint.isEqual(to: Array(other.utf8).span)
            #expect(!isOther, "\(other)")
        }
    }
}

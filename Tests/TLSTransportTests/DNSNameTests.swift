import Testing

@testable import TLSTransport

/// How a certificate's DNS names are compared with the host that is meant. Requirement X49.
@Suite struct DNSNameTests {
    @Test(
        "X49 RFC 9525 §6.3: a presented name covers the host",
        arguments: [
            ("a.example", "a.example"), ("A.EXAMPLE", "a.example"), ("a", "a"),
            ("xn--bcher-kva.example", "xn--bcher-kva.example"),
            ("*.a.example", "b.a.example"), ("*.A.Example", "b.a.example"),
            ("*.a.example", "xn--bcher-kva.a.example"), ("*.b.a.example", "c.b.a.example"),
            ("*.co.uk", "bbc.co.uk"),
        ])
    func covered(presented: String, host: String) {
        #expect(isCovered(host, by: presented))
    }

    @Test(
        "X49 RFC 9525 §6.3: a presented name does not cover the host",
        arguments: [
            // Another name, or a part of it.
            ("b.example", "a.example"), ("example", "a.example"), ("a.example", "b.a.example"),
            ("a.exampl", "a.example"), ("a.examplee", "a.example"), ("", "a.example"),
            // A wildcard is one whole label, the left-most one, with two labels behind it.
            ("*", "a"), ("*", "a.example"), ("*.", "a."), ("*.example", "a.example"),
            ("*.com", "a.com"), ("*.a.example", "a.example"), ("*.a.example", "c.b.a.example"),
            ("*.a.example", ".a.example"), ("*.*.example", "b.a.example"),
            ("b.*.example", "b.a.example"), ("b.a.*", "b.a.example"),
            ("b*.a.example", "bc.a.example"),
            ("*b.a.example", "cb.a.example"), ("b*c.a.example", "bxc.a.example"),
            ("**.a.example", "b.a.example"), ("*a.example", "ba.example"),
            ("*.a..example", "b.a..example"),
            ("xn--*.a.example", "xn--b.a.example"),
            // A literal asterisk in the host is no name.
            ("*.a.example", "*.b.example"),
            // Names that are none.
            ("a.example.", "a.example"), (".a.example", "a.example"), ("a..example", "a..example"),
            ("a.example\0", "a.example"), ("a.example\0.evil.example", "a.example"),
            ("a.exa\0mple", "a.example"), (" a.example", "a.example"), ("a.example ", "a.example"),
            ("a_b.example", "a_b.example"), ("*.a_b.example", "c.a_b.example"),
            ("bücher.example", "bücher.example"), ("a.example:443", "a.example"),
            ("-a.example", "-a.example"), ("a-.example", "a-.example"),
            ("a.example-", "a.example-"),
            // Folding the case bit of other than letters would make these equal.
            ("a\u{5B}.example", "a\u{7B}.example"), ("\u{00}.example", " .example"),
        ])
    func notCovered(presented: String, host: String) {
        #expect(!isCovered(host, by: presented))
    }

    @Test("X49 RFC 1035 §2.3.4: labels to 63 bytes, names to 253")
    func lengths() {
        let label = String(repeating: "a", count: 63)
        #expect(isName("\(label).example"))
        #expect(!isName("a\(label).example"))
        let name = "\(label).\(label).\(label).\(label.dropLast(2))"
        #expect(name.utf8.count == 253)
        #expect(isName(name))
        #expect(!isName(name + "a"))
        #expect(isCovered(name, by: name))
        #expect(!isCovered(name + "a", by: name + "a"))
    }

    private func isCovered(_ host: String, by presented: String) -> Bool {
        let presentedBytes = [UInt8](presented.utf8)
        let hostBytes = [UInt8](host.utf8)
        return covers(presented: presentedBytes.span, name: hostBytes.span)
    }

    private func isName(_ text: String) -> Bool {
        let bytes = [UInt8](text.utf8)
        return isDNSName(bytes.span)
    }
}

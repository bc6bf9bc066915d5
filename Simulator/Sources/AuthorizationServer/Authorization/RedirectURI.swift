/// A URI that a client registered for its users to be sent to, compared as an exact string
/// (RFC 9700 §4.1.3).
public struct RedirectURI: Sendable, Hashable {
    /// As it was registered.
    public let text: String

    private static let loopback = ["http://127.0.0.1/", "http://[::1]/"]

    /// Accepts `https` with a host, `http` on loopback (RFC 8252 §7.3), and a private-use scheme
    /// with a dot in it (RFC 8252 §7.1); no fragment (RFC 6749 §3.1.2), no user name, and nothing
    /// that would have to be escaped in a header.
    public init?(_ text: String) {
        let refused = Set("\"<>\\^`{|};,'#*".utf8)
        guard (1...1_024).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !refused.contains($0) }),
            let colon = text.firstIndex(of: ":")
        else { return nil }
        let scheme = text[..<colon]
        switch scheme {
        case "https", "http":
            guard let authority = Self.authority(text), !authority.isEmpty,
                authority.utf8.allSatisfy({ Self.isAlphanumeric($0) || ".-:[]".utf8.contains($0) })
            else { return nil }
            let host = authority.hasPrefix("[") ? authority : authority.prefix { $0 != ":" }
            guard
                scheme == "https" || ["127.0.0.1", "localhost"].contains(host)
                    || host.hasPrefix("[::1]")
            else { return nil }
        default:
            guard scheme.contains("."), let first = scheme.utf8.first, first > 0x39,
                scheme.utf8.allSatisfy({ Self.isAlphanumeric($0) || "+-.".utf8.contains($0) })
            else { return nil }
        }
        self.text = text
    }

    /// Whether a request for `uri` means this one. RFC 8252 §7.3: on a loopback address that is
    /// registered without a port, an app takes whichever port is free.
    func matches(_ uri: String) -> Bool {
        if text == uri { return true }
        guard let prefix = Self.loopback.first(where: text.hasPrefix) else { return false }
        let origin = prefix.dropLast()
        guard uri.hasPrefix(origin + ":") else { return false }
        let rest = uri.dropFirst(origin.count + 1)
        let port = rest.prefix { $0 != "/" }
        return UInt16(port) != nil && port.utf8.allSatisfy(Self.isAlphanumeric)
            && rest.dropFirst(port.count) == text.dropFirst(origin.count)
    }

    /// What a Content-Security-Policy must name for a form whose answer redirects to `uri`.
    static func formActionSource(of uri: String) -> String {
        let scheme = uri.prefix { $0 != ":" }
        // A policy cannot write an IPv6 address, and a private-use scheme has no host.
        guard let authority = authority(uri), !authority.hasPrefix("["),
            scheme == "http" || scheme == "https"
        else { return scheme + ":" }
        return "\(scheme)://\(authority)"
    }

    private static func authority(_ uri: String) -> Substring? {
        guard let start = uri.range(of: "://") else { return nil }
        return uri[start.upperBound...].prefix { $0 != "/" && $0 != "?" }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: false
        }
    }
}

import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// One visit to one server: the page that is open, the cookies so far.
struct BrowserVisit {
    private let client: HTTPClient
    /// `https://host[:port]`: nothing is sent anywhere else.
    private let origin: String
    private var cookies: [String: String] = [:]
    private(set) var page = HTMLPage("")

    private static let redirects = 8
    private static let pageBytes = 256 * 1_024

    init(client: HTTPClient, at uri: String) throws {
        let scheme = "https://"
        guard uri.lowercased().hasPrefix(scheme) else { throw ScriptedUserError.invalidURI(uri) }
        let authority = uri.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        guard !authority.isEmpty, !authority.contains("@") else {
            throw ScriptedUserError.invalidURI(uri)
        }
        self.client = client
        origin = scheme + authority.lowercased()
    }

    mutating func open(_ uri: String) async throws {
        try await load(uri, method: .GET, body: nil)
    }

    /// Sends a form as a browser does: its fields in order, hidden ones with their values, and the
    /// pressed button's own name and value.
    mutating func submit(
        _ form: HTMLForm, filling fill: (HTMLForm.Input) -> String?, pressing button: String?
    ) async throws {
        var pairs = form.inputs.filter { !$0.name.isEmpty }.map { input in
            (input.name, input.type == "hidden" ? input.value : fill(input) ?? input.value)
        }
        if let button, let pressed = form.buttons.first(where: { $0.label == button }),
            !pressed.name.isEmpty
        {
            pairs.append((pressed.name, pressed.value))
        }
        let body = pairs.map { "\(Self.encoded($0.0))=\(Self.encoded($0.1))" }
            .joined(separator: "&")
        try await load(form.action, method: .POST, body: body)
    }

    private mutating func load(_ target: String, method: HTTPMethod, body: String?) async throws {
        var uri = try absolute(target)
        var method = method
        var body = body
        for _ in 0..<Self.redirects {
            let response = try await send(uri, method, body)
            keepCookies(response.headers)
            if [301, 302, 303].contains(response.status.code),
                let location = response.headers.first(name: "location")
            {
                uri = try absolute(location)
                method = .GET
                body = nil
                continue
            }
            do {
                let buffer = try await response.body.collect(upTo: Self.pageBytes)
                page = HTMLPage(String(buffer: buffer))
            } catch is NIOTooManyBytesError {
                throw ScriptedUserError.pageTooLarge
            }
            return
        }
        throw ScriptedUserError.tooManyRedirects
    }

    private func send(
        _ uri: String, _ method: HTTPMethod, _ body: String?
    ) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: uri)
        request.method = method
        request.headers.add(name: "accept", value: "text/html")
        request.headers.add(name: "accept-language", value: "en")
        request.headers.add(name: "user-agent", value: "ScriptedUser")
        if !cookies.isEmpty {
            let text = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            request.headers.add(name: "cookie", value: text.joined(separator: "; "))
        }
        if let body {
            request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
            request.headers.add(name: "origin", value: origin)
            request.headers.add(name: "sec-fetch-site", value: "same-origin")
            request.body = .bytes(ByteBuffer(string: body))
        }
        do {
            return try await client.execute(request, timeout: .seconds(60))
        } catch let error as CancellationError {
            throw error
        } catch {
            throw ScriptedUserError.unreachable(uri, reason: "\(error)")
        }
    }

    /// Only this server's own pages.
    private func absolute(_ target: String) throws -> String {
        if target.hasPrefix("/") && !target.hasPrefix("//") { return origin + target }
        let authorityEnd = target.dropFirst(origin.count).first
        guard target.lowercased().hasPrefix(origin),
            authorityEnd == nil || authorityEnd == "/" || authorityEnd == "?"
        else { throw ScriptedUserError.leftTheServer(target) }
        return target
    }

    private mutating func keepCookies(_ headers: HTTPHeaders) {
        for header in headers["set-cookie"] {
            let parts = header.split(separator: ";")
            guard let pair = parts.first, let equals = pair.firstIndex(of: "=") else { continue }
            let name = String(pair[..<equals])
            let isGone = parts.dropFirst().contains { part in
                part.drop(while: { $0 == " " }).lowercased() == "max-age=0"
            }
            cookies[name] = isGone ? nil : String(pair[pair.index(after: equals)...])
        }
    }

    private static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        var encoded = ""
        for byte in text.utf8 {
            let scalar = Unicode.Scalar(byte)
            if byte < 0x80
                && (scalar.properties.isAlphabetic || (0x30...0x39).contains(byte)
                    || "-._~".unicodeScalars.contains(scalar))
            {
                encoded.unicodeScalars.append(scalar)
            } else {
                encoded += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
        return encoded
    }
}

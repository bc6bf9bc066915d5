import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore

@testable import AuthorizationServer
@testable import ScriptedUser

/// A browser without a screen: keeps cookies, reads forms, sends what a test tells it to.
struct TestBrowser {
    let client: any TestClientProtocol
    var cookies: [String: String] = [:]
    /// What Accept-Language says; nil for nothing.
    var language: String?

    init(_ client: any TestClientProtocol) {
        self.client = client
    }

    mutating func get(_ uri: String) async throws -> TestResponse {
        let response = try await client.execute(
            uri: uri, method: .get, headers: headers([:]), body: nil)
        keepCookies(response)
        return response
    }

    mutating func post(
        _ uri: String, _ fields: KeyValuePairs<String, String>, headers extra: HTTPFields = [:]
    ) async throws -> TestResponse {
        let body = fields.map { "\($0)=\(Self.encoded($1))" }.joined(separator: "&")
        let response = try await client.post(uri, body, headers: headers(extra))
        keepCookies(response)
        return response
    }

    mutating func signIn(_ username: String, _ password: String) async throws -> TestResponse {
        let token = try await formToken(get("/login"))
        return try await post(
            "/login",
            [
                "form_token": token, "return": "/device", "username": username,
                "password": password,
            ])
    }

    /// Types a code on the device page and sends it.
    mutating func enter(_ code: String) async throws -> TestResponse {
        let token = try await formToken(get("/device"))
        return try await post("/device", ["form_token": token, "user_code": code])
    }

    /// Sends the form of the page that goes to `action`, hidden fields as they are.
    mutating func send(
        _ action: String, of page: TestResponse, _ fields: KeyValuePairs<String, String> = [:]
    ) async throws -> TestResponse {
        let form = HTMLPage(page.text).forms.first { $0.action == action }
        let hidden = form?.inputs.filter { $0.type == "hidden" } ?? []
        var body = hidden.map { "\($0.name)=\(Self.encoded($0.value))" }
        body += fields.map { "\($0)=\(Self.encoded($1))" }
        let response = try await client.post(
            action, body.joined(separator: "&"), headers: headers([:]))
        keepCookies(response)
        return response
    }

    mutating func decide(_ page: TestResponse, _ decision: String) async throws -> TestResponse {
        try await post(
            "/device/decision",
            [
                "form_token": hidden("form_token", page), "request": hidden("request", page),
                "decision": decision,
            ])
    }

    /// The token of the page's own form, not of the sign-out form in its head.
    func formToken(_ response: TestResponse) -> String {
        hidden("form_token", response)
    }

    func hidden(_ name: String, _ response: TestResponse) -> String {
        let forms = HTMLPage(response.text).forms.filter { $0.action != "/logout" }
        return forms.flatMap(\.inputs).first { $0.name == name }?.value ?? ""
    }

    private func headers(_ extra: HTTPFields) -> HTTPFields {
        var headers = extra
        if headers[.accept] == nil { headers[.accept] = "text/html" }
        headers[.acceptLanguage] = language
        if !cookies.isEmpty {
            headers[.cookie] = cookies.map { "\($0)=\($1)" }.joined(separator: "; ")
        }
        return headers
    }

    private mutating func keepCookies(_ response: TestResponse) {
        for field in response.headers[values: .setCookie] {
            let pair = field.prefix { $0 != ";" }
            guard let equals = pair.firstIndex(of: "=") else { continue }
            let value = String(pair[pair.index(after: equals)...])
            cookies[String(pair[..<equals])] = value.isEmpty ? nil : value
        }
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let digits = Array("0123456789ABCDEF")
            return "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
        }.joined()
    }
}

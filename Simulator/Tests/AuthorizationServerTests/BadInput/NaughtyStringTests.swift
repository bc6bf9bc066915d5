import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import AuthorizationServer

/// The big list of naughty strings in every field of every endpoint and form.
@Suite struct NaughtyStringTests {
    private static func strings() throws -> [String] {
        let lists = try VectorFolder("naughty-strings").cases(as: [String].self)
        return lists.flatMap(\.content)
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let digits = Array("0123456789ABCDEF")
            return "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
        }.joined()
    }

    /// Tags and quotes of a page: text that broke out of its place would change their number.
    private static func marks(_ response: TestResponse) -> [Int] {
        "<>\"".utf8.map { mark in response.text.utf8.count { $0 == mark } }
    }

    @Test("X36 naughty strings in every field of the endpoints get an error by RFC 6749")
    func endpoints() async throws {
        let server = try await TestServer.make()
        let strings = try Self.strings()
        let grant = "grant_type=urn:ietf:params:oauth:grant-type:device_code"
        try await server.run { client in
            for string in strings where !string.isEmpty {
                let text = Self.encoded(string)
                let basic = Data((text + ":" + text).utf8).base64EncodedString()
                let raw = Data(string.utf8).base64EncodedString()
                for (path, form, authorization) in [
                    ("/device_authorization", "client_id=\(text)", nil),
                    ("/device_authorization", "client_id=tv&client_secret=\(text)", nil),
                    ("/device_authorization", "client_id=tv&scope=\(text)", nil),
                    ("/device_authorization", "client_id=tv&\(text)=\(text)", nil),
                    ("/device_authorization", "", "Basic \(basic)"),
                    ("/device_authorization", "", "Basic \(raw)"),
                    ("/token", "client_id=tv&grant_type=\(text)", nil),
                    ("/token", "client_id=\(text)&device_code=x&\(grant)", nil),
                    ("/token", "client_id=tv&device_code=\(text)&\(grant)", nil),
                    ("/token", "client_id=tv&refresh_token=\(text)&grant_type=refresh_token", nil),
                    ("/token?client_id=\(text)", "", nil),
                    ("/token?client_id=tv&device_code=\(text)&\(grant)", "", nil),
                    ("/token?\(text)", "", nil), ("/\(text)", "", nil),
                ] as [(String, String, String?)] {
                    var headers = HTTPFields()
                    headers[.authorization] = authorization
                    let response = try await client.post(path, form, headers: headers)
                    let isError = (400..<500).contains(response.status.code)
                    #expect(isError || response.status == .ok, "\(path) \(form) \(string)")
                    #expect(!isError || response.error != nil, "\(path) \(form) \(string)")
                }
            }
        }
    }

    @Test("X42 naughty strings in every field of the pages are refused or shown as text")
    func pages() async throws {
        let server = try await TestServer.make()
        let strings = try Self.strings()
        try await server.run { client in
            var browser = try await server.browser(client, as: TestServer.username)
            var visitor = TestBrowser(client)
            let form = browser.formToken(try await browser.get("/device"))
            let signIn = visitor.formToken(try await visitor.get("/login"))
            func answers(_ text: String) async throws -> [TestResponse] {
                let query = Self.encoded(text)
                return [
                    try await browser.get("/device?user_code=\(query)"),
                    try await browser.post("/device", ["form_token": form, "user_code": text]),
                    try await browser.post("/device", ["form_token": text, "user_code": text]),
                    try await browser.post(
                        "/device/decision",
                        ["form_token": form, "request": text, "decision": text]),
                    try await visitor.get("/login?return=\(query)"),
                    try await visitor.post(
                        "/login",
                        [
                            "form_token": signIn, "username": text, "password": text,
                            "return": text,
                        ]),
                    try await visitor.post("/login", ["form_token": text, "username": "x"]),
                    try await browser.post("/logout", ["form_token": text]),
                    try await visitor.get("/\(query)"),
                ]
            }
            for string in strings where !string.isEmpty {
                for response in try await answers(string) {
                    #expect(response.status.code < 500, "\(string)")
                    #expect(!response.text.contains("<script"), "\(string)")
                    let isWhole = Self.isWhole(response)
                    #expect(isWhole, "\(string)")
                }
            }
        }
    }

    /// Whether each quote and bracket of the page is one of the templates': text in an attribute
    /// would end it, and text between tags would open one.
    private static func isWhole(_ response: TestResponse) -> Bool {
        guard response.headers[.contentType]?.contains("html") == true else { return true }
        let tag = /<(?:!doctype html|\/?[a-z][a-z0-9]*(?:\s+[a-z-]+(?:="[^"<>]*")?)*\s*\/?)>/
        let tags = response.text.matches(
            // A combining mark belongs to the text that it begins, not to the bracket before it.
            of: tag.ignoresCase().matchingSemantics(.unicodeScalar))
        let quotes = tags.reduce(0) { $0 + $1.output.utf8.count { $0 == UInt8(ascii: "\"") } }
        return marks(response) == [tags.count, tags.count, quotes]
    }

    @Test("X42 naughty strings as user name, client name and scope are shown as text")
    func names() async throws {
        let server = try await TestServer.make()
        let strings = try Self.strings()
        try await server.run { client in
            for (number, string) in strings.enumerated() where !string.isEmpty {
                let id = "client-\(number)"
                _ = try await server.store.insert(
                    Client(
                        id: id, name: string, secretHash: nil, grantTypes: GrantType.allCases,
                        // A scope has no blanks (RFC 6749 §3.3); some strings are none.
                        scope: Scope(string) ?? Scope(tokens: ["openid"]), createdAtMilliseconds: 0)
                )
                var browser = try await server.browser(client, as: string)
                let codes = try await client.codes(client: id)
                let page = try await browser.enter(codes.user_code)
                #expect(page.status == .ok, "\(string)")
                let decided = try await browser.decide(page, "approve")
                let areWhole = Self.isWhole(page) && Self.isWhole(decided)
                #expect(areWhole, "\(string)")
            }
        }
    }
}

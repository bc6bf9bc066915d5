import Crypto
import HTTPTypes
import Hummingbird
import HummingbirdTesting

@testable import AuthorizationServer

/// An application that sends users to /oauth2/authorize, and a user who allows it.
struct CodeFlow {
    static let verifier = "verifier-of-43-characters-or-more-0123456789"

    /// A right request; a nil value leaves its parameter out.
    var parameters: [String: String?] = [
        "response_type": "code", "client_id": "app", "redirect_uri": TestServer.redirectURI,
        "scope": "openid profile", "state": "s t&a=te", "nonce": "n-0",
        "code_challenge": Base64URL.encode(SHA256.hash(data: Array(verifier.utf8))),
        "code_challenge_method": "S256",
    ]

    init(_ changes: [String: String?] = [:]) {
        parameters.merge(changes) { $1 }
    }

    var uri: String {
        "/oauth2/authorize?"
            + parameters.sorted { $0.key < $1.key }.compactMap { name, value in
                value.map { "\(name)=\(FormParameters.percentEncoded($0))" }
            }.joined(separator: "&")
    }

    /// The answer to the consent form of the page.
    static func decide(
        _ browser: inout TestBrowser, _ page: TestResponse, _ decision: String
    ) async throws -> TestResponse {
        try await browser.post(
            "/oauth2/authorize",
            [
                "form_token": browser.hidden("form_token", page),
                "query": browser.hidden("query", page), "decision": decision,
            ])
    }

    /// A code that Alice allowed.
    func code(_ client: any TestClientProtocol, _ server: TestServer) async throws -> String {
        var browser = try await server.browser(client, as: TestServer.username)
        let page = try await browser.get(uri)
        let redirect = try await Self.decide(&browser, page, "approve")
        return Self.answer(redirect)["code"] ?? ""
    }

    /// The token request for a code, with its form changed as a test likes.
    static func redeem(
        _ client: any TestClientProtocol, _ code: String, _ changes: [String: String?] = [:],
        headers: HTTPFields = [:]
    ) async throws -> TestResponse {
        let form: [String: String?] = [
            "grant_type": "authorization_code", "client_id": "app", "code": code,
            "redirect_uri": TestServer.redirectURI, "code_verifier": verifier,
        ].merging(changes) { $1 }
        let text = form.compactMap { name, value in
            value.map { "\(name)=\(FormParameters.percentEncoded($0))" }
        }.joined(separator: "&")
        return try await client.post("/oauth2/token", text, headers: headers)
    }

    /// The parameters of the redirect that an answer is.
    static func answer(_ response: TestResponse) -> FormParameters {
        let query = (response.headers[.location] ?? "").split(separator: "?", maxSplits: 1).last
        return (try? FormParameters((query ?? "").utf8)) ?? FormParameters()
    }
}

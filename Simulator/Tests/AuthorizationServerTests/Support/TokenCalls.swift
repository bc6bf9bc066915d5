import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JWTKit

@testable import AuthorizationServer

extension TestClientProtocol {
    /// Codes that Alice approved by the pages.
    func approvedCodes(
        _ server: TestServer, client: String = "tv", scope: String? = nil
    ) async throws -> Codes {
        let asked = scope.map { "&scope=" + FormParameters.percentEncoded($0) } ?? ""
        let codes = try await post("/device_authorization", "client_id=\(client)\(asked)")
            .decoded(Codes.self)
        var browser = try await server.browser(self, as: TestServer.username)
        let page = try await browser.enter(codes.user_code)
        _ = try await browser.decide(page, "approve")
        return codes
    }

    /// The tokens of a device that Alice approved.
    func deviceTokens(_ server: TestServer) async throws -> Tokens {
        try await poll(approvedCodes(server).device_code).decoded(Tokens.self)
    }

    func refresh(
        _ token: String?, client: String = "tv", _ extra: String = "", headers: HTTPFields = [:]
    ) async throws -> TestResponse {
        try await post(
            "/oauth2/token",
            "grant_type=refresh_token&client_id=\(client)&refresh_token=\(token ?? "")\(extra)",
            headers: headers)
    }

    func revoke(_ token: String?, client: String = "tv") async throws -> TestResponse {
        try await post("/oauth2/revoke", "client_id=\(client)&token=\(token ?? "")")
    }

    /// What a resource server is told about a token.
    func introspect(_ token: String?) async throws -> TestResponse {
        try await post(
            "/oauth2/introspect", "token=\(token ?? "")",
            headers: basic("box", FormParameters.percentEncoded(TestServer.secret)))
    }

    func userInfo(_ authorization: String?, dpop: String? = nil) async throws -> TestResponse {
        var headers: HTTPFields = [:]
        headers[.authorization] = authorization
        headers[.dpop] = dpop
        return try await execute(uri: "/oauth2/userInfo", method: .get, headers: headers)
    }
}

/// The tokens are verified by a library that the server does not use.
extension TokenClaims: JWTPayload {
    public func verify(using algorithm: some JWTAlgorithm) {}
}

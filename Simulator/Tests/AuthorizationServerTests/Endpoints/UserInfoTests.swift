import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import AuthorizationServer

@Suite struct UserInfoTests {
    @Test("an access token tells who the user is, by GET and by POST")
    func claims() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let token = try await client.deviceTokens(server).access_token
            for method in [HTTPRequest.Method.get, .post] {
                let response = try await client.execute(
                    uri: "/oauth2/userInfo", method: method,
                    headers: [.authorization: "Bearer " + token])
                #expect(
                    response.text
                        == #"{"sub":"sub-of-alice","username":"alice","preferred_username":"alice"}"#
                )
                #expect(response.headers[.cacheControl] == "no-store")
            }
        }
    }

    @Test("without a token the 401 names the schemes alone, with a wrong one the error as well")
    func challenges() async throws {
        let server = try await TestServer.make([.resultTokenSet: "ID+ACCESS+REFRESH"])
        try await server.run { client in
            let tokens = try await client.deviceTokens(server)
            for (sent, error) in [
                (nil, nil), ("Basic dHY6", nil), ("Bearer", "invalid_request"),
                ("Bearer a b", "invalid_request"), ("Bearer x", "invalid_token"),
                ("Bearer " + tokens.refreshText, "invalid_token"),
                ("Bearer " + (tokens.id_token ?? ""), "invalid_token"),
                ("DPoP " + tokens.access_token, "invalid_dpop_proof"),
            ] as [(String?, String?)] {
                let response = try await client.userInfo(sent)
                #expect(response.status == .unauthorized)
                let challenges = response.headers[values: .wwwAuthenticate]
                #expect(challenges.contains { $0.hasPrefix("Bearer realm=") })
                #expect(challenges.contains { $0.hasPrefix("DPoP realm=") && $0.contains("algs=") })
                for challenge in challenges {
                    #expect(challenge.contains("error=") == (error != nil))
                    if let error { #expect(challenge.contains(#"error="\#(error)""#)) }
                }
            }
        }
    }

    @Test("a token without the scope openid is told so")
    func insufficientScope() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            let codes = try await client.approvedCodes(server, scope: "profile")
            let token = try await client.poll(codes.device_code).decoded(Tokens.self).access_token
            let response = try await client.userInfo("Bearer " + token)
            #expect(response.status == .forbidden)
            #expect(response.error == "insufficient_scope")
        }
    }
}

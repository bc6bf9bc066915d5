import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import AuthorizationServer

/// GET and POST /logout in Cognito's shape.
@Suite struct LogoutTests {
    private static let uri = "/logout?client_id=app&logout_uri=https%3A%2F%2Fapp.example%2Fbye"

    @Test("X41 a link to /logout only asks; its button signs out and goes on to the client")
    func asks() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var browser = try await server.browser(client, as: TestServer.username)
            let page = try await browser.get(Self.uri)
            #expect(page.status == .ok)
            #expect(
                page.headers[.contentSecurityPolicy]?
                    .contains("form-action 'self' https://app.example;") == true)
            #expect(try await browser.get("/device").status == .ok)
            let tokens = HTMLInputs(page, action: "/logout")
            let response = try await browser.post(
                "/logout",
                [
                    "form_token": tokens["form_token"], "client_id": tokens["client_id"],
                    "logout_uri": tokens["logout_uri"],
                ])
            #expect(response.status == .seeOther)
            #expect(response.headers[.location] == "https://app.example/bye")
            #expect(try await browser.get("/device").status == .seeOther)
            // Signed out already, there is nothing to ask.
            #expect(
                try await browser.get(Self.uri).headers[.location] == "https://app.example/bye")
        }
    }

    @Test(
        "X28 an address that the client did not register is never gone to, and nobody is signed out",
        arguments: [
            "client_id=app&logout_uri=https%3A%2F%2Fevil.example%2F",
            "client_id=app&logout_uri=https%3A%2F%2Fapp.example%2Fbye%2F",
            "client_id=app&logout_uri=https%3A%2F%2Fapp.example%2Fback",
            "client_id=tv&logout_uri=https%3A%2F%2Fapp.example%2Fbye",
            "client_id=nobody&logout_uri=https%3A%2F%2Fapp.example%2Fbye",
            "logout_uri=https%3A%2F%2Fapp.example%2Fbye",
        ])
    func unregistered(query: String) async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var browser = try await server.browser(client, as: TestServer.username)
            let page = try await browser.get("/logout?" + query)
            #expect(page.status == .badRequest)
            #expect(page.headers[.location] == nil)
            let form = try await browser.get("/logout")
            let token = HTMLInputs(form, action: "/logout")["form_token"]
            let response = try await client.post(
                "/logout", query + "&form_token=" + token,
                headers: [
                    .cookie: browser.cookies.map { "\($0)=\($1)" }.joined(separator: "; ")
                ])
            #expect(response.status == .badRequest)
            #expect(try await browser.get("/device").status == .ok)
            var nobody = TestBrowser(client)
            #expect(try await nobody.get("/logout?" + query).status == .badRequest)
        }
    }
}

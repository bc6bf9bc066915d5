import Foundation
import Testing

/// The consent and sign-out pages in a real browser, which holds the redirect after a form against
/// the page's policy. The client's address is another name of the server, so another origin.
@Suite("Code flow in a browser", .serialized)
struct CodeFlowBrowserTests {
    private let state: TemporaryFolder
    private let device: SimulatorRun
    private let authority: String
    private let issuer: String
    private let clientURI: String

    init() async throws {
        state = try TemporaryFolder()
        device = try SimulatorRun.withEvents(state: state)
        let ready = try await device.event("server_ready")
        authority = try #require(ready["ca_file"]?.text)
        issuer = try #require(ready["issuer"]?.text)
        let clientURI = issuer.replacing("localhost", with: "127.0.0.1") + "/album"
        self.clientURI = clientURI
        let program = URL(fileURLWithPath: try SimulatorRun.program)
            .deletingLastPathComponent().appendingPathComponent("authorization-server").path
        let add = try ChildProcess(
            program,
            [
                "client", "add", "--id", "album", "--name", "Photo album", "--public",
                "--state", state.file("server"), "--redirect-uri", clientURI, "--logout-uri",
                clientURI,
            ], environment: ["PATH": "/usr/bin:/bin"])
        #expect(try await add.ended() == .status(0))
    }

    @Test("X40 X46 a person signs in, allows an application, is sent to it, and signs out to it")
    func wholeFlow() async throws {
        // RFC 7636 appendix B.
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        let client = clientURI.replacing(":", with: "%3A").replacing("/", with: "%2F")
        try await Browser.with(trusting: authority, named: "code-flow") { browser in
            try await browser.open(
                issuer + "/oauth2/authorize?response_type=code&client_id=album&state=s"
                    + "&redirect_uri=\(client)&scope=openid%20profile"
                    + "&code_challenge=\(challenge)&code_challenge_method=S256")
            let account = try DemoAccount(state: state)
            _ = try await browser.page("Sign in")
            try await browser.type(account.username, into: "User name")
            try await browser.type(account.password, into: "Password")
            try await browser.press("Sign in")

            let consent = try await browser.page("Allow Photo album to use your account?")
            #expect(consent.contains("see your profile"))
            #expect(consent.contains("https://127.0.0.1:"))
            try await browser.press("Authorize")
            // What this server shows under its other name: the browser has followed.
            _ = try await browser.page("There is no such page")

            try await browser.open(issuer + "/logout?client_id=album&logout_uri=\(client)")
            _ = try await browser.page("Sign out?")
            try await browser.press("Sign out")
            _ = try await browser.page("There is no such page")
            try await browser.open(issuer + "/device")
            _ = try await browser.page("Sign in")
        }
        #expect(try await device.interrupted().ending == .status(130))
    }
}

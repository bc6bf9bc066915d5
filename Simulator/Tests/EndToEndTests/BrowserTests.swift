import Foundation
import Testing

/// The pages in a real browser, with a simulated device that waits for the answer.
@Suite("Browser", .serialized)
struct BrowserTests {
    private let state: TemporaryFolder
    private let device: SimulatorRun
    private let authority: String
    private let codes: JSONValue

    init() async throws {
        state = try TemporaryFolder()
        device = try SimulatorRun.withEvents(state: state, ["--scope", "openid profile"])
        authority = try #require(try await device.event("server_ready")["ca_file"]?.text)
        codes = try await device.event("user_code")
    }

    private var userCode: String { codes["user_code"]?.text ?? "" }
    private var uri: String { codes["verification_uri"]?.text ?? "" }
    private var completeURI: String { codes["verification_uri_complete"]?.text ?? "" }

    /// The code as many people type it.
    private var sloppyCode: String {
        let symbols = userCode.lowercased().filter { $0 != "-" }
        return " \(symbols.prefix(2)) \(symbols.dropFirst(2).prefix(3))  \(symbols.dropFirst(5)) "
    }

    @Test(
        "S8 S9 S17 a person opens the verification URI, signs in, types the code and presses Authorize: the device is signed in",
        arguments: [Browser.Scripts.allowed, .forbidden])
    func approves(_ scripts: Browser.Scripts) async throws {
        let name = scripts == .allowed ? "approve" : "approve-without-scripts"
        try await Browser.with(trusting: authority, scripts: scripts, named: name) { browser in
            // Shown, not believed: a script that may run renames this page.
            try await browser.open(
                "data:text/html,<title>off</title><script>document.title='on'</script>")
            #expect(try await browser.title() == (scripts == .allowed ? "on" : "off"))

            try await browser.open(uri)
            try await signIn(browser)
            _ = try await browser.page("Connect a device")
            #expect(try await browser.content(of: "Code on your device") == "")
            try await browser.type(sloppyCode, into: "Code on your device")
            try await browser.press("Continue")

            let confirmation = try await browser.page("Connect Living-room TV stick?")
            #expect(!confirmation.contains("different networks"), "both are this machine")
            #expect(confirmation.contains(userCode))
            #expect(confirmation.contains("know which account you signed in with"))
            #expect(confirmation.contains("see your profile"))
            #expect(!confirmation.contains("stay signed in"), "not asked for")
            #expect(confirmation.contains("127.0.0.1"))
            #expect(confirmation.contains("demo"))
            #expect(confirmation.contains("Only continue if this code is on a device in your hand"))
            try await browser.press("Authorize")

            let answer = try await browser.page("Living-room TV stick is connected")
            #expect(answer.contains("Return to your device"))
        }
        let run = try await device.finished()
        #expect(run.ending == .status(0))
        #expect(try await device.event("finished")["outcome"] == "granted")
        #expect(run.errors == "")
    }

    @Test(
        "S11 X14 the complete URI fills the code in and approves nothing; Decline ends the device as denied"
    )
    func declines() async throws {
        try await Browser.with(trusting: authority, named: "decline") { browser in
            try await browser.open(completeURI)
            try await signIn(browser)
            let page = try await browser.page("Connect a device")
            #expect(try await browser.content(of: "Code on your device") == userCode)
            #expect(page.contains("Compare this code with the one your device shows"))
            try await expectPendingPoll()

            try await browser.press("Continue")
            _ = try await browser.page("Connect Living-room TV stick?")
            try await expectPendingPoll()
            try await browser.press("Decline")
            _ = try await browser.page("Declined")
        }
        let run = try await device.finished()
        #expect(run.ending == .status(10))
        #expect(try await device.event("finished")["outcome"] == "denied")
    }

    @Test(
        "S8 a wrong password and a wrong code are answered with what to do; the right ones then work"
    )
    func recoversFromMistakes() async throws {
        try await Browser.with(trusting: authority, named: "mistakes") { browser in
            try await browser.open(uri)
            let account = try DemoAccount(state: state)
            _ = try await browser.page("Sign in")
            try await browser.type(account.username, into: "User name")
            try await browser.type("not the password", into: "Password")
            try await browser.press("Sign in")
            #expect(try await browser.alert() == "The user name or the password is wrong.")
            _ = try await browser.page("Sign in")
            #expect(try await browser.content(of: "User name") == account.username)
            #expect(try await browser.content(of: "Password") == "")
            try await browser.type(account.password, into: "Password")
            try await browser.press("Sign in")

            for wrong in [otherCode, "hello"] {
                try await browser.type(wrong, into: "Code on your device")
                try await browser.press("Continue")
                #expect(try await browser.alert().hasPrefix("This code is not valid. Check it"))
                _ = try await browser.page("Connect a device")
                try await browser.empty("Code on your device")
            }
            try await browser.type(userCode, into: "Code on your device")
            try await browser.press("Continue")
            _ = try await browser.page("Connect Living-room TV stick?")
            try await browser.press("Authorize")
            _ = try await browser.page("Living-room TV stick is connected")
        }
        #expect(try await device.finished().ending == .status(0))
    }

    @Test("X1 after five wrong codes the page says how long to wait, to the right code, too")
    func locksOut() async throws {
        try await Browser.with(trusting: authority, named: "lock-out") { browser in
            try await browser.open(uri)
            try await signIn(browser)
            for _ in 0..<5 {
                try await browser.type(otherCode, into: "Code on your device")
                try await browser.press("Continue")
                #expect(try await browser.alert().hasPrefix("This code is not valid."))
                try await browser.empty("Code on your device")
            }
            try await browser.type(userCode, into: "Code on your device")
            try await browser.press("Continue")
            #expect(try await browser.alert().hasPrefix("Too many codes that were not valid."))
            _ = try await browser.page("Connect a device")
        }
        #expect(try await device.interrupted().ending == .status(130))
    }

    @Test("X22 with the keyboard alone, Decline is what is reached first and Enter presses")
    func keyboard() async throws {
        try await Browser.with(trusting: authority, named: "keyboard") { browser in
            try await browser.open(completeURI)
            // Past the brand in the head.
            let account = try DemoAccount(state: state)
            for keys in [Browser.tab, Browser.tab, account.username, Browser.tab] {
                try await browser.strike(keys)
            }
            try await browser.strike(account.password + Browser.enter)
            _ = try await browser.page("Connect a device")
            // The brand, the account, the sign-out, the field, the button.
            for _ in 0..<5 { try await browser.strike(Browser.tab) }
            #expect(try await browser.focused() == "Continue")
            try await browser.strike(Browser.enter)
            _ = try await browser.page("Connect Living-room TV stick?")
            // Past the head: the brand, the account, the sign-out.
            for _ in 0..<4 { try await browser.strike(Browser.tab) }
            #expect(try await browser.focused() == "Decline")
            try await browser.strike(Browser.enter)
            _ = try await browser.page("Declined")
        }
        #expect(try await device.finished().ending == .status(10))
    }

    @Test("S8 in German every page is, from the sign-in to the decision")
    func inGerman() async throws {
        try await Browser.with(trusting: authority, languages: "de", named: "german") { browser in
            try await browser.open(uri)
            let account = try DemoAccount(state: state)
            _ = try await browser.page("Anmelden")
            try await browser.type(account.username, into: "Benutzername")
            try await browser.type(account.password, into: "Passwort")
            try await browser.press("Anmelden")
            _ = try await browser.page("Gerät verbinden")
            try await browser.type(userCode, into: "Code auf Ihrem Gerät")
            try await browser.press("Weiter")
            _ = try await browser.page("Living-room TV stick verbinden?")
            try await browser.press("Ablehnen")
            _ = try await browser.page("Abgelehnt")
        }
        #expect(try await device.finished().ending == .status(10))
    }

    @Test("the accessibility checker, which finds nothing on the pages, does find things")
    func findsBarriers() async throws {
        try await Browser.with(trusting: authority, named: "barriers") { browser in
            try await browser.open("data:text/html,<img src=x><input>")
            let findings = try await browser.accessibilityFindings()
            for rule in ["document-title", "html-has-lang", "image-alt", "label"] {
                #expect(findings.contains { $0.hasPrefix(rule + ": ") }, "\(rule)")
            }
        }
        #expect(try await device.interrupted().ending == .status(130))
    }

    @Test("S9 a browser that was not told of the CA opens no page")
    func refusesUnknownAuthority() async throws {
        try await Browser.with(trusting: nil, named: "stranger") { browser in
            // The driver says nothing: it shows Chromium's own page.
            try await browser.open(uri)
            #expect(try await browser.title() == "Privacy error")
            #expect(try await browser.text().contains("ERR_CERT_AUTHORITY_INVALID"))
        }
        #expect(try await device.interrupted().ending == .status(130))
    }

    // MARK: Steps

    private func signIn(_ browser: Browser) async throws {
        let account = try DemoAccount(state: state)
        _ = try await browser.page("Sign in")
        try await browser.type(account.username, into: "User name")
        try await browser.type(account.password, into: "Password")
        try await browser.press("Sign in")
    }

    /// The device's next poll finds nothing decided.
    private func expectPendingPoll() async throws {
        let count = device.process.output.lines.count
        let poll = try await device.event("poll", after: count)
        #expect(poll["outcome"] == "authorization_pending")
    }

    /// A well-formed code that is not the device's.
    private var otherCode: String {
        let symbols = userCode.filter { $0 != "-" }
        return String(symbols.reversed()) == symbols
            ? String(symbols.dropFirst()) + "B" : String(symbols.reversed())
    }
}

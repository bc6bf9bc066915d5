import Foundation
import Testing

/// Headless Chromium as a person uses it: by what is written on the page.
struct Browser {
    let session: WebDriver
    private let shots: Screenshots
    private let scripts: Scripts

    /// Whether pages may run scripts.
    enum Scripts {
        case allowed, forbidden
    }

    /// Starts the browser with a home of its own, gives it to `body`, and ends it whatever happens.
    ///
    /// - Parameters:
    ///   - authority: The CA file that its store is told to trust; nil for none.
    ///   - languages: What its user reads, as in Accept-Language.
    static func with(
        trusting authority: String?, scripts: Scripts = .allowed, languages: String = "en",
        named name: String,
        _ body: (Browser) async throws -> Void
    ) async throws {
        let home = try TemporaryFolder()
        try await trust(authority, in: home)
        let program = try ChildProcess(
            try found("chromedriver"), ["--port=0"],
            environment: [
                "HOME": home.path, "TMPDIR": try home.makeFolder("tmp"), "PATH": "/usr/bin:/bin",
                "LANG": "C.UTF-8",
            ])
        let outcome: Result<Void, any Error>
        do {
            let port = try await within(waitingFor: "chromedriver") {
                try await program.output.first { line in
                    line.contains("started successfully on port")
                        ? line.split { !$0.isNumber }.last.map(String.init) : nil
                }
            }
            outcome = await start(
                WebDriver(base: "http://127.0.0.1:\(port)"), home, scripts, languages, name, body)
        } catch {
            outcome = .failure(error)
        }
        program.send(SIGTERM)
        _ = try await program.ended()
        try outcome.get()
    }

    private static func start(
        _ driver: WebDriver, _ home: TemporaryFolder, _ scripts: Scripts, _ languages: String,
        _ name: String, _ body: (Browser) async throws -> Void
    ) async -> Result<Void, any Error> {
        var words: [JSONValue] = [
            "--headless=new", .text("--user-data-dir=" + home.file("profile")), "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
        ]
        // Chromium's sandbox refuses root.
        if geteuid() == 0 { words.append("--no-sandbox") }
        var preferences: [String: JSONValue] = ["intl.accept_languages": .text(languages)]
        if scripts == .forbidden {
            preferences["profile.managed_default_content_settings.javascript"] = 2
        }
        let options: [String: JSONValue] = [
            "args": .list(words), "prefs": .object(preferences),
        ]
        let capabilities: JSONValue = [
            "capabilities": [
                "alwaysMatch": [
                    "browserName": "chrome", "goog:chromeOptions": .object(options),
                    // How long an element that is looked for may take to appear: a wait that
                    // fails ends the test, so it is long enough for a machine with other work.
                    "timeouts": ["implicit": 60_000, "pageLoad": 60_000],
                ]
            ]
        ]
        do {
            let started = try await driver.command(.post, "/session", capabilities)
            let identifier = try #require(started["sessionId"]?.text)
            let session = WebDriver(base: driver.base + "/session/" + identifier)
            let outcome: Result<Void, any Error>
            do {
                try await body(
                    Browser(
                        session: session, shots: Screenshots(named: name), scripts: scripts))
                outcome = .success(())
            } catch {
                outcome = .failure(error)
            }
            // Ends Chromium, and returns when it has ended.
            _ = try await session.command(.delete, "")
            return outcome
        } catch {
            return .failure(error)
        }
    }

    /// Makes the store of authorities that Chromium reads in this home.
    private static func trust(_ authority: String?, in home: TemporaryFolder) async throws {
        let store = "sql:" + (try home.makeFolder(".pki/nssdb"))
        var steps = [["-N", "--empty-password"]]
        if let authority { steps.append(["-A", "-t", "C,,", "-n", "simulator", "-i", authority]) }
        for step in steps {
            let program = try ChildProcess(
                try found("certutil"), ["-d", store] + step, environment: ["HOME": home.path])
            let ending = try await program.ended()
            try #require(ending == .status(0), "certutil: \(program.errors.text)")
        }
    }

    private static func found(_ program: String) throws -> String {
        let path = "/usr/bin/" + program
        try #require(
            FileManager.default.isExecutableFile(atPath: path),
            "\(path) is missing: run Simulator/install chromium chromium-driver libnss3-tools")
        return path
    }

    // MARK: What a person does

    func open(_ uri: String) async throws {
        _ = try await session.command(.post, "/url", ["url": .text(uri)])
    }

    /// Types into the field that has this label, after what is there.
    func type(_ text: String, into label: String) async throws {
        let field = try await field(label)
        _ = try await session.command(.post, "/element/\(field)/value", ["text": .text(text)])
    }

    /// Empties the field that has this label.
    func empty(_ label: String) async throws {
        let field = try await field(label)
        _ = try await session.command(.post, "/element/\(field)/clear")
    }

    /// Presses the button with this text, and waits for the page that it leads to.
    func press(_ name: String) async throws {
        let button = try await element("//button[normalize-space()='\(name)']")
        let before = try await document()
        _ = try await session.command(.post, "/element/\(button)/click")
        // Until then the driver would find things on the old page.
        try await within(waitingFor: "the page behind \(name)") {
            // While a page of another origin takes over there is no tree to ask for.
            while try await documentUnlessChanging() ?? before == before {}
        }
    }

    /// Follows the link with this text.
    func follow(_ name: String) async throws {
        let link = try await element("//a[normalize-space()='\(name)']")
        _ = try await session.command(.post, "/element/\(link)/click")
    }

    /// What names the document that is open: another page, another name.
    private func document() async throws -> String? {
        let tree = try await developer("Page.getFrameTree", [:])
        return tree["frameTree"]?["frame"]?["loaderId"]?.text
    }

    private func documentUnlessChanging() async throws -> String? {
        do { return try await document() } catch is WebDriver.Refused { return nil }
    }

    // MARK: What a person sees

    /// Waits for the page with this heading, and returns what is written on it; checks it for
    /// everybody who may use it, and takes its picture for those who want to look at it.
    func page(_ heading: String) async throws -> String {
        _ = try await element("//h1[normalize-space()=\"\(heading)\"]")
        try await checkLooks(of: heading)
        return try await text()
    }

    /// What is written on the page that is open, whatever it is.
    func text() async throws -> String {
        let body = try await element("//body")
        return try await session.command(.get, "/element/\(body)/text").text ?? ""
    }

    /// Waits for the alert of the page that is open.
    func alert() async throws -> String {
        let alert = try await element("//*[@role='alert']")
        return try await session.command(.get, "/element/\(alert)/text").text ?? ""
    }

    /// What stands in the field that has this label.
    func content(of label: String) async throws -> String {
        let field = try await field(label)
        return try await session.command(.get, "/element/\(field)/property/value").text ?? ""
    }

    func title() async throws -> String {
        try await session.command(.get, "/title").text ?? ""
    }

    private func field(_ label: String) async throws -> String {
        try await element("//input[@id = //label[normalize-space()='\(label)']/@for]")
    }

    private func element(_ path: String) async throws -> String {
        let found = try await session.command(
            .post, "/element", ["using": "xpath", "value": .text(path)])
        // W3C WebDriver §12.1: the name that marks a reference to an element.
        return try #require(found["element-6066-11e4-a52e-4f735466cecf"]?.text)
    }

    /// A photograph of the page that is open, as a PNG.
    func photograph() async throws -> Data {
        let content = try await developer("Page.getLayoutMetrics", [:])["cssContentSize"]
        return try #require(
            Data(
                base64Encoded: try await photograph(
                    width: content?["width"]?.number ?? 0, content?["height"] ?? 0)))
    }

    // MARK: Looks

    private func checkLooks(of heading: String) async throws {
        for size in Screenshots.sizes {
            _ = try await developer(
                "Emulation.setDeviceMetricsOverride",
                [
                    "width": .number(size.width), "height": .number(size.height),
                    "deviceScaleFactor": 1, "mobile": .boolean(size.width < 600),
                ])
            for scheme in ["light", "dark"] {
                _ = try await developer(
                    "Emulation.setEmulatedMedia",
                    ["features": [["name": "prefers-color-scheme", "value": .text(scheme)]]])
                try await checkLook(of: heading, size.width, scheme)
            }
        }
        _ = try await developer("Emulation.clearDeviceMetricsOverride", [:])
    }

    private func checkLook(
        of heading: String, _ width: Double, _ scheme: String
    ) async throws {
        let metrics = try await developer("Page.getLayoutMetrics", [:])
        let content = metrics["cssContentSize"]
        // A scroll bar at the side takes some of the width.
        #expect(
            content?["width"]?.number ?? .infinity <= width,
            "\"\(heading)\" must not scroll sideways at \(width) px")
        if scripts == .allowed {
            let findings = try await accessibilityFindings()
            #expect(findings == [], "\"\(heading)\", \(scheme), at \(width) px")
        }
        guard shots.areWanted else { return }
        let picture = try await photograph(width: width, content?["height"] ?? 800)
        try shots.save(picture, heading: heading, look: "\(Int(width))-\(scheme)")
    }

    private func photograph(width: Double, _ height: JSONValue) async throws -> String {
        let picture = try await developer(
            "Page.captureScreenshot",
            [
                "captureBeyondViewport": true,
                "clip": ["x": 0, "y": 0, "width": .number(width), "height": height, "scale": 1],
            ])
        return picture["data"]?.text ?? ""
    }

    /// A command of Chromium's own protocol.
    private func developer(_ name: String, _ parameters: JSONValue) async throws -> JSONValue {
        try await session.command(
            .post, "/goog/cdp/execute", ["cmd": .text(name), "params": parameters])
    }
}

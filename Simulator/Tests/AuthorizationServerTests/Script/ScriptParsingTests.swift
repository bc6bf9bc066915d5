import Foundation
import Testing

@testable import AuthorizationServer

@Suite struct ScriptParsingTests {
    private static func parse(_ text: String) throws(ScriptError) -> Script {
        var parser = ScriptParser(file: "day.script")
        return try parser.parse(text)
    }

    @Test("a script is read as it is written, with comments, blank lines and quoted texts")
    func reads() throws {
        let script = try Self.parse(
            """
            # What a bad day looks like.
            dialect google

            [device_authorization]
            real set interval 1 set "expires_in" "soon" without verification_uri_complete
            [poll]
              error authorization_pending times 5   # as patient as can be
              answer status 503 type text/html header "Retry-After: 7" body "a \\"#\\" b" after 250ms
              close after 3s
              real size 100 cut 40 drip 1s interim 9 always
            [/.well-known/openid-configuration]
            """)
        #expect(script.dialect == .google)
        #expect(script.steps[.path("/.well-known/openid-configuration")] == [])
        let codes = try #require(script.steps[.deviceAuthorization]?.first)
        #expect(
            codes.changes == [
                .init(member: "interval", json: "1"), .init(member: "expires_in", json: "\"soon\""),
                .init(member: "verification_uri_complete", json: nil),
            ])
        let polls = try #require(script.steps[.poll])
        #expect(polls.map(\.answer) == [.error("authorization_pending"), .empty, .close, .real])
        #expect(polls[0].repetition == .times(5))
        #expect(polls[1].status == 503)
        #expect(polls[1].contentType == "text/html")
        #expect(polls[1].headers == [ScriptedHeader("Retry-After: 7")])
        #expect(polls[1].body == "a \"#\" b")
        #expect(polls[1].delayMilliseconds == 250)
        #expect(polls[2].delayMilliseconds == 3_000)
        #expect(polls[3].bodyBytes == 100)
        #expect(polls[3].cutAfterBytes == 40)
        #expect(polls[3].dripMilliseconds == 1_000)
        #expect(polls[3].interimResponses == 9)
        #expect(polls[3].repetition == .always)
    }

    @Test(
        "what cannot be meant is refused with file, line, word and reason",
        arguments: [
            ("real", "1: real: steps stand in a section"),
            ("[poll", "1: [poll: a section is"), ("[polls]", "1: [polls]: a section is"),
            ("[poll]\n[poll]", "2: [poll]: the section stands in the file already"),
            ("dialect aol", "1: dialect: use one of github"),
            ("[poll]\ndialect google", "2: dialect: it stands once"),
            ("[poll]\npending", "2: pending: a step begins with"),
            ("[poll]\nerror", "2: error: an error code must follow"),
            ("[poll]\nreal twice", "2: twice: the words after an answer"),
            ("[poll]\n\nreal times 0", "3: times: a number from 1 to"),
            ("[poll]\nreal times many", "not many"), ("[poll]\nreal status 100", "200 to 599"),
            ("[poll]\nreal after 3", "2: after: a time such as"),
            ("[poll]\nreal after 3601s", "an hour at most"),
            ("[poll]\nreal after -1s", "2: after"),
            ("[poll]\nreal set interval", "a member and a value must follow"),
            ("[poll]\nreal set interval soon", "soon is no JSON"),
            ("[poll]\nreal body \"open", "2: \": the text has no closing quote"),
            ("[poll]\nreal body \"\\x\"", "is no JSON string"),
            ("[poll]\nreal header \"no field\"", "cannot be sent"),
            ("[poll]\nreal header \"Content-Length: 3\"", "cannot be sent"),
            ("[poll]\nreal header \"A: b\\r\\nC: d\"", "cannot be sent"),
            ("[poll]\nclose body \"x\"", "2: close: without an answer"),
            ("[poll]\nreal always\nreal", "3: real: it is never reached"),
        ])
    func refuses(text: String, reason: String) throws {
        let error = #expect(throws: ScriptError.self) { try Self.parse(text) }
        #expect(error?.description.hasPrefix("day.script:") == true)
        #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    }

    @Test("a script is a preset's name or a file; a missing, long or binary file is refused")
    func named() throws {
        #expect(try Script(named: "github").dialect == .github)
        #expect(try Script(named: "seed-defects").steps[.poll]?.count == 2)
        let file = NSTemporaryDirectory() + "script-\(UUID().uuidString)"
        let missing = ScriptError(
            "cannot read the script \(file): name a file, or one of github, google, microsoft, seed, "
                + "seed-defects.")
        #expect(throws: missing) { try Script(named: file) }
        defer { try? FileManager.default.removeItem(atPath: file) }
        try Data("[poll]\nreal".utf8).write(to: URL(fileURLWithPath: file))
        #expect(try Script(named: file).steps[.poll] == [.real])
        for bytes in [Data(repeating: 0x20, count: Limits.scriptBytes + 1), Data([0xFF])] {
            try bytes.write(to: URL(fileURLWithPath: file))
            #expect(throws: ScriptError.self) { try Script(named: file) }
        }
    }
}

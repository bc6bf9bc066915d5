import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import AuthorizationServer

@Suite struct LanguageTests {
    @Test(
        "the language with the greatest weight is served, English when there is none",
        arguments: [
            (nil, PageLanguage.english), ("", .english), ("de", .german), ("DE-at", .german),
            ("fr, de;q=0.8, en;q=0.9", .english), ("fr, de;q=0.9, en;q=0.8", .german),
            ("de;q=0.5, en;q=0.5", .german), ("de;q=0", .english), ("en;q=0, *", .german),
            ("de;q=0.1, *;q=0.2", .english), ("*", .english), ("fr", .english),
            ("de;q=2, en;q=0.1", .english), ("de;q=nan", .english), ("de ; q=0.7", .german),
            ("deutsch", .english), (";;,,;q=1", .english),
            (String(repeating: "fr,", count: 5_000) + "de", .english),
        ] as [(String?, PageLanguage)])
    func choice(field: String?, language: PageLanguage) {
        #expect(PageLanguage(acceptLanguage: field) == language)
    }

    @Test("every sentence stands in every language, with the same values to fill in")
    func complete() throws {
        let english = Self.sentences(of: PageLanguage.english.text)
        #expect(english.count > 90)
        for language in PageLanguage.allCases where language != .english {
            let translated = Self.sentences(of: language.text)
            #expect(translated.keys.sorted() == english.keys.sorted())
            for (key, sentence) in translated {
                let original = try #require(english[key])
                #expect(Self.values(in: sentence) == Self.values(in: original), "\(key)")
                #expect(sentence != original, "\(key) is not translated")
                #expect(!sentence.isEmpty, "\(key)")
            }
            #expect(language.text.months.count == 12)
        }
    }

    @Test("every page is written in the browser's language and says so, error pages too")
    func pages() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var browser = try await server.browser(client, as: TestServer.username)
            browser.language = "de-DE, en;q=0.5"
            for (path, sentence) in [
                ("/device", "Gerät verbinden"), ("/account", "Ihr Konto"),
                ("/account/password", "Passwort ändern"), ("/nothing", "Diese Seite gibt es nicht"),
            ] {
                let page = try await browser.get(path)
                #expect(page.text.contains("<html lang=\"de\">"))
                #expect(page.text.contains("<h1>\(sentence)</h1>"))
                #expect(page.headers[.contentLanguage] == "de")
                #expect(page.headers[.vary] == "Accept-Language")
            }
            browser.language = nil
            #expect(try await browser.get("/device").text.contains("<html lang=\"en\">"))
        }
    }

    /// Every sentence by the name of its property, those of scopes by the scope.
    private static func sentences(of text: PageText) -> [String: String] {
        var sentences: [String: String] = [:]
        for part in [Mirror(reflecting: text), Mirror(reflecting: text.account)] {
            for case (let name?, let sentence as String) in part.children {
                sentences["\(part.subjectType).\(name)"] = sentence
            }
        }
        for (scope, sentence) in text.scopes { sentences["scopes.\(scope)"] = sentence }
        return sentences
    }

    private static func values(in sentence: String) -> [String] {
        sentence.matches(of: /\{[a-z]+\}/).map { String($0.output) }.sorted()
    }
}

import Foundation
import Testing

/// The map from the requirements to the tests, checked both ways.
@Suite struct RequirementsTests {
    /// Client by RFC 8628, server by RFC 8628, security of both.
    static let identifiers =
        (1...22).map { "C\($0)" } + (1...18).map { "S\($0)" } + (1...55).map { "X\($0)" }

    @Test("Each requirement has tests, or the map says why not")
    func complete() throws {
        let map = try Self.map()
        #expect(map.map(\.identifier) == Self.identifiers)
        for section in map {
            #expect(!section.titles.isEmpty || section.hasReason, "\(section.identifier)")
        }
    }

    @Test("Each title in the map is a test's, and carries the requirement")
    func titlesExist() throws {
        let titles = try Self.titles()
        for section in try Self.map() {
            for title in section.titles {
                #expect(titles.contains(title), "No test has this title: \(title)")
                #expect(
                    Self.identifiers(in: title).contains(section.identifier),
                    "Under \(section.identifier): \(title)")
            }
        }
    }

    @Test("Each test that carries a requirement stands in the map")
    func titlesListed() throws {
        let map = try Self.map()
        for title in try Self.titles().sorted() {
            for identifier in Self.identifiers(in: title) {
                guard let section = map.first(where: { $0.identifier == identifier }) else {
                    continue
                }
                #expect(
                    section.titles.contains(title), "Missing under \(identifier): - \(title)")
            }
        }
    }

    // MARK: Reading

    private struct Section {
        var identifier: String
        var titles: [String] = []
        var hasReason = false
    }

    private static let tests = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
    private static let hostTests = tests.deletingLastPathComponent()
        .appending(path: "Simulator/Tests")

    /// The map: a heading for each requirement, an item for each title, a reason in plain text.
    private static func map() throws -> [Section] {
        let file = tests.appending(path: "ConformanceTests/Requirements.md")
        var sections: [Section] = []
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            if line.hasPrefix("## ") {
                let identifier = line.dropFirst(3).prefix { $0 != " " }
                sections.append(Section(identifier: String(identifier)))
            } else if sections.isEmpty {
                continue
            } else if line.hasPrefix("- ") {
                sections[sections.count - 1].titles.append(String(line.dropFirst(2)))
            } else {
                sections[sections.count - 1].hasReason = true
            }
        }
        return sections
    }

    /// The titles of all tests that begin with a requirement.
    private static func titles() throws -> Set<String> {
        var titles: Set<String> = []
        for folder in [tests, hostTests] {
            let files = try #require(
                FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
            for case let file as URL in files where file.pathExtension == "swift" {
                let text = try String(contentsOf: file, encoding: .utf8)
                for match in text.matches(of: /@(?:Test|Suite)\(\s*"((?:[CSX][0-9]+ )+[^"]+)"/) {
                    titles.insert(String(match.1))
                }
            }
        }
        return titles
    }

    /// The requirements that a title begins with.
    private static func identifiers(in title: String) -> [String] {
        title.split(separator: " ").prefix { $0.wholeMatch(of: /[CSX][0-9]+/) != nil }
            .map(String.init)
    }
}

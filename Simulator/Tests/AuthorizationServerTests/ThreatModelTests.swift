import Foundation
import Testing

/// The written threat model, and the list of the AWS solution's defects, name tests that exist.
@Suite struct ThreatModelTests {
    /// A line that names a test: suite and title.
    private struct Reference: Hashable {
        let suite: String
        let title: String
    }

    private static var package: URL {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { folder.deleteLastPathComponent() }
        return folder
    }

    private static func lines(of article: String) throws -> [Substring] {
        let file = package.appendingPathComponent(
            "Sources/AuthorizationServer/AuthorizationServer.docc/\(article).md")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    }

    private static func reference(in line: Substring) -> Reference? {
        line.wholeMatch(of: /\s+- `([A-Za-z0-9]+)`: (.+)/).map {
            Reference(suite: String($0.1), title: String($0.2))
        }
    }

    /// All tests of this package, by suite and title.
    private static func tests() throws -> Set<Reference> {
        let folder = package.appendingPathComponent("Tests")
        let files = try #require(
            FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        var tests: Set<Reference> = []
        for case let file as URL in files where file.lastPathComponent.hasSuffix("Tests.swift") {
            let suite = file.deletingPathExtension().lastPathComponent
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /@Test\(\s*"((?:[^"\\]|\\.)+)"/) {
                tests.insert(Reference(suite: suite, title: String(match.1)))
            }
        }
        return tests
    }

    @Test("X18 each mitigation of the threat model names tests, and they exist")
    func mitigations() throws {
        let tests = try Self.tests()
        let lines = try Self.lines(of: "ThreatModel")
        let start = try #require(lines.firstIndex(of: "## Threats"))
        let end = try #require(lines.firstIndex(of: "## The mitigations of RFC 10027"))
        let mitigations = lines[start..<end].indices.filter { lines[$0].hasPrefix("- **") }
        #expect(mitigations.count > 20)
        for index in mitigations {
            #expect(Self.reference(in: lines[index + 1]) != nil, "No test: \(lines[index])")
        }
        for reference in lines[start..<end].compactMap(Self.reference) {
            #expect(tests.contains(reference), "No such test: \(reference)")
        }
        // RFC 10027 names more than one; each is chosen or left out with a reason.
        let choices = lines[end...].filter { $0.hasPrefix("| ") }.dropFirst(2)
        #expect(choices.count >= 12)
        for choice in choices {
            #expect(choice.split(separator: "|").count == 2, "\(choice)")
        }
    }

    @Test("each of the fifteen defects of the AWS solution has a test that exists")
    func defects() throws {
        let tests = try Self.tests()
        let lines = try Self.lines(of: "SeedDefects")
        let defects = lines.indices.filter { lines[$0].firstMatch(of: /^[0-9]+\.\s/) != nil }
        #expect(defects.count == 15)
        for index in defects {
            #expect(Self.reference(in: lines[index + 1]) != nil, "No test: \(lines[index])")
        }
        for reference in lines.compactMap(Self.reference) {
            #expect(tests.contains(reference), "No such test: \(reference)")
        }
    }
}

import Foundation
import Testing

extension Browser {
    /// What axe-core finds on the page that is open: each rule that is broken, and where.
    func accessibilityFindings() async throws -> [String] {
        let script =
            try Self.checker.get() + """
                ;const done = arguments[arguments.length - 1];
                axe.run(document, { resultTypes: ['violations'] }).then(
                    result => done(result.violations.map(found => found.id + ': ' + found.help
                        + ' (' + found.nodes.map(node => node.target.join(' ')).join(', ') + ')')),
                    error => done(['axe-core failed: ' + error]));
                """
        let found = try await session.command(
            .post, "/execute/async", ["script": .text(script), "args": []])
        guard case .list(let findings) = found else { return ["axe-core gave no list"] }
        return findings.compactMap(\.text)
    }

    struct CheckerMissing: Error, CustomStringConvertible {
        let description: String
    }

    private static let checker = Result {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../../.build-axe/axe.min.js").standardizedFileURL
        guard let text = try? String(contentsOf: root, encoding: .utf8) else {
            throw CheckerMissing(description: "\(root.path) is missing: run Tests/axe")
        }
        return text
    }
}

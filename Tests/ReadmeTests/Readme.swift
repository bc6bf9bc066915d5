import Foundation

/// The README, and the parts of it that are not written by hand.
enum Readme {
    private static let package = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let file = package.appending(path: "README.md")
    // Tests run at the same time, and each may write the file.
    private static let lock = NSLock()

    /// The part between the marks of that name, which are comments. With the environment variable
    /// `UPDATE_README` the part is `text` from now on.
    static func part(_ name: String, updatedTo text: String) throws -> String {
        lock.lock()
        defer { lock.unlock() }
        var readme = try String(contentsOf: file, encoding: .utf8)
        guard let begin = readme.range(of: "<!-- \(name) -->\n"),
            let end = readme.range(of: "<!-- end of \(name) -->\n"),
            begin.upperBound <= end.lowerBound
        else { throw MissingMarks(name: name) }
        let range = begin.upperBound..<end.lowerBound
        let part = String(readme[range])
        guard ProcessInfo.processInfo.environment["UPDATE_README"] != nil, part != text else {
            return part
        }
        readme.replaceSubrange(range, with: text)
        try readme.write(to: file, atomically: true, encoding: .utf8)
        return text
    }

    /// What stands between the marks `README: from here` and `README: to here` of a file beside
    /// this one, without their indentation.
    static func source(of name: String) throws -> [Substring] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: name)
        let text = try String(contentsOf: file, encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let begin = lines.firstIndex(where: { $0.hasSuffix("// README: from here") }),
            let end = lines.firstIndex(where: { $0.hasSuffix("// README: to here") }), begin < end
        else { throw MissingMarks(name: name) }
        let indentation = lines[begin].prefix { $0 == " " }.count
        return lines[begin + 1..<end].map { $0.dropFirst(indentation) }
    }

    /// A file has lost the marks around a part.
    struct MissingMarks: Error {
        var name: String
    }
}

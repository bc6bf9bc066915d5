import Foundation
import Testing

/// A corpus of others, in the folder that the environment variable `VECTORS` names; without it in
/// `../shared/vectors`, seen from the project. A corpus that is missing fails the test.
struct VectorFolder {
    let path: String

    init(_ name: String) {
        var project = URL(fileURLWithPath: #filePath)
        for _ in 0..<5 { project.deleteLastPathComponent() }
        let beside = project.deletingLastPathComponent().appendingPathComponent("shared/vectors")
        let named = ProcessInfo.processInfo.environment["VECTORS"].flatMap { $0.isEmpty ? nil : $0 }
        path = (named ?? beside.path) + "/" + name
    }

    /// Every JSON file, decoded, by name.
    func cases<Case: Decodable>(as type: Case.Type) throws -> [(name: String, content: Case)] {
        let names = try FileManager.default.contentsOfDirectory(atPath: path)
            .filter { $0.hasSuffix(".json") }.sorted()
        try #require(!names.isEmpty, "\(path) is empty: set VECTORS to the folder with the corpora")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try names.map { name in
            let data = try Data(contentsOf: URL(fileURLWithPath: path + "/" + name))
            return (name, try decoder.decode(type, from: data))
        }
    }
}

import Foundation

/// The corpora of others, in the folder that the environment variable `VECTORS` names; without it in
/// `../shared/vectors`, seen from the package.
public enum Vectors {
    public static var folder: URL {
        if let path = ProcessInfo.processInfo.environment["VECTORS"], !path.isEmpty {
            return URL(fileURLWithPath: path, isDirectory: true)
        }
        var package = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { package.deleteLastPathComponent() }
        return package.deletingLastPathComponent().appendingPathComponent("shared/vectors")
    }

    /// All files of a corpus whose name ends so, by name. A corpus that is not there, or that has no
    /// such file, is an error: nothing is passed over in silence.
    public static func files(of corpus: String, ending: String) throws -> [VectorFile] {
        let folder = folder.appendingPathComponent(corpus, isDirectory: true)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        let files = try names.filter { $0.hasSuffix(ending) }.sorted().map { name in
            VectorFile(
                name: String(name.dropLast(ending.count)),
                bytes: Array(try Data(contentsOf: folder.appendingPathComponent(name))))
        }
        guard !files.isEmpty else { throw MissingVectors(folder: folder.path, ending: ending) }
        return files
    }

    /// All JSON files of a corpus whose name begins so, decoded; none at all is an error.
    public static func cases<Case: Decodable>(
        of corpus: String, startingWith prefix: String = "", as type: Case.Type
    ) throws -> [(name: String, vector: Case)] {
        let files = try files(of: corpus, ending: ".json").filter { $0.name.hasPrefix(prefix) }
        guard !files.isEmpty else {
            throw MissingVectors(folder: corpus, ending: prefix + "*.json")
        }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try files.map { ($0.name, try decoder.decode(type, from: Data($0.bytes))) }
    }
}

public struct VectorFile: Sendable {
    /// The file's name without its ending.
    public var name: String
    public var bytes: [UInt8]
}

/// The folder of a corpus has no file of the wanted kind.
public struct MissingVectors: Error, CustomStringConvertible {
    var folder: String
    var ending: String

    public var description: String {
        "No *\(ending) in \(folder); set VECTORS to the folder with the corpora"
    }
}

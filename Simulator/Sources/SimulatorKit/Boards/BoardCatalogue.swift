import Foundation

/// The boards of a `Boards` folder.
public struct BoardCatalogue: Sendable {
    /// The folder, which holds `board.schema.json`.
    public let folder: String

    /// Uses `folder`, or throws ``BoardError/noCatalogue(looked:)`` when it is not one of boards.
    public init(folder: String) throws(BoardError) {
        guard BoardCatalogue.isCatalogue(folder) else {
            throw .noCatalogue(looked: [folder])
        }
        self.folder = folder
    }

    /// Finds the folder: the one that the environment's `BOARDS_FOLDER` names, and only that;
    /// otherwise `Boards` in the nearest folder above the executable's real path, and then above
    /// the working directory.
    public static func find(
        environment: [String: String] = ProcessInfo.processInfo.environment,
        executable: String? = Bundle.main.executablePath,
        workingDirectory: String = FileManager.default.currentDirectoryPath
    ) throws(BoardError) -> BoardCatalogue {
        if let named = environment["BOARDS_FOLDER"], !named.isEmpty {
            return try BoardCatalogue(folder: named)
        }
        var starts: [URL] = []
        if let executable {
            starts.append(
                URL(fileURLWithPath: executable).resolvingSymlinksInPath()
                    .deletingLastPathComponent())
        }
        starts.append(URL(fileURLWithPath: workingDirectory, isDirectory: true))
        for start in starts {
            var above = start.standardizedFileURL
            while true {
                let candidate = above.appendingPathComponent("Boards").path
                if isCatalogue(candidate) {
                    return try BoardCatalogue(folder: candidate)
                }
                let parent = above.deletingLastPathComponent().standardizedFileURL
                guard parent.path != above.path else { break }
                above = parent
            }
        }
        throw .noCatalogue(looked: starts.map { "\($0.path) and above" })
    }

    private static func isCatalogue(_ folder: String) -> Bool {
        FileManager.default.fileExists(atPath: folder + "/board.schema.json")
    }

    /// The IDs of all boards, sorted; their files are not read.
    public var ids: [String] {
        entries(of: folder).flatMap { vendor in
            entries(of: "\(folder)/\(vendor)").map { "\(vendor)/\($0)" }
        }
        .filter { FileManager.default.fileExists(atPath: file(of: $0)) }
        .sorted()
    }

    /// All boards, sorted by their IDs.
    public func boards() throws(BoardError) -> [Board] {
        var boards: [Board] = []
        for id in ids {
            boards.append(try read(id))
        }
        return boards
    }

    /// The board of an ID, or of an ID's last part when only one board has it.
    public func board(_ name: String) throws(BoardError) -> Board {
        let ids = ids
        if ids.contains(name) {
            return try read(name)
        }
        let candidates = ids.filter { $0.hasSuffix("/" + name) }
        guard let id = candidates.first else {
            throw .unknown(id: name, known: ids)
        }
        guard candidates.count == 1 else {
            throw .ambiguous(id: name, candidates: candidates)
        }
        return try read(id)
    }

    private func read(_ id: String) throws(BoardError) -> Board {
        let parts = id.split(separator: "/").map(String.init)
        let file = file(of: id)
        guard let contents = FileManager.default.contents(atPath: file) else {
            throw .invalid(file: file, field: "", reason: "cannot be read")
        }
        return try BoardFile.read(contents, file: file, vendor: parts[0], board: parts[1])
    }

    private func file(of id: String) -> String {
        "\(folder)/\(id)/board.json"
    }

    private func entries(of folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }
}

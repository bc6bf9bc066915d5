import Foundation

/// The vectors of a corpus whose own verdict is not this client's, by name, each with its reason: the
/// files in the folder `Exceptions`, a line each.
enum Exceptions {
    /// Reasons by name.
    static func listed(for corpus: String) throws -> [String: String] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Exceptions")
        let text = try String(
            contentsOf: folder.appendingPathComponent(corpus + ".txt"), encoding: .utf8)
        var reasons: [String: String] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
            reasons[parts[0]] = parts[1]
        }
        return reasons
    }
}

/// The count of a corpus's vectors: judged, agreed, excepted.
struct Tally {
    private(set) var vectors = 0
    private(set) var agreed = 0
    /// Reasons by name, of the vectors where this client departs from the corpus.
    private(set) var exceptions: [String: String] = [:]

    mutating func agree() {
        vectors += 1
        agreed += 1
    }

    mutating func depart(_ name: String, because reason: String) {
        vectors += 1
        exceptions[name] = reason
    }

    /// What is wrong with the exceptions: of the vectors that the list knows, each must be listed
    /// with its reason. A vector that the list cannot know is judged by the reason alone.
    func faults(against listed: [String: String], known names: Set<String>) -> [String] {
        var faults: [String] = []
        for (name, reason) in exceptions.sorted(by: { $0.key < $1.key }) {
            if let expected = listed[name] {
                if expected != reason { faults.append("\(name): \(reason), listed as \(expected)") }
            }
        }
        for name in names.sorted() where listed[name] != nil && exceptions[name] == nil {
            faults.append("\(name) is listed, but agrees")
        }
        return faults
    }

    func report(_ corpus: String) {
        print("\(corpus): \(vectors) vectors, \(agreed) agreed, \(exceptions.count) exceptions")
        for (name, reason) in exceptions.sorted(by: { $0.key < $1.key }) {
            print("EXCEPTION \(corpus) \(name) \(reason)")
        }
    }
}

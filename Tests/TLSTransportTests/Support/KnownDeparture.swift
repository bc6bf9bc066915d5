import Foundation

/// A departure from a list of others, or a group of them, that is known.
struct KnownDeparture {
    /// A name, or a pattern as fnmatch(3) has it.
    var pattern: String
    var outcome: String
    var reason: String

    /// Those of a list: a file in the folder `Exceptions`, a line each of pattern, outcome and reason.
    static func listed(for list: String) throws -> [KnownDeparture] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Exceptions")
        let text = try String(
            contentsOf: folder.appendingPathComponent(list + ".txt"), encoding: .utf8)
        return try text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            let parts = line.split(separator: " ", maxSplits: 2).map(String.init)
            guard parts.count == 3 else { throw ToolFailed(message: "\(list): \(line)") }
            return KnownDeparture(pattern: parts[0], outcome: parts[1], reason: parts[2])
        }
    }
}

/// What is wrong with a list of known departures: one that is not known, has another outcome, or no longer
/// happens. Prints each with its reason.
///
/// - Parameter departures: Outcomes by name.
func faults(of departures: [String: String], listed list: String) throws -> [String] {
    let known = try KnownDeparture.listed(for: list)
    var unused = Set(known.map(\.pattern))
    var faults: [String] = []
    for (name, outcome) in departures.sorted(by: { $0.key < $1.key }) {
        guard let entry = known.first(where: { fnmatch($0.pattern, name, 0) == 0 }) else {
            faults.append("\(name) is \(outcome), which is not listed")
            continue
        }
        unused.remove(entry.pattern)
        if entry.outcome != outcome {
            faults.append("\(name) is \(outcome), listed as \(entry.outcome)")
        }
        print("EXCEPTION \(list) \(name) \(outcome): \(entry.reason)")
    }
    return faults + unused.sorted().map { "\($0) is listed, but agrees" }
}

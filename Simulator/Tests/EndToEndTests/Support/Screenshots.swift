import Foundation
import Synchronization

/// Pictures of the pages, for a person to look at: in the folder that the environment's
/// `SCREENSHOTS` names, if it names one.
final class Screenshots: Sendable {
    private let folder: String?
    private let name: String
    private let count = Atomic(0)

    /// The widths, in CSS pixels, at which every page must do: a small phone, and a desk.
    static let sizes: [(width: Double, height: Double)] = [(360, 740), (1_280, 800)]

    init(named name: String) {
        folder = ProcessInfo.processInfo.environment["SCREENSHOTS"]
        self.name = name
    }

    var areWanted: Bool { folder != nil }

    /// Saves a PNG that is given as base64.
    func save(_ text: String, heading: String, look: String) throws {
        guard let folder, let bytes = Data(base64Encoded: text) else { return }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let number = count.add(1, ordering: .relaxed).newValue
        let words = heading.lowercased().split { !$0.isLetter && !$0.isNumber }
        let file = "\(name)-\(number < 10 ? "0" : "")\(number)-\(words.joined(separator: "-"))"
        try bytes.write(to: URL(fileURLWithPath: "\(folder)/\(file)-\(look).png"))
    }
}

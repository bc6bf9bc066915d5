import ArgumentParser
import Foundation

/// How lists and the log are printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    /// Columns for a person.
    case text
    /// One JSON object a line.
    case json

    func print<Item: Encodable>(_ items: [Item], _ line: (Item) -> String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        for item in items {
            switch self {
            case .text: Swift.print(line(item))
            case .json: Swift.print(String(decoding: try encoder.encode(item), as: UTF8.self))
            }
        }
    }
}

/// `--output`, the same for every list.
struct ListOptions: ParsableArguments {
    @Option(help: ArgumentHelp("text, or json: one object a line.", valueName: "format"))
    var output = OutputFormat.text
}

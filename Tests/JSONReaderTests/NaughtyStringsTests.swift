import Foundation
import JSONReader
import Testing
import Vectors

/// X51: strings that break things, as names and as values.
@Suite struct NaughtyStringsTests {
    @Test("X51 A naughty string comes back as it was, however it is written and fed")
    func strings() throws {
        let file = try Vectors.files(of: "naughty-strings", ending: ".json")[0]
        let strings = try JSONDecoder().decode([String].self, from: Data(file.bytes))
        // The list itself is a text, too.
        #expect(read(file.bytes).isAccepted)
        for text in strings {
            for written in [try Self.json(text), Self.escaped(text)] {
                let bytes = Array("{\"value\":\(written),\(written):\"last\"}".utf8)
                let reading = read(bytes)
                #expect(reading.isAccepted, "\(text)")
                #expect(reading.members.first?.text == Array(text.utf8), "\(text)")
                #expect(reading.members.count == (text.utf8.count <= 32 ? 2 : 1), "\(text)")
                #expect(read(bytes, .bytewise) == reading, "\(text)")
                for index in 0...min(bytes.count, 200) {
                    #expect(read(bytes, .cut(at: index)) == reading, "\(text), cut at \(index)")
                }
            }
            // As a text of its own it is taken exactly when it is JSON.
            let bytes = Array(text.utf8)
            let isJSON =
                (try? JSONSerialization.jsonObject(
                    with: Data(bytes), options: .fragmentsAllowed)) != nil
            #expect(read(bytes).isAccepted == (isJSON && Acceptance.isTaken(bytes)), "\(text)")
        }
        print("naughty-strings: \(strings.count) strings")
    }

    private static func json(_ text: String) throws -> String {
        String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
    }

    /// Every UTF-16 unit as an escape.
    private static func escaped(_ text: String) -> String {
        "\""
            + text.utf16.map { unit in
                let digits = String(unit, radix: 16)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }.joined() + "\""
    }
}

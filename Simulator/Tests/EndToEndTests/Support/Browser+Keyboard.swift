extension Browser {
    /// W3C WebDriver §17.4.2: keys without a character.
    static let tab = "\u{E004}"
    static let enter = "\u{E007}"

    /// Strikes keys, whatever has the focus.
    func strike(_ keys: String) async throws {
        let strokes = keys.unicodeScalars.flatMap { key -> [JSONValue] in
            ["keyDown", "keyUp"].map { ["type": .text($0), "value": .text(String(key))] }
        }
        _ = try await session.command(
            .post, "/actions",
            ["actions": [["type": "key", "id": "keyboard", "actions": .list(strokes)]]])
    }

    /// What is written on the element that has the focus.
    func focused() async throws -> String {
        let found = try await session.command(.get, "/element/active")
        let element = found["element-6066-11e4-a52e-4f735466cecf"]?.text ?? ""
        return try await session.command(.get, "/element/\(element)/text").text ?? ""
    }
}

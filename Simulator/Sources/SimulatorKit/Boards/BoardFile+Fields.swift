extension BoardFile {
    /// The members of a `board.json`.
    struct Fields: Decodable {
        var name: String
        var vendor: String
        var status: Board.Status
        var sources: [String]
        var architecture: Board.Architecture
        var triple: String
        var memoryBytes: Int
        var clientBudgetBytes: Int
        var display: Display?
        var console: Bool
        var buttons: [Board.Button]

        enum CodingKeys: String, CodingKey, CaseIterable {
            // For editors, which check the file against the schema while it is written.
            case schema = "$schema"
            case name, vendor, status, sources, architecture, triple, memoryBytes
            case clientBudgetBytes, display, console, buttons
        }

        init(from decoder: any Decoder) throws {
            try decoder.refuseMembers(besides: CodingKeys.self)
            let members = try decoder.container(keyedBy: CodingKeys.self)
            _ = try members.decodeIfPresent(String.self, forKey: .schema)
            name = try members.decode(String.self, forKey: .name)
            vendor = try members.decode(String.self, forKey: .vendor)
            status = try members.decodeCase(forKey: .status)
            sources = try members.decode([String].self, forKey: .sources)
            architecture = try members.decodeCase(forKey: .architecture)
            triple = try members.decode(String.self, forKey: .triple)
            memoryBytes = try members.decodeWholeNumber(forKey: .memoryBytes)
            clientBudgetBytes = try members.decodeWholeNumber(forKey: .clientBudgetBytes)
            display =
                members.contains(.display)
                ? try members.decode(Display.self, forKey: .display) : nil
            console = try members.decode(Bool.self, forKey: .console)
            buttons = try members.decode([String].self, forKey: .buttons).map { name in
                guard let button = Board.Button(rawValue: name) else {
                    throw members.unknownCase(name, of: Board.Button.self, forKey: .buttons)
                }
                return button
            }
        }
    }

    struct Display: Decodable {
        var widthPixels: Int
        var heightPixels: Int
        var shape: Board.Display.Shape
        var format: Board.Display.Format

        enum CodingKeys: String, CodingKey, CaseIterable {
            case widthPixels, heightPixels, shape, format
        }

        init(from decoder: any Decoder) throws {
            try decoder.refuseMembers(besides: CodingKeys.self)
            let members = try decoder.container(keyedBy: CodingKeys.self)
            widthPixels = try members.decodeWholeNumber(forKey: .widthPixels)
            heightPixels = try members.decodeWholeNumber(forKey: .heightPixels)
            shape = try members.decodeCase(forKey: .shape)
            format = try members.decodeCase(forKey: .format)
        }
    }
}

/// A member's name that the form does not know.
private struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int?

    init?(stringValue: String) {
        self.stringValue = stringValue
    }

    init?(intValue: Int) {
        nil
    }
}

extension Decoder {
    /// Throws for the first member that `Keys` does not name: a misspelt field, or one in another
    /// unit, must not read as absent.
    fileprivate func refuseMembers<Keys: CodingKey & CaseIterable>(besides: Keys.Type) throws {
        let known = Keys.allCases.map(\.stringValue)
        let keys = try container(keyedBy: AnyKey.self).allKeys
        for key in keys.sorted(by: { $0.stringValue < $1.stringValue })
        where !known.contains(key.stringValue) {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: codingPath + [key],
                    debugDescription: "is not a field of a board; the fields are "
                        + known.filter { !$0.hasPrefix("$") }.joined(separator: ", ")))
        }
    }
}

extension KeyedDecodingContainer {
    /// Reads a whole number; the decoder's own error for a fraction does not name the member.
    fileprivate func decodeWholeNumber(forKey key: Key) throws -> Int {
        let number = try decode(Double.self, forKey: key)
        guard let whole = Int(exactly: number) else {
            throw DecodingError.dataCorruptedError(
                forKey: key, in: self, debugDescription: "\(number) is not a whole number")
        }
        return whole
    }

    /// Reads one of a fixed set of texts.
    fileprivate func decodeCase<Case>(forKey key: Key) throws -> Case
    where Case: RawRepresentable<String> & CaseIterable {
        let name = try decode(String.self, forKey: key)
        guard let value = Case(rawValue: name) else {
            throw unknownCase(name, of: Case.self, forKey: key)
        }
        return value
    }

    fileprivate func unknownCase<Case>(
        _ name: String, of type: Case.Type, forKey key: Key
    ) -> DecodingError where Case: RawRepresentable<String> & CaseIterable {
        let known = Case.allCases.map(\.rawValue).joined(separator: ", ")
        return DecodingError.dataCorruptedError(
            forKey: key, in: self, debugDescription: "\"\(name)\" is none of \(known)")
    }
}

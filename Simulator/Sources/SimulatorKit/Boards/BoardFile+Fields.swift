extension BoardFile {
    /// The members of a `board.json`.
    struct Fields: Decodable {
        var name: String
        var vendor: String
        var deviceClass: Board.DeviceClass
        var status: Board.Status
        var sources: [Source]
        var architecture: Board.Architecture
        var triple: String
        var memoryBytes: Int
        var regions: [Region]
        var clientBudgetBytes: Int
        var display: Display?
        var console: Bool
        var buttons: [Board.Button]

        enum CodingKeys: String, CodingKey, CaseIterable {
            // For editors, which check the file against the schema while it is written.
            case schema = "$schema"
            case deviceClass = "class"
            case name, vendor, status, sources, architecture, triple, memoryBytes, regions
            case clientBudgetBytes, display, console, buttons
        }

        init(from decoder: any Decoder) throws {
            try decoder.refuseMembers(besides: CodingKeys.self)
            let members = try decoder.container(keyedBy: CodingKeys.self)
            _ = try members.decodeIfPresent(String.self, forKey: .schema)
            name = try members.decode(String.self, forKey: .name)
            vendor = try members.decode(String.self, forKey: .vendor)
            deviceClass = try members.decodeCase(forKey: .deviceClass)
            status = try members.decodeCase(forKey: .status)
            sources = try members.decode([Source].self, forKey: .sources)
            architecture = try members.decodeCase(forKey: .architecture)
            triple = try members.decode(String.self, forKey: .triple)
            memoryBytes = try members.decodeWholeNumber(forKey: .memoryBytes)
            regions =
                members.contains(.regions)
                ? try members.decode([Region].self, forKey: .regions) : []
            clientBudgetBytes = try members.decodeWholeNumber(forKey: .clientBudgetBytes)
            display =
                members.contains(.display)
                ? try members.decode(Display.self, forKey: .display) : nil
            console = try members.decode(Bool.self, forKey: .console)
            buttons = try members.decodeCases(forKey: .buttons)
        }
    }

    struct Source: Decodable {
        var document: String
        var address: String
        var fields: [Board.Source.Figure]

        enum CodingKeys: String, CodingKey, CaseIterable {
            case document, address, fields
        }

        init(from decoder: any Decoder) throws {
            try decoder.refuseMembers(besides: CodingKeys.self)
            let members = try decoder.container(keyedBy: CodingKeys.self)
            document = try members.decode(String.self, forKey: .document)
            address = try members.decode(String.self, forKey: .address)
            fields = try members.decodeCases(forKey: .fields)
        }
    }

    struct Region: Decodable {
        var name: String
        var kind: Board.Region.Kind
        var startAddress: Int
        var lengthBytes: Int

        enum CodingKeys: String, CodingKey, CaseIterable {
            case name, kind, startAddress, lengthBytes
        }

        init(from decoder: any Decoder) throws {
            try decoder.refuseMembers(besides: CodingKeys.self)
            let members = try decoder.container(keyedBy: CodingKeys.self)
            name = try members.decode(String.self, forKey: .name)
            kind = try members.decodeCase(forKey: .kind)
            startAddress = try members.decodeAddress(forKey: .startAddress)
            lengthBytes = try members.decodeWholeNumber(forKey: .lengthBytes)
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

    /// Reads an address as data sheets write it; JSON has no hexadecimal numbers.
    fileprivate func decodeAddress(forKey key: Key) throws -> Int {
        let text = try decode(String.self, forKey: key)
        let digits = text.dropFirst(2)
        guard text.hasPrefix("0x"), (1...10).contains(digits.count),
            digits.allSatisfy({ $0.isASCII && $0.isHexDigit }), let address = Int(digits, radix: 16)
        else {
            throw DecodingError.dataCorruptedError(
                forKey: key, in: self,
                debugDescription: "\"\(text)\" is not an address as 0x and 1 to 10 digits")
        }
        return address
    }

    /// Reads one of a fixed set of texts.
    fileprivate func decodeCase<Case>(forKey key: Key) throws -> Case
    where Case: RawRepresentable<String> & CaseIterable {
        try knownCase(try decode(String.self, forKey: key), forKey: key)
    }

    /// Reads a list of texts of a fixed set.
    fileprivate func decodeCases<Case>(forKey key: Key) throws -> [Case]
    where Case: RawRepresentable<String> & CaseIterable {
        try decode([String].self, forKey: key).map { try knownCase($0, forKey: key) }
    }

    private func knownCase<Case>(_ name: String, forKey key: Key) throws -> Case
    where Case: RawRepresentable<String> & CaseIterable {
        guard let value = Case(rawValue: name) else {
            let known = Case.allCases.map(\.rawValue).joined(separator: ", ")
            throw DecodingError.dataCorruptedError(
                forKey: key, in: self, debugDescription: "\"\(name)\" is none of \(known)")
        }
        return value
    }
}

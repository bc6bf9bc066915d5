import DeviceGrant

/// A request as the server gets it.
public struct SentRequest: Equatable, Sendable {
    public var endpoint: EndpointName
    /// Milliseconds from the start of the play to the moment the request had left.
    public var at: UInt64
    public var bytes: [UInt8]

    public init(endpoint: EndpointName, at: UInt64, bytes: [UInt8]) {
        self.endpoint = endpoint
        self.at = at
        self.bytes = bytes
    }

    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The request line.
    public var line: String { lines[0] }

    /// The fields in their order, names in lower case.
    public var fields: [Field] {
        lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return Field(
                name: parts[0].lowercased(),
                value: parts[1].drop { $0 == " " }.description)
        }
    }

    public func values(of name: String) -> [String] {
        fields.filter { $0.name == name }.map(\.value)
    }

    public var body: [UInt8] {
        guard let end = bytes.firstIndex(of: Array("\r\n\r\n".utf8)) else { return [] }
        return Array(bytes[(end + 4)...])
    }

    /// The parameters of the body in their order, decoded by the rules of the WHATWG URL standard.
    public var form: [Parameter] {
        body.split(separator: UInt8(ascii: "&")).map { pair in
            let parts = pair.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            return Parameter(
                name: Self.decoded(parts[0]), value: parts.count > 1 ? Self.decoded(parts[1]) : "")
        }
    }

    public func parameter(_ name: String) -> String? {
        form.first { $0.name == name }?.value
    }

    public struct Field: Equatable {
        public var name: String
        public var value: String
    }

    public struct Parameter: Equatable {
        public var name: String
        public var value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    private var lines: [String] {
        let end = bytes.firstIndex(of: Array("\r\n\r\n".utf8)) ?? bytes.count
        return String(decoding: bytes[..<end], as: UTF8.self)
            .split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// Undoes `application/x-www-form-urlencoded`.
    public static func decoded(_ text: some Collection<UInt8>) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+") {
                bytes.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

import HTTPWire

/// A reader of whole responses, written down from RFC 9112 section by section: it needs all bytes at
/// once, and says by which rule it refuses. What the incremental reader makes of any bytes must be
/// the same.
struct WholeResponse {
    private(set) var head: HTTPResponseHead?
    private(set) var body: [UInt8] = []
    private var rest: ArraySlice<UInt8>
    private var taken = 0
    private var headLimit = Int.max
    private var closes = false

    /// Why a response is refused, with the section that says so.
    enum Rule: String, Error {
        /// §4: it does not begin with `HTTP/1.` and a digit.
        case notHTTP1
        /// §2.2: only a server passes over an empty line before the first one.
        case emptyLineFirst
        /// §4: single blanks around three digits; RFC 9110 §15: no code below 100.
        case statusLine
        /// §2.2: a line ends with CR LF. A lone LF may be taken for one; it is not here.
        case bareLineFeed
        /// §2.2: a CR without LF.
        case bareCarriageReturn
        /// RFC 9110 §5.5: a control byte in a value.
        case controlByte
        /// §5.2: a folded line.
        case foldedField
        /// §5.1: a name is a token, with the colon right behind it.
        case fieldName
        /// A limit of this client.
        case headTooLarge
        /// RFC 9110 §15.2.2: nobody asked for another protocol.
        case switchingProtocols
        /// A limit of this client.
        case interimFlood
        /// §6.3: Transfer-Encoding and Content-Length together.
        case bothLengths
        /// RFC 9110 §8.6: digits alone, and the same in each line. A list of equal lengths may be
        /// taken for one; it is not here.
        case length
        /// §6.1: a transfer coding in HTTP/1.0, or with 204.
        case codingOutOfPlace
        /// A coding that was not asked for: of the transfer, not chunked alone, or of the content.
        case coding
        /// A limit of this client: 2^32 - 1 bytes.
        case bodyTooLarge
        /// §7.1: the size line of a chunk.
        case chunkLine
        /// §7.1: the line end behind a chunk.
        case chunkEnd
        /// §8: the connection ended before the response.
        case truncated

        var isLimitOfThisClient: Bool {
            self == .headTooLarge || self == .interimFlood || self == .bodyTooLarge
        }
    }

    /// Judges the bytes of a connection that then closes.
    static func judge(_ bytes: [UInt8]) -> (reading: Reading, rule: Rule?) {
        var response = WholeResponse(rest: bytes[...])
        do throws(Rule) {
            let keepsConnection = try response.read()
            let reading = Reading(
                head: response.head, body: response.body, end: .complete(bytes: response.taken),
                keepsConnection: keepsConnection)
            return (reading, nil)
        } catch {
            let reading = Reading(head: response.head, body: response.body)
            return (reading, error)
        }
    }

    private init(rest: ArraySlice<UInt8>) {
        self.rest = rest
    }

    // MARK: Head

    /// Whether the connection may go on.
    private mutating func read() throws(Rule) -> Bool {
        for _ in 0...HTTPLimits.interimResponsesMaximum {
            headLimit = taken + HTTPLimits.headBytesMaximum
            let (status, minorVersion) = try readStatusLine()
            let fields = try readFields()
            if status == 101 { throw .switchingProtocols }
            if status < 200 { continue }
            headLimit = .max
            let framing = try framing(status, minorVersion, fields)
            head = HTTPResponseHead(status: status, retryAfterSeconds: retryAfter(fields))
            try readBody(framing)
            let connection = elements(of: "connection", in: fields)
            let isKept =
                !connection.contains("close")
                && (minorVersion > 0 || connection.contains("keep-alive"))
            return isKept && framing != .untilClose
        }
        throw .interimFlood
    }

    private mutating func readStatusLine() throws(Rule) -> (status: UInt16, minorVersion: UInt8) {
        if rest.starts(with: "\r\n".utf8) { throw .emptyLineFirst }
        for byte in "HTTP/1.".utf8 where try take() != byte { throw .notHTTP1 }
        let minorVersion = try take()
        guard isDigit(minorVersion) else { throw .notHTTP1 }
        guard try take() == UInt8(ascii: " ") else { throw .statusLine }
        var status: UInt16 = 0
        for _ in 0..<3 {
            let digit = try take()
            guard isDigit(digit) else { throw .statusLine }
            status = status * 10 + UInt16(digit - 0x30)
        }
        guard status >= 100 else { throw .statusLine }
        // A blank before an empty reason is left out by many.
        let byte = try take()
        if byte == UInt8(ascii: "\r") {
            guard try take() == UInt8(ascii: "\n") else { throw .bareCarriageReturn }
        } else if byte == UInt8(ascii: "\n") {
            throw .bareLineFeed
        } else if byte == UInt8(ascii: " ") {
            _ = try takeText()
        } else {
            throw .statusLine
        }
        return (status, minorVersion - 0x30)
    }

    typealias Field = (name: String, value: String)

    private mutating func readFields() throws(Rule) -> [Field] {
        var fields: [Field] = []
        while true {
            var byte = try take()
            if byte == UInt8(ascii: "\r") {
                guard try take() == UInt8(ascii: "\n") else { throw .bareCarriageReturn }
                return fields
            }
            if byte == UInt8(ascii: "\n") { throw .bareLineFeed }
            if fields.count == HTTPLimits.fieldsMaximum { throw .headTooLarge }
            if byte == 0x20 || byte == 0x09 { throw .foldedField }
            var name: [UInt8] = []
            while byte != UInt8(ascii: ":") {
                guard isToken(byte) else { throw .fieldName }
                name.append(byte)
                byte = try take()
            }
            guard !name.isEmpty else { throw .fieldName }
            let text = String(decoding: try takeText(), as: UTF8.self)
            let value = text.trimmingPrefix { $0 == " " || $0 == "\t" }
            fields.append(
                (
                    String(decoding: name, as: UTF8.self).lowercased(),
                    String(value.reversed().trimmingPrefix { $0 == " " || $0 == "\t" }.reversed())
                ))
        }
    }

    /// Text up to and with its CR LF.
    private mutating func takeText() throws(Rule) -> [UInt8] {
        var text: [UInt8] = []
        while true {
            let byte = try take()
            switch byte {
            case UInt8(ascii: "\r"):
                guard try take() == UInt8(ascii: "\n") else { throw .bareCarriageReturn }
                return text
            case UInt8(ascii: "\n"):
                throw .bareLineFeed
            case 0x09, 0x20...0x7E, 0x80...0xFF:
                text.append(byte)
            default:
                throw .controlByte
            }
        }
    }

    private mutating func take() throws(Rule) -> UInt8 {
        guard taken < headLimit else { throw rest.isEmpty ? .truncated : .headTooLarge }
        guard let byte = rest.popFirst() else { throw .truncated }
        taken += 1
        return byte
    }

    // MARK: Framing, RFC 9112 §6.3

    private enum Framing: Equatable {
        case none, chunked, untilClose
        case length(Int)
    }

    private func framing(
        _ status: UInt16, _ minorVersion: UInt8, _ fields: [Field]
    ) throws(Rule) -> Framing {
        let codings = fields.filter { $0.name == "transfer-encoding" }.map { $0.value.lowercased() }
        let lengths = fields.filter { $0.name == "content-length" }.map(\.value)
        guard lengths.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }) else {
            throw .length
        }
        guard Set(lengths).count <= 1 else { throw .length }
        guard lengths.allSatisfy({ UInt32($0) != nil }) else { throw .bodyTooLarge }
        guard codings.isEmpty || codings == ["chunked"] else { throw .coding }
        guard codings.isEmpty || lengths.isEmpty else { throw .bothLengths }
        guard codings.isEmpty || minorVersion > 0 && status != 204 else { throw .codingOutOfPlace }
        if status == 204 || status == 304 { return .none }
        let contentCodings = fields.filter { $0.name == "content-encoding" }
        guard contentCodings.allSatisfy({ ["", "identity"].contains($0.value.lowercased()) }) else {
            throw .coding
        }
        if !codings.isEmpty { return .chunked }
        return lengths.first.map { .length(Int($0) ?? 0) } ?? .untilClose
    }

    private func elements(of name: String, in fields: [Field]) -> [String] {
        fields.filter { $0.name == name }.flatMap { field in
            field.value.lowercased().split(separator: ",").map { element in
                String(element.filter { $0 != " " && $0 != "\t" })
            }
        }
    }

    private func retryAfter(_ fields: [Field]) -> UInt32? {
        guard let value = fields.last(where: { $0.name == "retry-after" })?.value,
            (1...24).contains(value.utf8.count), value.utf8.allSatisfy(isDigit)
        else { return nil }
        return UInt32(value) ?? .max
    }

    // MARK: Body

    private mutating func readBody(_ framing: Framing) throws(Rule) {
        switch framing {
        case .none: break
        case .untilClose: takeBody(rest.count)
        case .length(let length):
            let isWhole = length <= rest.count
            takeBody(min(length, rest.count))
            guard isWhole else { throw .truncated }
        case .chunked:
            while true {
                let size = try readChunkLine()
                guard size > 0 else { break }
                let isWhole = size <= rest.count
                takeBody(min(size, rest.count))
                guard isWhole else { throw .truncated }
                let byte = try take()
                if byte == UInt8(ascii: "\n") { throw .bareLineFeed }
                guard byte == UInt8(ascii: "\r") else { throw .chunkEnd }
                guard try take() == UInt8(ascii: "\n") else { throw .chunkEnd }
            }
            headLimit = taken + HTTPLimits.headBytesMaximum
            _ = try readFields()
        }
    }

    private mutating func takeBody(_ count: Int) {
        body += rest.prefix(count)
        rest = rest.dropFirst(count)
        taken += count
    }

    private mutating func readChunkLine() throws(Rule) -> Int {
        let start = taken
        var size = 0
        var digits = 0
        var byte = try take()
        while let digit = Character(UnicodeScalar(byte)).hexDigitValue, byte < 0x80 {
            size = size * 16 + digit
            digits += 1
            guard size <= UInt32.max else { throw .bodyTooLarge }
            guard taken - start < HTTPLimits.chunkLineBytesMaximum else { throw .chunkLine }
            byte = try take()
        }
        guard digits > 0 else { throw .chunkLine }
        // Everything up to the line's end, then the grammar of RFC 9112 §7.1.1 over it.
        var text: [UInt8] = []
        while byte != UInt8(ascii: "\r") {
            if byte == UInt8(ascii: "\n") { throw .bareLineFeed }
            guard byte == 0x09 || byte >= 0x20 && byte != 0x7F else { throw .chunkLine }
            text.append(byte)
            guard Self.isPrefixOfExtensions(text) else { throw .chunkLine }
            guard taken - start < HTTPLimits.chunkLineBytesMaximum else { throw .chunkLine }
            byte = try take()
        }
        guard Self.isExtensions(text) else { throw .chunkLine }
        guard taken - start < HTTPLimits.chunkLineBytesMaximum else { throw .chunkLine }
        guard try take() == UInt8(ascii: "\n") else { throw .chunkLine }
        return size
    }

    private static func isExtensions(_ text: [UInt8]) -> Bool {
        latin1(text).wholeMatch(of: extensions) != nil
    }

    /// Whether anything could follow to make it extensions: tried with the ways to go on.
    private static func isPrefixOfExtensions(_ text: [UInt8]) -> Bool {
        ["", ";a", "a", "\"", "a\"", "=a"].contains { isExtensions(text + Array($0.utf8)) }
    }

    /// The bytes as scalars, so that each is one character; none of them is a line end.
    private static func latin1(_ text: [UInt8]) -> String {
        String(String.UnicodeScalarView(text.map { UnicodeScalar($0) }))
    }

    nonisolated(unsafe) private static let extensions: Regex<Substring> = {
        let token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
        let quoted = #""(?:[^"\\]|\\[\x00-\xFF])*""#
        let blanks = #"[ \t]*"#
        let pattern =
            "(?:\(blanks);\(blanks)\(token)(?:\(blanks)=\(blanks)(?:\(token)|\(quoted)))?)*"
        guard let regex = try? Regex(pattern, as: Substring.self) else {
            preconditionFailure("The pattern is constant")
        }
        return regex.matchingSemantics(.unicodeScalar)
    }()
}

private func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }

private func isToken(_ byte: UInt8) -> Bool {
    "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8
        .contains(byte)
}

extension Reading {
    /// What differs from the whole reader's judgement; nil if nothing.
    func difference(from judgement: (reading: Reading, rule: WholeResponse.Rule?)) -> String? {
        guard let rule = judgement.rule else {
            return self == judgement.reading ? nil : "\(self) instead of \(judgement.reading)"
        }
        guard case .failed = end else { return "\(end) instead of \(rule)" }
        guard (failure == .truncated) == (rule == .truncated) else {
            return "\(end) instead of \(rule)"
        }
        return body == judgement.reading.body ? nil : "another body before \(rule)"
    }
}

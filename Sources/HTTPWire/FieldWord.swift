/// The names and values of fields that mean something here.
enum FieldWord: UInt8 {
    case other
    case connection, retryAfter, contentLength, contentEncoding, transferEncoding
    case chunked, identity, close, keepAlive

    /// The word that the text is, in whatever case it came.
    @inline(never)
    init(_ text: borrowing Span<UInt8>) {
        var raw = Self.connection.rawValue
        while let word = FieldWord(rawValue: raw) {
            if equals(text, word.text) {
                self = word
                return
            }
            raw &+= 1
        }
        self = .other
    }

    /// Whether the word is a field's name.
    var isName: Bool { rawValue <= Self.transferEncoding.rawValue }

    /// The word in lower case.
    private var text: StaticString {
        switch self {
        case .connection: "connection"
        case .retryAfter: "retry-after"
        case .contentLength: "content-length"
        case .contentEncoding: "content-encoding"
        case .transferEncoding: "transfer-encoding"
        case .chunked: "chunked"
        case .identity: "identity"
        case .close: "close"
        case .keepAlive: "keep-alive"
        case .other: ""
        }
    }
}

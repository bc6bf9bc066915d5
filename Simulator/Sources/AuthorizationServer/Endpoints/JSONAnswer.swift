import HTTPTypes
import Hummingbird
import NIOCore

/// A JSON object with its length, never chunked and its members in a fixed order: small devices
/// read it into a fixed buffer, and equal answers are equal bytes.
struct JSONAnswer: Sendable {
    enum Value: Sendable {
        case text(String)
        case number(Int64)
        case list([String])
        case flag(Bool)
        case object(KeyValuePairs<String, String>)
        /// The member is left out.
        case absent

        static func optional(_ text: String?) -> Value {
            text.map(Value.text) ?? .absent
        }
    }

    private var body = ByteBuffer()

    init(_ members: KeyValuePairs<String, Value>) {
        var isFirst = true
        body.writeStaticString("{")
        for (name, value) in members {
            if case .absent = value { continue }
            if !isFirst { body.writeStaticString(",") }
            isFirst = false
            write(name)
            body.writeStaticString(":")
            switch value {
            case .text(let text): write(text)
            case .number(let number): body.writeString("\(number)")
            case .list(let texts): write(texts)
            case .flag(let flag): body.writeString("\(flag)")
            case .object(let members): write(members)
            case .absent: break
            }
        }
        body.writeStaticString("}")
    }

    /// JSON that is written already.
    init(verbatim json: some Collection<UInt8>) {
        body.writeBytes(json)
    }

    var bytes: [UInt8] {
        Array(body.readableBytesView)
    }

    func response(status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: SecurityHeaders.json,
            body: ResponseBody(byteBuffer: body))
    }

    /// Whether it was made here.
    static func isJSON(_ response: Response) -> Bool {
        response.headers.first { $0.name == .contentType }?.value == contentType
    }

    static let contentType = "application/json;charset=UTF-8"

    private mutating func write(_ texts: [String]) {
        body.writeStaticString("[")
        for (index, text) in texts.enumerated() {
            if index > 0 { body.writeStaticString(",") }
            write(text)
        }
        body.writeStaticString("]")
    }

    private mutating func write(_ members: KeyValuePairs<String, String>) {
        body.writeStaticString("{")
        for (index, (name, text)) in members.enumerated() {
            if index > 0 { body.writeStaticString(",") }
            write(name)
            body.writeStaticString(":")
            write(text)
        }
        body.writeStaticString("}")
    }

    /// RFC 8259 §7: quote, backslash and control characters are escaped, the rest is UTF-8.
    private mutating func write(_ text: String) {
        var bytes = [UInt8(ascii: "\"")]
        bytes.reserveCapacity(text.utf8.count + 2)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x00...0x1F:
                let digits = Array("0123456789abcdef".utf8)
                bytes += "\\u00".utf8
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            default:
                bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
        body.writeBytes(bytes)
    }
}

import DeviceGrant

/// What the network and the server do with one request.
public struct Reply: Equatable, Sendable {
    public var connecting = Step.succeeds
    public var sending = Step.succeeds
    /// What the server sends.
    public var bytes: [UInt8]
    /// How the bytes arrive.
    public var pieces = Pieces.whole
    /// What follows the bytes.
    public var ending = Ending.staysOpen
    /// The time that connecting, sending and answering take, in milliseconds each.
    public var connectMilliseconds: UInt64 = 100
    public var sendMilliseconds: UInt64 = 10
    public var answerMilliseconds: UInt64 = 200

    public enum Step: Equatable, Sendable {
        case succeeds
        case fails(TransportFailure)
        /// Nothing happens until the time is up.
        case stalls
        /// The peer closes the connection.
        case closes
    }

    public enum Pieces: Equatable, Sendable {
        case whole
        case bytewise
        case cut(at: Int)
    }

    public enum Ending: Equatable, Sendable {
        /// Nothing more happens, so an answer that is not complete runs out of time.
        case staysOpen
        case closes
        case fails(TransportFailure)
    }

    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The same with changes.
    public func with(_ change: (inout Reply) -> Void) -> Reply {
        var reply = self
        change(&reply)
        return reply
    }

    // MARK: Responses

    /// A response with a JSON body and a `Content-Length`.
    public static func json(_ status: Int, _ body: String, fields: [String] = []) -> Reply {
        http(
            status,
            fields + ["Content-Type: application/json", "Content-Length: \(body.utf8.count)"],
            body)
    }

    /// A response whose body comes in chunks of `chunkBytes`.
    public static func chunked(_ status: Int, _ body: String, chunkBytes: Int = 16) -> Reply {
        var rest = Array(body.utf8)[...]
        var chunks = ""
        while !rest.isEmpty {
            let chunk = rest.prefix(chunkBytes)
            rest = rest.dropFirst(chunkBytes)
            chunks += String(chunk.count, radix: 16) + ";a=b\r\n"
            chunks += String(decoding: chunk, as: UTF8.self) + "\r\n"
        }
        return http(
            status, ["Content-Type: application/json", "Transfer-Encoding: chunked"],
            chunks + "0\r\nX-Trailer: 1\r\n\r\n")
    }

    /// A response whose body ends with the connection.
    public static func closeDelimited(_ status: Int, _ body: String) -> Reply {
        http(status, ["Content-Type: application/json", "Connection: close"], body)
            .with { $0.ending = .closes }
    }

    /// A response of these parts, as they stand.
    public static func http(_ status: Int, _ fields: [String], _ body: String) -> Reply {
        let head = ["HTTP/1.1 \(status) Reason"] + fields
        return Reply(bytes: Array((head.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8))
    }

    // MARK: Answers of RFC 8628

    /// The example of RFC 8628 §3.2.
    public static let deviceCode = "GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS"
    public static let userCode = "WDJB-MJHT"
    public static let verificationURI = "https://example.com/device"
    public static let accessToken = "2YotnFZFEjr1zCsicMWpAA.access"
    public static let refreshToken = "tGzv3JOkF0XG5Qx2TlKWIA.refresh"
    public static let idToken = "eyJhbGciOiJub25lIn0.identity"

    /// An answer with codes (RFC 8628 §3.2).
    public static func codes(expiresIn: String = "1800", interval: String? = "5") -> Reply {
        json(200, codesBody(expiresIn: expiresIn, interval: interval))
    }

    public static func codesBody(expiresIn: String? = "1800", interval: String? = "5") -> String {
        var members = [
            "\"device_code\":\"\(deviceCode)\"", "\"user_code\":\"\(userCode)\"",
            "\"verification_uri\":\"\(verificationURI)\"",
            "\"verification_uri_complete\":\"\(verificationURI)?user_code=\(userCode)\"",
        ]
        if let expiresIn { members.append("\"expires_in\":\(expiresIn)") }
        if let interval { members.append("\"interval\":\(interval)") }
        return "{" + members.joined(separator: ",") + "}"
    }

    public static let tokensBody = """
        {"access_token":"\(accessToken)","token_type":"Bearer","expires_in":3600,\
        "refresh_token":"\(refreshToken)","id_token":"\(idToken)"}
        """

    public static let tokens = json(200, tokensBody)
    public static let pending = error("authorization_pending")
    public static let slowDown = error("slow_down")
    public static let denied = error("access_denied")
    public static let expired = error("expired_token")

    public static func error(_ code: String, status: Int = 400) -> Reply {
        json(status, "{\"error\":\"\(code)\",\"error_description\":\"Said so.\"}")
    }

    // MARK: Failures

    public static func connectFails(_ failure: TransportFailure) -> Reply {
        Reply(bytes: []).with { $0.connecting = .fails(failure) }
    }

    public static let connectStalls = Reply(bytes: []).with { $0.connecting = .stalls }
    public static let sendStalls = Reply(bytes: []).with { $0.sending = .stalls }
    public static let answerStalls = Reply(bytes: [])
    public static let closes = Reply(bytes: []).with { $0.ending = .closes }
}

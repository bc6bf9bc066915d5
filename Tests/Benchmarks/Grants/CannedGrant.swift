/// What a server answers in one grant, as it comes over the wire: codes, three times "not yet", and
/// tokens of about 4 kB, as Amazon Cognito sends them.
public enum CannedGrant {
    static let codes = response(
        200,
        """
        {"device_code":"GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS","user_code":"WDJB-MJHT",\
        "verification_uri":"https://example.com/device",\
        "verification_uri_complete":"https://example.com/device?user_code=WDJB-MJHT",\
        "expires_in":1800,"interval":5}
        """)

    static let pending = response(400, #"{"error":"authorization_pending"}"#)

    static let tokens = response(
        200,
        """
        {"id_token":"\(token(1_000))","access_token":"\(token(accessTokenCount))",\
        "refresh_token":"\(token(1_800))","expires_in":3600,"token_type":"Bearer"}
        """)

    static let responses = [codes, pending, pending, pending, tokens]

    /// The bytes of all responses.
    public static let byteCount = responses.reduce(0) { $0 + $1.count }

    /// The bytes of the access token.
    public static let accessTokenCount = 1_100

    /// The members that a client keeps.
    enum Member: CaseIterable {
        case deviceCode, userCode, verificationURI, verificationURIComplete, expiresIn, interval
        case error, accessToken, refreshToken, idToken, tokenType

        init?(_ name: borrowing Span<UInt8>) {
            for member in Self.allCases where Self.isEqual(member.name, name) {
                self = member
                return
            }
            return nil
        }

        private var name: StaticString {
            switch self {
            case .deviceCode: "device_code"
            case .userCode: "user_code"
            case .verificationURI: "verification_uri"
            case .verificationURIComplete: "verification_uri_complete"
            case .expiresIn: "expires_in"
            case .interval: "interval"
            case .error: "error"
            case .accessToken: "access_token"
            case .refreshToken: "refresh_token"
            case .idToken: "id_token"
            case .tokenType: "token_type"
            }
        }

        private static func isEqual(_ name: StaticString, _ other: borrowing Span<UInt8>) -> Bool {
            guard name.utf8CodeUnitCount == other.count else { return false }
            for index in other.indices where name.utf8Start[index] != other[index] { return false }
            return true
        }
    }

    private static func token(_ count: Int) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        return String((0..<count).map { letters[$0 * 7 % letters.count] })
    }

    private static func response(_ status: Int, _ body: String) -> [UInt8] {
        Array(
            """
            HTTP/1.1 \(status) Reason\r\n\
            Date: Mon, 01 Sep 2025 12:00:00 GMT\r\n\
            Content-Type: application/json;charset=UTF-8\r\n\
            Content-Length: \(body.utf8.count)\r\n\
            Connection: keep-alive\r\n\
            Cache-Control: no-cache, no-store, max-age=0, must-revalidate\r\n\
            Pragma: no-cache\r\n\
            Strict-Transport-Security: max-age=31536000 ; includeSubDomains\r\n\
            X-Content-Type-Options: nosniff\r\n\r\n\(body)
            """.utf8)
    }
}

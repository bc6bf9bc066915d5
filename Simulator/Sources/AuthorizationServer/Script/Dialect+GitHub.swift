import HTTPTypes
import NIOCore

extension Dialect {
    /// Errors come with 200 and a page that explains them, slow_down names the new interval, and
    /// everything is a form unless JSON is asked for ("Authorizing OAuth apps", device flow).
    func speakGitHub(
        _ answer: inout ScriptedAnswer, _ members: [String: Any], at moment: Moment
    ) {
        var said = members
        said["verification_uri_complete"] = nil
        said["id_token"] = nil
        if let error = members["error"] as? String {
            answer.status = .ok
            let (code, text) = Self.gitHubError(error)
            said["error"] = code
            said["error_description"] = text
            said["error_uri"] =
                "https://docs.github.com/developers/apps/authorizing-oauth-apps"
                + "#error-codes-for-the-device-flow"
            if error == "slow_down" { said["interval"] = moment.intervalSeconds }
        } else if members["access_token"] != nil {
            said["token_type"] = "bearer"
            said["expires_in"] = nil
            let scope = members["scope"] as? String ?? ""
            said["scope"] = scope.split(separator: " ").joined(separator: ",")
        }
        answer.setMembers(said)
        guard moment.request.request.headers[.accept]?.contains("json") != true else { return }
        answer.headers[.contentType] = "application/x-www-form-urlencoded; charset=utf-8"
        let pairs = said.sorted { $0.key < $1.key }.map { "\($0)=\(Self.encoded("\($1)"))" }
        answer.body = ByteBuffer(string: pairs.joined(separator: "&"))
    }

    private static func gitHubError(_ error: String) -> (code: String, text: String) {
        switch error {
        case "authorization_pending": (error, "The authorization request is still pending.")
        case "slow_down": (error, "Too many requests have been made in the same timeframe.")
        case "expired_token": (error, "The device_code has expired.")
        case "access_denied": (error, "The authorization request was denied.")
        case "invalid_grant": ("incorrect_device_code", "The device_code provided is not valid.")
        case "invalid_client":
            ("incorrect_client_credentials", "The client_id passed is incorrect.")
        default: (error, "The request cannot be served.")
        }
    }

    /// WHATWG URL §5.2.
    private static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "*"):
                String(UnicodeScalar(byte))
            case UInt8(ascii: " "): "+"
            default: "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }.joined()
    }
}

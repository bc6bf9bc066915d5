import Foundation

extension Dialect {
    /// A `message` for the user beside the codes, and long error answers with numbers and traces
    /// ("Microsoft identity platform and the OAuth 2.0 device authorization grant flow").
    func speakMicrosoft(
        _ answer: inout ScriptedAnswer, _ members: [String: Any], at moment: Moment
    ) {
        var said = members
        said["verification_uri_complete"] = nil
        if let code = members["user_code"] as? String,
            let uri = members["verification_uri"] as? String
        {
            said["message"] =
                "To sign in, use a web browser to open the page \(uri) and enter the code \(code) "
                + "to authenticate."
        }
        if members["access_token"] != nil { said["ext_expires_in"] = members["expires_in"] }
        if let error = members["error"] as? String {
            said = Self.microsoftError(error, at: moment.nowMilliseconds)
        }
        answer.setMembers(said)
    }

    private static func microsoftError(_ error: String, at milliseconds: Int64) -> [String: Any] {
        let (code, number, text) =
            switch error {
            case "authorization_pending":
                (
                    error, 70_016,
                    "OAuth 2.0 device flow error. Authorization is pending. Continue polling."
                )
            case "access_denied":
                ("authorization_declined", 65_004, "User declined to consent to access the app.")
            case "expired_token":
                (error, 70_020, "The provided value for the input parameter 'device_code' expired.")
            case "invalid_grant":
                (
                    "bad_verification_code", 70_018,
                    "Invalid verification code due to User typing in wrong user code for device "
                        + "code flow."
                )
            default: (error, 900_144, "The request body is refused.")
            }
        var random = SystemRandomNumberGenerator()
        let trace = RandomText.uuid(using: &random)
        let correlation = RandomText.uuid(using: &random)
        let date = Date(timeIntervalSince1970: Double(milliseconds / 1_000))
        let time = date.formatted(.iso8601).replacing("T", with: " ")
        return [
            "error": code,
            "error_description":
                "AADSTS\(number): \(text) Trace ID: \(trace) Correlation ID: \(correlation) "
                + "Timestamp: \(time)",
            "error_codes": [number], "timestamp": time, "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": "https://login.microsoftonline.com/error?code=\(number)",
        ]
    }
}

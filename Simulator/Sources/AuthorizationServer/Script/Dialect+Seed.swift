import HTTPTypes
import NIOCore

extension Dialect {
    /// What the load balancer gives when the function behind it fails.
    static let gatewayPage =
        "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad "
        + "Gateway</h1></center>\r\n</body>\r\n</html>\r\n"

    private static var gatewayAnswer: ScriptedAnswer {
        ScriptedAnswer(
            status: .badGateway, headers: [.contentType: "text/html"], body: gatewayPage)
    }

    /// A token endpoint that reads the query alone, and no other endpoint for devices. Refusals have
    /// no body.
    func seedRefusal(of request: ScriptedRequest, readsEncodedColons: Bool) -> ScriptedAnswer? {
        guard request.request.method == .post else { return nil }
        switch request.endpoint {
        case .path: return nil
        case .deviceAuthorization, .poll, .refresh: break
        }
        let query = request.request.uri.query ?? ""
        guard request.request.uri.path == "/token", query == request.form, !query.isEmpty,
            // Refreshing is between device and user pool there.
            request.endpoint != .refresh,
            readsEncodedColons || !query.lowercased().contains("urn%3a")
        else { return ScriptedAnswer(status: .methodNotAllowed) }
        return nil
    }

    func speakSeed(_ answer: inout ScriptedAnswer, _ members: [String: Any]) {
        if let error = members["error"] as? String {
            speakSeed(&answer, error: error)
        } else if members["access_token"] != nil {
            let names: Set = ["access_token", "refresh_token", "id_token", "expires_in"]
            answer.setMembers(members.filter { names.contains($0.key) })
        } else if let uri = members["verification_uri_complete"] as? String {
            var said = members
            said["verification_uri_complete"] = uri + "&authorize=true"
            answer.setMembers(said)
        }
    }

    private func speakSeed(_ answer: inout ScriptedAnswer, error: String) {
        switch error {
        case "authorization_pending", "slow_down", "expired_token":
            answer.setMembers(["error": error])
        case "access_denied":
            answer.setMembers(["error": "denied"])
        case "invalid_grant" where self == .seedDefects:
            answer = Self.gatewayAnswer
        case "invalid_grant":
            answer.setMembers(["error": "expired_token"])
        case "invalid_client":
            answer = ScriptedAnswer(status: .unauthorized)
        default:
            answer = ScriptedAnswer(status: .methodNotAllowed)
        }
    }
}

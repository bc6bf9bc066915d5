import HTTPTypes

extension Dialect {
    /// `verification_url` instead of RFC 8628's name, and a status of its own for each error
    /// ("OAuth 2.0 for TV and Limited-Input Device Applications").
    func speakGoogle(_ answer: inout ScriptedAnswer, _ members: [String: Any]) {
        var said = members
        if let uri = said.removeValue(forKey: "verification_uri") {
            said["verification_url"] = uri
        }
        said["verification_uri_complete"] = nil
        if let error = members["error"] as? String {
            switch error {
            case "authorization_pending": answer.status = .preconditionRequired
            case "slow_down", "access_denied": answer.status = .forbidden
            default: break
            }
            said["error_description"] = answer.status.reasonPhrase
        }
        answer.setMembers(said)
    }
}

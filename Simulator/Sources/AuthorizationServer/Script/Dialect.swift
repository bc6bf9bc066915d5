import HTTPTypes
import Hummingbird

/// How another server words what RFC 8628 says.
enum Dialect: String, Sendable, CaseIterable {
    case github
    case google
    case microsoft
    /// The AWS solution that this server grew from: parameters in the query, one endpoint for both.
    case seed
    /// The same with its defects: a 502 page for a code it does not know and for the second poll of
    /// each code, and 405 for a grant type whose colons are encoded.
    case seedDefects = "seed-defects"

    /// What the answer depends on beside itself.
    struct Moment: Sendable {
        let request: ScriptedRequest
        /// What the device is to wait between two polls from now on.
        let intervalSeconds: Int
        let nowMilliseconds: Int64
    }

    /// The steps that belong to the dialect when no file names others.
    var steps: [ScriptedEndpoint: [ScriptStep]] {
        guard self == .seedDefects else { return [:] }
        var gateway = ScriptStep.empty
        gateway.status = 502
        gateway.contentType = "text/html"
        gateway.body = Self.gatewayPage
        return [.poll: [.real, gateway]]
    }

    /// The request as it would stand at this server's own path.
    func translated(_ request: Request) -> Request {
        let path = request.uri.path
        let own: String
        switch self {
        case .github where path == "/login/device/code": own = "/device_authorization"
        case .github where path == "/login/oauth/access_token": own = "/token"
        case .google where path == "/device/code": own = "/device_authorization"
        // Before it stands the tenant.
        case .microsoft where path.hasSuffix("/oauth2/v2.0/devicecode"):
            own = "/device_authorization"
        case .microsoft where path.hasSuffix("/oauth2/v2.0/token"): own = "/token"
        default: return request
        }
        var head = request.head
        head.path = own + (request.uri.query.map { "?" + $0 } ?? "")
        return Request(head: head, body: request.body)
    }

    /// An answer that the other server gives without looking further; nil when it looks.
    func refusal(of request: ScriptedRequest) -> ScriptedAnswer? {
        switch self {
        case .github, .google, .microsoft: nil
        case .seed: seedRefusal(of: request, readsEncodedColons: true)
        case .seedDefects: seedRefusal(of: request, readsEncodedColons: false)
        }
    }

    /// Says the same answer in the dialect's words. Answers of other endpoints stay as they are.
    func speak(_ answer: inout ScriptedAnswer, at moment: Moment) {
        guard let members = answer.members else { return }
        switch moment.request.endpoint {
        case .deviceAuthorization, .poll, .refresh: break
        case .path: return
        }
        switch self {
        case .github: speakGitHub(&answer, members, at: moment)
        case .google: speakGoogle(&answer, members)
        case .microsoft: speakMicrosoft(&answer, members, at: moment)
        case .seed, .seedDefects: speakSeed(&answer, members)
        }
    }
}
